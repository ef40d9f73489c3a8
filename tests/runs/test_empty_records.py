"""The empty row of who was deleted for good goes, once nothing refers to it."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import AnonymizationCase

REMOVE = "odoo.addons.partner_anonymization.models.partner.res_partner_remove"


@tagged("post_install", "-at_install", "accounting_only")
class TestEmptyRecords(AnonymizationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.params = cls.env["ir.config_parameter"]
        cls.gone = cls._deleted("Gustav Gone")

    @classmethod
    def _deleted(cls, name, **values):
        partner = cls.Partner.create({"name": name, **values})
        partner.anonymize()
        partner.purge_anonymized()
        return partner

    def _night(self, is_on=True):
        self.params.set_param("partner_anonymization.remove_empty", str(is_on))
        with self.enter_registry_test_mode():
            self.env.ref("partner_anonymization.ir_cron_purge").method_direct_trigger()
        self.env.invalidate_all()

    def _assert_stays(self, why):
        self._night()
        self.assertTrue(self.gone.exists(), why)

    def test_off_by_default(self):
        self.assertFalse(self.params.get_param("partner_anonymization.remove_empty"))
        settings = self.env["res.config.settings"].create({})
        self.assertFalse(settings.anonymization_remove_empty)
        self._night(is_on=False)
        self.assertTrue(self.gone.exists())

    def test_removed(self):
        line = self.gone.anonymization_line_id
        number = self.gone.id
        live = self.Partner.create({"name": "Lena Living"})
        sealed = self.Partner.create({"name": "Sven Sealed"})
        sealed.anonymize()
        self._night()
        self.assertFalse(self.gone.exists())
        self.assertTrue((live | sealed | self.person).exists())
        event = self.env["partner.anonymization.event"].search(
            [("kind", "=", "remove")], limit=1
        )
        self.assertEqual(event.partner_ref, number)
        self.assertEqual(line.partner_number, number)
        self.assertIn(str(number), line.display_name)
        for table, name in (
            ("mail_message", "model"),
            ("mail_followers", "res_model"),
            ("ir_attachment", "res_model"),
        ):
            self.env.cr.execute(
                f"SELECT 1 FROM {table} WHERE {name} = 'res.partner' AND res_id = %s",
                [number],
            )
            self.assertFalse(self.env.cr.fetchall(), table)

    def test_foreign_key_of_an_unknown_table(self):
        self.env.cr.execute(
            "CREATE TABLE zz_of_no_module (id serial, who int REFERENCES res_partner)"
        )
        self.env.cr.execute(
            "INSERT INTO zz_of_no_module (who) VALUES (%s)", [self.gone.id]
        )
        self._assert_stays("a foreign key")
        self.env.cr.execute("DELETE FROM zz_of_no_module")
        self._night()
        self.assertFalse(self.gone.exists())

    def test_relation(self):
        """One that PostgreSQL would delete along counts as well."""
        other = self.Partner.create({"name": "Olga Octavius"})
        self.env.cr.execute(
            "INSERT INTO res_partner_anonymization_same_rel (partner_id, same_id)"
            " VALUES (%s, %s)",
            [other.id, self.gone.id],
        )
        self._assert_stays("a relation")

    def test_numbers_beside_a_model(self):
        number = self.gone.id
        self.env.cr.execute(
            "INSERT INTO mail_message (model, res_id, message_type, body)"
            " VALUES ('res.partner', %s, 'comment', 'x') RETURNING id",
            [number],
        )
        (message,) = self.env.cr.fetchone()
        self._assert_stays("a message")
        self.env.cr.execute("DELETE FROM mail_message WHERE id = %s", [message])
        self.env.cr.execute(
            "INSERT INTO ir_attachment (name, type, res_model, res_id, db_datas)"
            " VALUES ('x', 'binary', 'res.partner', %s, 'x') RETURNING id",
            [number],
        )
        (file,) = self.env.cr.fetchone()
        self._assert_stays("a file")
        self.env.cr.execute("DELETE FROM ir_attachment WHERE id = %s", [file])
        self.env.cr.execute(
            "INSERT INTO mail_activity (res_model_id, res_model, res_id, user_id,"
            " date_deadline, active) VALUES (%s, 'res.partner', %s, %s, '2030-01-01',"
            " true) RETURNING id",
            [self.env["ir.model"]._get_id("res.partner"), number, self.env.uid],
        )
        (activity,) = self.env.cr.fetchone()
        self._assert_stays("an activity")
        self.env.cr.execute("DELETE FROM mail_activity WHERE id = %s", [activity])
        self._night()
        self.assertFalse(self.gone.exists())

    def test_defaults_and_ids_of_modules(self):
        field = self.env["ir.model.fields"]._get("res.partner", "parent_id")
        self.env.cr.execute(
            "INSERT INTO ir_default (field_id, json_value) VALUES (%s, %s)"
            " RETURNING id",
            [field.id, str(self.gone.id)],
        )
        (default,) = self.env.cr.fetchone()
        self._assert_stays("a default")
        self.env.cr.execute("DELETE FROM ir_default WHERE id = %s", [default])
        self.env.cr.execute(
            "INSERT INTO ir_model_data (module, name, model, res_id)"
            " VALUES ('some_module', 'gustav', 'res.partner', %s),"
            "        ('__import__', 'gustav', 'res.partner', %s)",
            [self.gone.id] * 2,
        )
        self._assert_stays("a module's own record")
        self.env.cr.execute("DELETE FROM ir_model_data WHERE module = 'some_module'")
        self._night()
        self.assertFalse(self.gone.exists())

    def test_family_and_hold(self):
        """An address goes before the person; neither while one of them is held."""
        parent = self.Partner.create({"name": "Paula Parent"})
        child = self.Partner.create({"name": "Shed", "parent_id": parent.id})
        parent.anonymize()
        parent.purge_anonymized()
        self.assertEqual(child.anonymization_state, "deleted")
        parent.write({"anonymization_hold": True})
        self._night()
        self.assertEqual(len((parent | child).exists()), 2)
        parent.write({"anonymization_hold": False})
        self._night()
        self.assertFalse((parent | child).exists())

    def test_one_that_fails_stops_nobody(self):
        others = self._deleted("Olga Octavius") | self._deleted("Xaver Oktett")
        bad, unlink = self.gone.id, type(self.gone).unlink

        def failing(partners):
            if bad in partners.ids:
                raise UserError("It is needed elsewhere.")
            return unlink(partners)

        with (
            patch.object(type(self.gone), "unlink", failing),
            mute_logger(REMOVE),
        ):
            self._night()
        self.assertTrue(self.gone.exists())
        self.assertFalse(others.exists())
        events = self.env["partner.anonymization.event"].search(
            [("kind", "=", "remove")]
        )
        self.assertNotIn(bad, events.mapped("partner_ref"))
