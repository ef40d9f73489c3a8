"""The public interface: what goes in and out, and who may call it."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common import AnonymizationCase

KEYS = {"partner_id", "code", "message", "model", "res_ids", "overridable"}


@tagged("post_install", "-at_install", "accounting_only", "neighbours")
class TestInterface(AnonymizationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.nobody = cls._user("nobody")
        cls.clerk = cls._user("clerk", "group_anonymize")
        cls.manager = cls._user("manager", "group_manager")
        cls.accountant = new_test_user(
            cls.env, "accountant", "base.group_user,account.group_account_manager"
        )

    def test_anonymize_returns_the_run(self):
        run = self.person.with_user(self.clerk).anonymize(note="ticket 1")
        self.assertEqual(run._name, "partner.anonymization")
        self.assertEqual((run.kind, run.state), ("anonymize", "done"))
        self.assertEqual(run.user_id, self.clerk)
        self.assertEqual(run.note, "ticket 1")
        self.assertEqual(run.partner_count, 1)
        self.assertTrue(run.date_start <= run.date_done)
        line = run.line_ids
        self.assertEqual(line.partner_id, self.person)
        self.assertEqual(line.outcome, "done")
        self.assertEqual((line.purge_date - run.date_start.date()).days, 30)
        event = self.env["partner.anonymization.event"].search([], limit=1)
        self.assertEqual((event.kind, event.partner_ref), ("anonymize", self.person.id))

    def test_blockers(self):
        self.person.anonymization_hold = True
        self.person.anonymization_hold_reason = "lawsuit"
        (blocker,) = self.person.with_user(self.clerk).anonymization_blockers()
        self.assertEqual(set(blocker), KEYS)
        self.assertEqual((blocker["code"], blocker["overridable"]), ("hold", False))

    def test_rights(self):
        for user in (self.nobody, self.accountant):
            for env_su in (False, True):
                person = self.person.with_user(user).sudo(env_su)
                for call in (
                    person.anonymize,
                    person.anonymization_blockers,
                    person.action_anonymize,
                    person.deanonymize,
                    person.purge_anonymized,
                ):
                    with self.assertRaises(AccessError):
                        call()
        self.person.with_user(self.clerk).anonymize()
        for call in ("deanonymize", "purge_anonymized"):
            with self.assertRaises(AccessError):
                getattr(self.person.with_user(self.clerk), call)()
        self.person.with_user(self.manager).deanonymize()
        self.assertEqual(self.person.name, "Zacharias Quillfeather")

    def test_log_cannot_be_altered(self):
        run = self.person.with_user(self.clerk).anonymize()
        for user in (self.clerk, self.manager):
            own = run.with_user(user)
            self.assertEqual(own.line_ids.outcome, "done")
            for records, vals in (
                (own, {"note": "x"}),
                (own.line_ids, {"outcome": "failed"}),
            ):
                with self.assertRaises(AccessError):
                    records.write(vals)
                with self.assertRaises(AccessError):
                    records.unlink()
            with self.assertRaises(AccessError):
                self.env["partner.anonymization.seal"].with_user(user).search([])
        event = self.env["partner.anonymization.event"].search([], limit=1)
        with self.assertRaises(UserError):
            event.write({"outcome": "x"})
        with self.assertRaises(UserError):
            event.unlink()
        with self.assertRaises(UserError):
            run.unlink()

    def test_server_action(self):
        action = self.env["ir.actions.server"].create(
            {
                "name": "Anonymize these",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "state": "code",
                "code": "records.anonymize(note='by action')",
                "group_ids": [Command.clear()],
            }
        )
        context = {"active_model": "res.partner", "active_ids": self.person.ids}
        with self.assertRaises(AccessError):
            action.with_user(self.nobody).sudo().with_context(**context).run()
        self.assertFalse(self.person.anonymization_state)
        action.with_user(self.clerk).sudo().with_context(**context).run()
        self.assertEqual(self.person.anonymization_state, "anonymized")

    def test_check_box_on_the_user_form(self):
        self.nobody.anonymization_allowed = True
        self.assertTrue(self.nobody.has_group("partner_anonymization.group_anonymize"))
        self.nobody.anonymization_allowed = False
        self.assertFalse(self.nobody.has_group("partner_anonymization.group_anonymize"))

    def test_empty_and_twice(self):
        with self.assertRaises(UserError):
            self.Partner.anonymize()
        self.person.anonymize()
        with self.assertRaisesRegex(UserError, "already"):
            self.person.anonymize()
        self.assertEqual(self._codes(self.person), {"already"})

    def test_gone_from_lists(self):
        self.person.anonymize()
        found = self.env["res.partner"].name_search("Quillfeather")
        self.assertEqual(found, [])
        self.assertNotIn(self.person, self.env["res.partner"].search([("id", ">", 0)]))
        exported = self.person.export_data(["name", "email", "complete_name"])
        self.assertEqual(exported["datas"], [["Anonymized", "", "Anonymized"]])
