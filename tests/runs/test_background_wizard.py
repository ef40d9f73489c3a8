"""Above a number, the wizard hands over, whatever the selection is."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..cases.background import CONFIRMATION, BackgroundCase


@tagged("post_install", "-at_install")
class TestBackgroundWizard(BackgroundCase):
    def _runs(self):
        return self.env["partner.anonymization"].search([("is_background", "=", True)])

    def _confirmed(self, action, user, **values):
        """What the client does with the action of the wizard."""
        model = self.env["partner.anonymize"].with_user(user)
        form = Form(model.with_context(**action["context"]))
        self.assertTrue(form.is_many)
        form.confirmation = CONFIRMATION
        for name, value in values.items():
            form[name] = value
        record = form.save()
        result = record.action_anonymize()
        return self.env[result["res_model"]].browse(result["res_id"])

    def test_few_are_done_at_once(self):
        before = self._runs()
        wizard = self._wizard(self.people[:4], override_reason="T-1")
        self.assertFalse(wizard.is_many)
        wizard.action_anonymize()
        self.assertEqual(self._states(self.people), ["anonymized"] * 4 + [None] * 3)
        self.assertEqual(self._runs(), before)

    def test_many_need_the_phrase_and_a_reason(self):
        for values in ({"confirmation": "yes"}, {"note": False}):
            with self.assertRaises(UserError):
                self._wizard(**values).action_anonymize()

    def test_choices_are_kept_at_the_run(self):
        run = self._started(
            override_reason="court order",
            category_notes=False,
            category_media=False,
            recipients_agreed=True,
        )
        asked = run.asked
        self.assertEqual(
            asked["categories"],
            ["address", "bank", "contact", "login", "messages", "name", "tax"],
        )
        self.assertTrue(asked["override"] and asked["recipients_agreed"])
        self.assertFalse(asked["by_policy"])
        self.people[0].comment = "<p>A note that stays</p>"
        self._work()
        self.assertIn("A note that stays", self.people[0].comment)
        self.assertFalse(self.people[0].email)
        self.assertEqual(self._row(run, "override_reason"), ("court order",))

    def test_rights_of_the_override(self):
        plain = self._user("run-plain", "group_anonymize")
        with self.assertRaises(AccessError):
            self._wizard(user=plain).action_anonymize()
        self.assertFalse(self._runs().filtered(lambda one: one.user_id == plain))

    def test_a_mandatory_rehearsal_is_for_few(self):
        self._setting("require_rehearsal", "True")
        with self.assertRaises(UserError):
            self._wizard().action_anonymize()
        self.assertEqual(self._states(self.people), [None] * 7)

    def test_what_is_ticked_and_not_what_the_filter_finds(self):
        model = self.env["res.partner"].with_user(self.clerk)
        action = model.with_context(
            active_model="res.partner",
            active_ids=self.people.ids[:5],
            active_domain=[("email", "=like", "nestor%@quill.example")],
        )._anonymization_open_active()
        run = self.env["partner.anonymization"].browse(
            action["context"]["default_run_id"]
        )
        self.assertEqual(self._outcomes(run).keys(), {*self.people.ids[:5]})

    def test_everything_that_a_filter_finds(self):
        self.env["ir.config_parameter"].set_param("web.active_ids_limit", 5)
        domain = [("email", "=like", "nestor%@quill.example")]
        model = (
            self.env["res.partner"]
            .with_user(self.clerk)
            .with_context(
                active_model="res.partner",
                active_ids=self.people.ids[:5],  # the client sends the first ones
                active_domain=domain,
            )
        )
        action = model._anonymization_open_active()
        self.assertNotIn("default_partner_ids", action["context"])
        run = self.env["partner.anonymization"].browse(
            action["context"]["default_run_id"]
        )
        self.assertEqual(self._outcomes(run).keys(), {*self.people.ids})
        self.assertEqual(self._row(run, "state"), ("draft",))
        self._work()
        self.assertEqual(self._states(self.people), [None] * 7)
        self.assertEqual(self._confirmed(action, self.clerk, note="T-1"), run)
        self._work()
        self.assertEqual(self._states(self.people), ["anonymized"] * 7)
        self.assertEqual(self._row(run, "state", "note"), ("done", "T-1"))

    def test_a_filter_finds_nobody_whom_the_user_may_not_read(self):
        self.env["ir.config_parameter"].set_param("web.active_ids_limit", 5)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.people[3].company_id = other
        model = (
            self.env["res.partner"]
            .with_user(self.clerk)
            .with_context(
                active_ids=self.people.ids[:5],
                active_domain=[("email", "=like", "nestor%@quill.example")],
            )
        )
        action = model._anonymization_open_active()
        run = self.env["partner.anonymization"].browse(
            action["context"]["default_run_id"]
        )
        self.assertEqual(
            self._outcomes(run).keys(), {*self.people.ids} - {self.people[3].id}
        )
        with self.assertRaises(AccessError):
            self.people.with_user(self.clerk).action_anonymize()

    def test_a_draft_of_somebody_else(self):
        action = self.people.with_user(self.clerk).action_anonymize()
        for user in (self.boss, self._user("run-other", "group_anonymize")):
            with self.assertRaises(AccessError):
                self._confirmed(action, user)

    def test_drafts_that_nobody_confirms_go(self):
        action = self.people.with_user(self.clerk).action_anonymize()
        log = self.env["partner.anonymization"]
        run = log.browse(action["context"]["default_run_id"])
        log._gc_drafts()
        self.assertTrue(run.exists())
        self.env.cr.execute(
            "UPDATE partner_anonymization SET create_date = create_date"
            " - interval '2 days' WHERE id = %s",
            [run.id],
        )
        log._gc_drafts()
        self.assertFalse(run.exists())
        self.assertEqual(self._outcomes(run), {})

    def test_all_due_candidates(self):
        candidates = self.env["partner.anonymization.candidate"]
        candidates.sudo().search([]).unlink()
        candidates.sudo().create(
            [
                {
                    "partner_id": one.id,
                    "category": "contact",
                    "due_date": "2020-01-01",
                    "is_excluded": one == self.people[0],
                }
                for one in self.people
            ]
        )
        action = candidates.with_user(self.clerk).action_anonymize_due()
        self.assertTrue(action["context"]["default_by_policy"])
        run = self.env["partner.anonymization"].browse(
            action["context"]["default_run_id"]
        )
        self.assertEqual(self._outcomes(run).keys(), {*self.people[1:].ids})
        self._confirmed(action, self.clerk)
        self.assertTrue(run.asked["by_policy"])
