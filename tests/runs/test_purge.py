"""Promise 6: after the purge nothing brings the values back."""

from pathlib import Path

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...engine.log import log_rows
from ...engine.vault import key_store
from ..common import AnonymizationCase


@tagged("post_install", "-at_install", "accounting_only", "neighbours")
class TestPurge(AnonymizationCase):
    def _seals(self):
        self.env.cr.execute(
            "SELECT count(*) FROM partner_anonymization_seal WHERE partner_id = %s",
            [self.person.id],
        )
        return self.env.cr.fetchone()[0]

    def _refs(self):
        self.env.cr.execute(
            "SELECT DISTINCT key_ref FROM partner_anonymization_seal"
            " WHERE partner_id = %s",
            [self.person.id],
        )
        return [key_store.KeyRef.from_text(ref) for (ref,) in self.env.cr.fetchall()]

    def test_deleted(self):
        addresses = self.person.child_ids
        self.person.anonymize()
        self.assertGreater(self._seals(), 0)
        run = self.person.purge_anonymized(note="T-77")
        self.assertEqual(run.kind, "purge")
        self.assertEqual(self._seals(), 0)
        self.assertEqual(self.person.anonymization_state, "deleted")
        self.assertEqual(self.person.name, "Deleted")
        self.assertEqual(self.person.display_name, "Deleted")
        self.assertEqual(self.person.country_id, self.country)
        self.assertEqual(set(addresses.mapped("name")), {"Deleted"})
        with self.assertRaisesRegex(UserError, "deleted"):
            self.person.deanonymize()
        with self.assertRaisesRegex(UserError, "deleted"):
            self.person.purge_anonymized()

    def test_note_must_not_name_the_person(self):
        note = "done for Quillfeather, Zacharias"
        with self.assertRaisesRegex(UserError, "names the person"):
            self.person.anonymize(note=note)
        self.assertFalse(self.person.anonymization_state)
        self.person.anonymize(note="ticket 4711")
        for method in (self.person.deanonymize, self.person.purge_anonymized):
            with self.assertRaisesRegex(UserError, "names the person"):
                method(note=note)
        self.assertEqual(self.person.anonymization_state, "anonymized")

    def test_key_lost(self):
        """What cannot be restored any more can still be made final."""
        self.person.anonymize()
        (ref,) = self._refs()
        (Path(self.key_dir) / ref.identity / ref.file).unlink()
        self.person.purge_anonymized(note="key was lost")
        self.assertEqual(self.person.anonymization_state, "deleted")

    def test_key_is_destroyed_after_commit(self):
        self.person.anonymize()
        (ref,) = self._refs()
        path = Path(self.key_dir) / ref.identity / ref.file
        self.assertTrue(any(path.read_bytes()[-32:]))
        self.person.purge_anonymized()
        self.assertTrue(any(path.read_bytes()[-32:]), "not before the commit")
        destroyed = key_store.destroy_keys(self.env, [ref])
        self.assertEqual(list(destroyed), [])
        self.assertFalse(path.exists() and any(path.read_bytes()[-32:]))

    def test_one_of_two(self):
        other = self.Partner.create({"name": "Olga Octavius", "email": "o@o.example"})
        (self.person | other).anonymize()
        other.purge_anonymized()
        self.person.deanonymize()
        self.assertEqual(self.person.name, "Zacharias Quillfeather")
        self.assertEqual(other.name, "Deleted")

    def test_country_only(self):
        self.person.anonymize()
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT to_jsonb(p) FROM res_partner p WHERE id = %s", [self.person.id]
        )
        row = {k: v for k, v in self.env.cr.fetchone()[0].items() if v not in (None,)}
        self.assertEqual(row["country_id"], self.country.id)
        for name in ("street", "zip", "city", "lang", "tz", "ref", "function", "color"):
            self.assertNotIn(name, row)

    def test_cron(self):
        params = self.env["ir.config_parameter"]
        params.set_param("partner_anonymization.purge_after_days", 10)
        self.person.anonymize()
        line = self.env["partner.anonymization.line"].search(
            [("partner_id", "=", self.person.id)]
        )
        cron = self.env.ref("partner_anonymization.ir_cron_purge")
        with freeze_time("2099-01-01"), self.enter_registry_test_mode():
            log_rows.update(line.sudo(), {"purge_date": "2099-01-02"})
            self.env.flush_all()
            cron.method_direct_trigger()
            self.assertEqual(self.person.anonymization_state, "anonymized")
            log_rows.update(line.sudo(), {"purge_date": "2099-01-01"})
            self.env.flush_all()
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.person.anonymization_state, "deleted")

    def test_live_partner(self):
        with self.assertRaisesRegex(UserError, "Not anonymized"):
            self.person.purge_anonymized()
        with self.assertRaisesRegex(UserError, "Not anonymized"):
            self.person.deanonymize()
