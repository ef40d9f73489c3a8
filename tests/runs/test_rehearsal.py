"""Rehearsals change nothing; the other wizard, the settings and the user form."""

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import convert_file

from ..common import AnonymizationCase, digest

CONFIRMATION = "I understand anonymization"
# What a rehearsal writes: its own log and sequence, and the wizard.
SKIP = ("res_partner_partner_anonymize_rel", "partner_anonymize", "ir_config_parameter")


@tagged("post_install", "-at_install")
class TestRehearsal(AnonymizationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._user("clerk", "group_anonymize")
        cls.boss = cls._user("boss", "group_manager")

    def _wizard(self, partners=None, **values):
        return (
            self.env["partner.anonymize"]
            .with_user(self.clerk)
            .create(
                {
                    "partner_ids": [(6, 0, (partners or self.person).ids)],
                    "confirmation": CONFIRMATION,
                    **values,
                }
            )
        )

    def _require(self):
        self.env["ir.config_parameter"].set_param(
            "partner_anonymization.require_rehearsal", "True"
        )

    def _last_run(self):
        return self.env["partner.anonymization"].search([], limit=1)

    def test_changes_nothing_and_is_logged(self):
        self.person.message_post(body="Zacharias Quillfeather called")
        wizard = self._wizard(note="Ticket 4711")
        self.env.flush_all()
        before = digest(self.env.cr, skip=SKIP)
        action = wizard.action_rehearse()
        self.env.flush_all()
        self.assertDigest(before, digest(self.env.cr, skip=SKIP))
        run = self._last_run()
        self.assertEqual(
            (run.kind, run.state, run.note, run.partner_count),
            ("rehearsal", "done", "Ticket 4711", 1),
        )
        self.assertEqual(run.line_ids.partner_id, self.person)
        self.assertEqual(run.line_ids.outcome, "done")
        self.assertFalse(run.line_ids.is_sealed)
        self.assertEqual((action["res_id"], action["target"]), (wizard.id, "new"))
        self.assertIn("would be anonymized: 1", wizard.report_html)
        self.assertIn("Contact", wizard.report_html)
        self.assertFalse(self.person.anonymization_state)

    def test_numbers_have_no_gap(self):
        """A rehearsal is rolled back and logged as one, by the number it had."""
        first = self.Partner.create({"name": "Somebody Else Entirely"}).anonymize()
        self._wizard().action_rehearse()
        rehearsal = self._last_run()
        self.assertEqual((rehearsal.kind, rehearsal.id), ("rehearsal", first.id + 1))
        self._wizard().action_anonymize()
        self.assertEqual(self._last_run().id, rehearsal.id + 1)

    def test_refusals_are_logged(self):
        held = self.Partner.create({"name": "Held Person", "anonymization_hold": True})
        wizard = self._wizard(self.person | held)
        wizard.action_rehearse()
        run = self._last_run()
        self.assertEqual((run.partner_count, run.refused_count), (1, 1))
        line = run.line_ids.filtered(lambda one: one.partner_id == held)
        self.assertEqual((line.outcome, line.reason), ("refused", "hold"))
        self.assertIn("Refused: 1", wizard.report_html)

    def test_mandatory(self):
        self._require()
        wizard = self._wizard()
        self.assertTrue(wizard.rehearsal_required)
        with self.assertRaisesRegex(UserError, "rehearsal"):
            wizard.action_anonymize()
        self.assertFalse(self.person.anonymization_state)
        wizard.action_rehearse()
        self.assertFalse(wizard.rehearsal_required)
        wizard.action_anonymize()
        self.assertEqual(self.person.anonymization_state, "anonymized")

    def test_mandatory_for_each_partner_and_user(self):
        self._require()
        other = self.Partner.create({"name": "Somebody Else Entirely"})
        self._wizard().action_rehearse()
        self.assertTrue(self._wizard(self.person | other).rehearsal_required)
        self.assertFalse(self._wizard().rehearsal_required)
        by_boss = self._wizard().with_user(self.boss)
        self.assertTrue(by_boss.rehearsal_required)

    def test_a_refused_rehearsal_does_not_count(self):
        self._require()
        held = self.Partner.create({"name": "Held Person", "anonymization_hold": True})
        self._wizard(self.person | held).action_rehearse()
        held.anonymization_hold = False
        self.assertTrue(self._wizard(held).rehearsal_required)

    def test_an_old_rehearsal_does_not_count(self):
        self._require()
        self._wizard().action_rehearse()
        self.env.cr.execute(
            "UPDATE partner_anonymization_line SET date = date - interval '2 days'"
        )
        self.env.invalidate_all()
        self.assertTrue(self._wizard().rehearsal_required)

    # The other wizard

    def _dewizard(self, user=None, **values):
        model = self.env["partner.deanonymize"].with_user(user or self.boss)
        return model.create({"partner_ids": [(6, 0, self.person.ids)], **values})

    def test_deanonymize(self):
        self.person.anonymize()
        action = self._dewizard(note="Ticket 1").action_deanonymize()
        self.assertIn("Partners restored: 1.", action["params"]["message"])
        self.assertEqual(self.person.name, "Zacharias Quillfeather")
        self.assertEqual(self._last_run().kind, "deanonymize")

    def test_purge(self):
        self.person.anonymize()
        action = self._purge_wizard().action_purge()
        self.assertIn("Partners deleted for good: 1.", action["params"]["message"])
        self.assertEqual(self.person.anonymization_state, "deleted")
        with self.assertRaisesRegex(UserError, "has been deleted"):
            self._dewizard().action_deanonymize()

    def _purge_wizard(self, user=None, **values):
        given = {
            "partner_ids": [(6, 0, self.person.ids)],
            "note": "Ticket 2",
            "confirmation": "i understand deletion for good ",
        }
        model = self.env["partner.anonymization.purge"].with_user(user or self.boss)
        return model.create({**given, **values})

    def test_deletion_is_guarded(self):
        """No note, no sentence, or the one of the reversible step: nothing happens."""
        self.person.anonymize()
        for values, words in (
            ({"note": " "}, "in the note why"),
            ({"confirmation": False}, "Type “I understand deletion for good”"),
            ({"confirmation": "I understand anonymization"}, "Type “I understand"),
            ({"note": "Zacharias Quillfeather"}, "names the person"),
        ):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, words):
                self._purge_wizard(**values).action_purge()
            self.assertEqual(self.person.anonymization_state, "anonymized")
        run = self._last_run()
        self.assertEqual(run.kind, "anonymize")
        self._purge_wizard().action_purge()
        self.assertEqual(
            (self._last_run().kind, self._last_run().note), ("purge", "Ticket 2")
        )

    def test_what_deletion_means(self):
        self.person.anonymize()
        wizard = self._purge_wizard()
        self.assertEqual((wizard.partner_count, wizard.is_unproved), (1, True))
        self.person.anonymization_line_id.action_prove()
        wizard = self._purge_wizard()
        self.assertFalse(wizard.is_unproved)

    def test_deletion_is_for_managers(self):
        self.person.anonymize()
        clerk = self._user("purging-clerk", "group_anonymize")
        with self.assertRaises(AccessError):
            self._purge_wizard(clerk)
        wizard = self._purge_wizard()
        with self.assertRaises(AccessError):
            wizard.with_user(clerk).action_purge()
        self.assertEqual(self.person.anonymization_state, "anonymized")

    def test_deanonymize_is_for_managers(self):
        self.person.anonymize()
        with self.assertRaises(AccessError):
            self._dewizard(user=self.clerk)

    # Forms

    def test_partner_form(self):
        form = Form(self.person.with_user(self.clerk))
        form.function = "Poet"
        form.save()
        self.person.anonymize()
        form = Form(self.person.with_user(self.clerk))
        for name in ("name", "email", "street", "category_id", "comment"):
            with self.assertRaises(AssertionError, msg=name):
                form[name] = "x"
        self.assertEqual(form.anonymization_log_count, 1)
        until = fields.Date.add(fields.Date.today(), days=30)
        self.assertEqual(str(form.anonymization_purge_date), str(until))
        with self.assertRaises(AssertionError):
            Form(self.person.with_user(self._user("nobody"))).anonymization_log_count  # noqa: B018

    def test_suggested_same_person(self):
        twin = self.Partner.create({"name": "Z. Q.", "email": self.person.email})
        self.assertEqual(self.person.anonymization_suggested_ids, twin)
        self.person.action_anonymization_link_suggested()
        self.assertEqual(self.person.anonymization_same_partner_ids, twin)
        self.assertFalse(self.person.anonymization_suggested_ids)

    def test_user_form(self):
        user = self._user("candidate")
        group = self.env.ref("partner_anonymization.group_anonymize")
        admin = self.env.ref("base.user_admin")
        with Form(user.with_user(admin), "base.view_users_form") as form:
            self.assertFalse(form.anonymization_allowed)
            form.anonymization_allowed = True
        self.assertIn(group, user.group_ids)
        self.assertFalse(user.anonymization_override_allowed)
        with Form(user.with_user(admin), "base.view_users_form") as form:
            form.anonymization_allowed = False
        self.assertNotIn(group, user.all_group_ids)
        self.assertTrue(self.boss.anonymization_implied)

    def test_settings(self):
        params = self.env["ir.config_parameter"].sudo()
        settings = self.env["res.config.settings"].create(
            {"anonymization_purge_after_days": 0}
        )
        settings.execute()
        self.assertEqual(
            params.get_param("partner_anonymization.purge_after_days"), "0"
        )
        self.person.anonymize()
        line = self.person.anonymization_line_id
        self.assertEqual(line.purge_date, fields.Date.today())
        wrong = self.env["res.config.settings"].create(
            {"anonymization_purge_after_days": -5}
        )
        with self.assertRaisesRegex(UserError, "days.*negative"):
            wrong.execute()
        wrong = self.env["res.config.settings"].create(
            {"anonymization_key_dir": "relative/path"}
        )
        with self.assertRaisesRegex(UserError, "absolute"):
            wrong.execute()

    def test_upgrade_after_a_setting_was_emptied(self):
        params = self.env["ir.config_parameter"].sudo()
        for name in ("placeholder_anonymized", "purge_after_days"):
            params.set_param(f"partner_anonymization.{name}", False)
            params.set_param(f"partner_anonymization.{name}", "9")
        convert_file(self.env, "partner_anonymization", "data/parameters.xml", {})
        self.assertEqual(
            params.get_param("partner_anonymization.purge_after_days"), "9"
        )
