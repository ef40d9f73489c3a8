"""One subject that cannot be finished or purged does not hold up the others."""

from contextlib import closing
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import LockError
from odoo.tests import tagged

from ...engine.vault import document_seal, key_store, sealed_files, subject_seal
from ..cases.finish_case import YEARS, FinishCase

FAILED = "odoo.addons.partner_anonymization.models.nights.partner_anonymization_try"


@tagged("slow", "post_install", "-at_install")
class TestNightFailures(FinishCase):
    def setUp(self):
        super().setUp()
        self.others = self.Partner.create(
            [{"name": "Olga Octavius"}, {"name": "Xaver Sinfonie"}]
        )
        self.texts = {one: self._text(one) for one in self.others}
        for one in self.others[0] | self.person | self.others[1]:
            one.anonymize("Ticket 4711", override_retention=True)
        self.env.flush_all()
        self.env.invalidate_all()
        self.line = self.person.sudo().anonymization_line_id
        self.lines = (self.person | self.others).sudo().anonymization_line_id

    def _text(self, partner):
        move = self._invoice(
            partner, "2022-02-02", narration=f"<p>For {partner.name}</p>"
        )
        self._pay(move)
        return move

    def _failing(self, kind, error=ValueError, when="before"):
        """A hook of another module that fails for the person.

        :return: what it does, to be patched in
        """
        model, name = type(self.log), f"_anonymization_{when}"
        hook, person = getattr(model, name), self.person

        def fail(runs, called, partners):
            result = hook(runs, called, partners)
            if called == kind and person in partners:
                message = f"cannot tell {person.name} at Brombærvej 15"
                raise error(message)
            return result

        return patch.object(model, name, fail)

    def _responsible(self):
        user = self._user("night_responsible", "group_manager")
        user.email = "dpo@company.example"
        self.env["ir.config_parameter"].set_param(
            "partner_anonymization.responsible_id", user.id
        )

    def _mail(self, subject):
        domain = [("email_to", "ilike", "dpo@company"), ("subject", "ilike", subject)]
        return self.env["mail.mail"].search(domain).body_html

    def _failed(self, kind):
        return self.env["partner.anonymization.line"].search(
            [("run_id.kind", "=", kind), ("outcome", "=", "failed")]
        )

    # ------------------------------------------------------------------
    # Finishing
    # ------------------------------------------------------------------

    def test_the_others_are_finished(self):
        self._assert_others_finished("before")

    def test_the_end_of_the_process_is_no_failure(self):
        """Odoo raises a bare Exception where the time is used up."""
        begun = self.lines.ids
        with (
            self._failing("finish", Exception),
            freeze_time("2028-01-01"),
            self.assertRaisesRegex(Exception, "cannot tell"),
        ):
            self.log.sudo()._finish_step(self.log.sudo(), begun)
        self.assertFalse(self._failed("finish"))

    def test_a_failure_at_the_end_undoes_all_of_one(self):
        self._assert_others_finished("after")

    def _assert_others_finished(self, when):
        self._responsible()
        with (
            self._failing("finish", when=when),
            self.assertLogs(FAILED, "ERROR") as logs,
        ):
            run = self._night("2028-01-01")
        self.assertEqual(len(logs.output), 1, logs.output)
        self.assertIn(str(self.line.id), logs.output[0])
        self.assertNotIn("Brombærvej", logs.output[0])
        self._assert_finished(run, "ValueError")
        self._assert_later()

    def _assert_finished(self, run, error):
        for one, move in self.texts.items():
            self.assertEqual(move.narration, "<p>For Anonymized</p>", one.id)
        self.assertEqual(self._clear(), list(YEARS))
        failed = run.line_ids.filtered(lambda line: line.outcome == "failed")
        self.assertEqual((failed.partner_id, failed.reason), (self.person, error))
        self.assertEqual(len(run.line_ids), 3)
        self.assertEqual(
            (run.state, run.partner_count, run.refused_count), ("done", 2, 1)
        )
        events = self.env["partner.anonymization.event"].search(
            [("line_id", "=", failed.id)]
        )
        self.assertEqual(
            events.mapped(lambda one: (one.kind, one.outcome)), [("finish", "failed")]
        )
        mail = self._mail("finished last night")
        self.assertIn("finished last night: 2. Left alone: 1.", mail)

    def _assert_later(self):
        """Said once a month; finished as soon as it can be."""
        with self._failing("finish"), self.assertLogs(FAILED, "ERROR"):
            self.assertFalse(self._night("2028-01-02"))
        self.assertEqual(self._clear(), list(YEARS))
        run = self._night("2028-01-03")
        self.assertEqual(run.line_ids.partner_id, self.person)
        self.assertEqual(self._clear(), [2023, 2024, 2025])

    def test_a_file_that_cannot_be_read(self):
        name = self.files[2022].store_fname

        def fail(path, mode):
            if path.endswith(name):
                raise PermissionError(13, "Permission denied", "Quillfeather")
            return open(path, mode)

        with (
            patch.object(sealed_files, "open", fail, create=True),
            self.assertLogs(FAILED, "ERROR") as logs,
        ):
            run = self._night("2028-01-01")
        self.assertNotIn("Quillfeather", logs.output[0])
        failed = run.line_ids.filtered(lambda line: line.outcome == "failed")
        self.assertEqual((failed.partner_id, failed.reason), (self.person, "UserError"))
        self.assertEqual(self._clear(), list(YEARS))
        for move in self.texts.values():
            self.assertEqual(move.narration, "<p>For Anonymized</p>")

    def test_locked_is_no_failure(self):
        with self._failing("finish", LockError):
            run = self._night("2028-01-01")
        self.assertEqual(run.line_ids.partner_id, self.others)
        self.assertFalse(self._failed("finish"))
        self.assertEqual(self._clear(), list(YEARS))

    # ------------------------------------------------------------------
    # Purging
    # ------------------------------------------------------------------

    def _purge_night(self, day="2026-04-04"):
        with self._on(day):
            self.lines._prove()
            for line in self.lines:
                if line.proof_state == "traces":
                    line.accept_traces("a test")
            self.env["res.partner"]._cron_purge()
            self._commit()
        self.env.invalidate_all()

    def _assert_key(self, partner, there):
        self.env.cr.execute(
            "SELECT DISTINCT key_ref FROM partner_anonymization_seal"
            " WHERE partner_id = %s",
            [partner.id],
        )
        refs = [key_store.KeyRef.from_text(ref) for (ref,) in self.env.cr.fetchall()]
        self.assertEqual(len(refs), int(there))
        for ref in refs:
            self.assertTrue(any(key_store.read_key(self.env, ref)))

    def _assert_others_purged(self, when):
        with (
            self._failing("purge", when=when),
            self.assertLogs(FAILED, "ERROR") as logs,
        ):
            self._purge_night()
        self.assertEqual(len(logs.output), 1, logs.output)
        self.assertNotIn("Brombærvej", logs.output[0])
        for one in self.others:
            self.assertEqual(one.anonymization_state, "deleted")
            self._assert_key(one, False)
        self.assertEqual(self.person.anonymization_state, "anonymized")
        self._assert_key(self.person, True)
        failed = self._failed("purge")
        self.assertEqual(failed.partner_id, self.person)
        self.assertEqual(failed.reason, "ValueError")
        self.assertEqual(
            (failed.run_id.state, failed.run_id.refused_count), ("done", 1)
        )

    def test_the_others_are_purged(self):
        self._responsible()
        self._assert_others_purged("before")
        mail = self._mail("deleted for good last night")
        self.assertIn("Deleted for good last night: 2. Left for now: 1,", mail)
        with self._failing("purge"), self.assertLogs(FAILED, "ERROR"):
            self._purge_night("2026-04-05")
        self.assertEqual(len(self._failed("purge")), 1, "said once a month")

    def test_a_purge_that_fails_late_destroys_no_key(self):
        self._assert_others_purged("after")
        self.person.deanonymize()
        self.assertEqual(self.person.name, "Zacharias Quillfeather")

    def test_a_failed_purge_is_made_up_for(self):
        with self._failing("purge"), self.assertLogs(FAILED, "ERROR"):
            self._purge_night()
        self._purge_night("2026-04-05")
        self.assertEqual(self.person.anonymization_state, "deleted")
        self._assert_key(self.person, False)

    def test_keys_of_what_was_rolled_back(self):
        """Whoever rolls a purge back: what is sealed after the commit can be opened."""
        with closing(self.env.cr.savepoint()):
            self.line._prove()
            if self.line.proof_state == "traces":
                self.line.accept_traces("a test")
            self.person.purge_anonymized()
            self.assertEqual(self.person.anonymization_state, "deleted")
        self._commit()
        self.env.invalidate_all()
        opened, failed = subject_seal.load_usable(self.env, self.line.ids)
        self.assertFalse(failed)
        self.assertTrue(opened[self.line.id].values)
        self.assertEqual(len(self._refs()), 1)
        documents, failed = document_seal.load_usable(self.env, self.line.ids)
        self.assertFalse(failed)
        self.assertTrue(documents[self.line.id].terms)
        self.person.deanonymize()
        self._commit()
        self.assertEqual(self.person.name, "Zacharias Quillfeather")
        self.assertFalse(self._refs() + self._refs("seal"))
