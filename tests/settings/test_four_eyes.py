"""Bringing back, overriding and deleting for good take two people, if so wanted."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import tagged

from ..cases.four_eyes import FourEyesCase

NOTE = "Ticket 4711"


@tagged("post_install", "-at_install")
class TestFourEyes(FourEyesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.Partner.create({"name": "Olga Octavius"})
        cls.other.anonymize()

    def _deanonymize(self, user, note=NOTE):
        return lambda: self.other.with_user(user).deanonymize(note=note)

    def _purge(self, user, note=NOTE):
        return lambda: self.other.with_user(user).purge_anonymized(note=note)

    def test_two_people(self):
        approval = self._asked(self.ann, self._deanonymize(self.ann))
        self.assertEqual(
            (approval.operation, approval.state), ("deanonymize", "requested")
        )
        self.assertIn("Anonymization Manager", approval.waiting_for)
        self.assertIn(f"#{self.other.id}", approval.summary)
        self.assertIn(NOTE, approval.summary)
        told = self.env["mail.message"].search(
            [("partner_ids", "in", self.bob.partner_id.ids)], limit=1
        )
        self.assertIn(f"anonymization-approvals/{approval.id}", told.body)
        with self.assertRaisesRegex(UserError, "Who asks does not approve"):
            approval.action_approve()
        self._refused(self._deanonymize(self.ann))
        self._approve(approval)
        self.assertEqual(self.other.anonymization_state, "anonymized")
        run = self._deanonymize(self.ann)()
        self.assertEqual(run.kind, "deanonymize")
        self.assertEqual(self.other.name, "Olga Octavius")
        self.assertEqual(approval.state, "done")
        self.assertEqual(
            self._events(approval),
            [
                ("asked", self.other.id, self.ann),
                ("approved", self.other.id, self.bob),
                ("carried_out", self.other.id, self.ann),
            ],
        )
        self.assertNotRegex(approval.summary, r": 0$")
        self.assertIn(f"Note: {NOTE}", approval.summary)
        for text in (approval.summary, str(told.body)):
            self.assertNotIn("Octavius", text)

    def test_once(self):
        approval = self._asked(self.ann, self._deanonymize(self.ann))
        self._approve(approval)
        approval.action_carry_out()
        self.assertFalse(self.other.anonymization_state)
        self.other.anonymize()
        self._refused(self._deanonymize(self.ann))
        with self.assertRaises(UserError):
            approval.action_carry_out()

    def test_carried_out_by_whoever_asked(self):
        approval = self._asked(self.ann, self._deanonymize(self.ann))
        with self.assertRaises(UserError):
            approval.action_carry_out()
        self._approve(approval)
        with self.assertRaisesRegex(UserError, "whoever has asked"):
            approval.with_user(self.bob).action_carry_out()
        self._refused(self._deanonymize(self.bob))
        # Another reason is another request.
        self._refused(self._deanonymize(self.ann, "Ticket 1"))

    def test_without_the_right(self):
        approval = self._asked(self.ann, self._deanonymize(self.ann))
        for user in (self.carl, self.clerk):
            for method in ("action_approve", "action_refuse", "action_carry_out"):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    getattr(approval.with_user(user), method)()
            with self.assertRaises(AccessError):
                self._deanonymize(user)()
            with self.assertRaises(AccessError):
                self.env["partner.anonymization.approval"].with_user(user).ask(
                    "res.partner", "deanonymize", self.other.ids, {"note": NOTE}
                )
        self.assertEqual(approval.state, "requested")

    def test_approver_has_lost_the_right(self):
        approval = self._asked(self.ann, self._purge(self.ann))
        self._approve(approval)
        self.bob.group_ids -= self.env.ref("partner_anonymization.group_manager")
        self._refused(self._purge(self.ann))
        self.assertEqual(self.other.anonymization_state, "anonymized")

    def test_changed_before_it_is_approved(self):
        approval = self._asked(self.ann, self._purge(self.ann))
        self._grow()
        with self.assertRaisesRegex(UserError, "not any more as it was"):
            approval.with_user(self.bob).action_approve()

    def test_changed_after_it_was_approved(self):
        approval = self._asked(self.ann, self._purge(self.ann))
        self._approve(approval)
        self._grow()
        for call in (self._purge(self.ann), approval.action_carry_out):
            warning = self._refused(call)
            self.assertIn("not any more as it was", warning.args[0])
        self.assertEqual(self.other.anonymization_state, "anonymized")
        new = self._asked(self.ann, self._purge(self.ann))
        self.assertNotEqual(new, approval)
        self.assertEqual(approval.state, "expired")
        self._approve(new)
        new.action_carry_out()
        self.assertEqual(self.other.anonymization_state, "deleted")

    def _grow(self):
        """The proof has found something since."""
        self.env.cr.execute(
            "INSERT INTO partner_anonymization_trace"
            " (line_id, model, field, res_count, status, code, reason)"
            " VALUES (%s, 'res.country', 'name', 1, 'unexpected', 'x', 'x')",
            [self.other.anonymization_line_id.id],
        )
        self.env.invalidate_all()

    def test_refused_and_withdrawn(self):
        for user, kind in ((self.bob, "refused"), (self.ann, "refused")):
            approval = self._asked(self.ann, self._purge(self.ann))
            approval.with_user(user).action_refuse()
            self.assertEqual(approval.state, "refused")
            self.assertEqual(self._events(approval)[-1][0], kind)
            with self.assertRaises(UserError):
                approval.with_user(self.bob).action_approve()
            self._refused(self._purge(self.ann))

    def test_too_late(self):
        approval = self._asked(self.ann, self._purge(self.ann))
        self._approve(approval)
        late = fields.Datetime.now() - timedelta(days=1)
        self.env.cr.execute(
            "UPDATE partner_anonymization_approval SET date_until = %s", [late]
        )
        self.env.invalidate_all()
        self._refused(self._purge(self.ann))
        self.env["partner.anonymization.approval"]._lapse_old()
        self.assertEqual(approval.state, "expired")
        self.assertEqual(self._events(approval)[-1][0], "lapsed")

    def test_reason_names_nobody(self):
        with self.assertRaisesRegex(UserError, "names the person"):
            self._asked(self.ann, self._purge(self.ann, "Olga Octavius wants it"))

    def test_wizards(self):
        for model, method, values in (
            ("partner.deanonymize", "action_deanonymize", {}),
            (
                "partner.anonymization.purge",
                "action_purge",
                {"confirmation": "I understand deletion for good"},
            ),
        ):
            values = {"partner_ids": self.other.ids, "note": NOTE, **values}
            wizard = self.env[model].with_user(self.ann).create(values)
            approval = self._shown(self.ann, getattr(wizard, method)())
            self.assertEqual(self._shown(self.ann, getattr(wizard, method)()), approval)
            self._approve(approval)
            if model == "partner.deanonymize":
                getattr(wizard, method)()
                self.assertFalse(self.other.anonymization_state)
                self.other.anonymize()
            else:
                self.assertEqual(
                    approval.action_carry_out()["res_model"], "partner.anonymization"
                )
                self.assertEqual(self.other.anonymization_state, "deleted")
            self.assertEqual(approval.state, "done")

    def test_rows_cannot_be_forged(self):
        approval = self._asked(self.ann, self._purge(self.ann))
        for env in (
            self.env,
            self.env(user=self.ann),
            self.env(user=self.ann, su=True),
        ):
            record = approval.with_env(env)
            for call in (
                lambda r=record: r.write({"state": "approved"}),
                lambda r=record: r.create({"state": "approved", "operation": "purge"}),
                lambda r=record: r.unlink(),
                lambda r=record: r.copy(),
            ):
                with self.assertRaises(AccessError):
                    call()
        found = record.with_user(self.ann).load(
            [".id", "state"], [[str(approval.id), "Approved"]]
        )
        self.assertFalse(found["ids"])
        with self.assertRaises(AccessError):
            approval.with_user(self.ann).read(["call"])

    def test_nights_and_replay_go_on(self):
        self.other.anonymization_line_id._prove()
        self.env.cr.execute(
            "UPDATE partner_anonymization_line SET purge_date = current_date - 1"
            " WHERE id = %s",
            [self.other.anonymization_line_id.id],
        )
        self.env.invalidate_all()
        with self.enter_registry_test_mode():
            self.env.ref("partner_anonymization.ir_cron_purge").method_direct_trigger()
        self.assertEqual(self.other.anonymization_state, "deleted")
        partner = self.Partner.create({"name": "Petra Pimpernel"})
        self.assertTrue(partner.sudo()._anonymize_as_before())
        self.assertEqual(partner.anonymization_state, "anonymized")

    def test_off(self):
        approval = self._asked(self.ann, self._purge(self.ann))
        self._approve(approval)
        self._off()
        with self.assertRaisesRegex(UserError, "do not want four eyes"):
            self.env["partner.anonymization.approval"].with_user(self.ann).ask(
                "res.partner", "deanonymize", self.other.ids, {}
            )
        self._deanonymize(self.ann)()
        self.assertFalse(self.other.anonymization_state)


@tagged("post_install", "-at_install")
class TestFourEyesOverride(FourEyesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._pay(cls._invoice(cls.person))

    def _override(self, user, reason=NOTE):
        person = self.person.with_user(user)
        return lambda: person.anonymize(override_retention=True, override_reason=reason)

    def _wizard(self, user, **values):
        return (
            self.env["partner.anonymize"]
            .with_user(user)
            .create(
                {
                    "partner_ids": self.person.ids,
                    "confirmation": "I understand anonymization",
                    "override_retention": True,
                    "override_reason": NOTE,
                    **values,
                }
            )
        )

    def test_two_people(self):
        approval = self._asked(self.carl, self._override(self.carl))
        self.assertEqual(approval.operation, "override")
        self.assertIn("Retention", approval.summary)
        self._approve(approval, self.dora)
        self._override(self.carl)()
        self.assertEqual(self.person.anonymization_state, "anonymized")

    def test_changed(self):
        """Another document came in between."""
        approval = self._asked(self.carl, self._override(self.carl))
        self._approve(approval, self.dora)
        self._pay(self._invoice(self.person))
        self.assertIn(
            "not any more as it was", self._refused(approval.action_carry_out).args[0]
        )
        self.assertFalse(self.person.anonymization_state)

    def test_wizard(self):
        wizard = self._wizard(self.carl, category_notes=False)
        approval = self._shown(self.carl, wizard.action_anonymize())
        self.assertFalse(self.person.anonymization_state)
        with self.assertRaises(RedirectWarning), self.env.cr.savepoint():
            self._override(self.carl)()
        self._approve(approval, self.dora)
        # What is chosen is approved along with it.
        other = self._wizard(self.carl, category_notes=True)
        self.assertNotEqual(self._shown(self.carl, other.action_anonymize()), approval)
        wizard.unlink()
        action = approval.action_carry_out()
        self.assertEqual(action["res_model"], "partner.anonymization")
        self.assertEqual(self.person.anonymization_state, "anonymized")
        self.assertTrue(self.person.comment)

    def test_many(self):
        self.env["ir.config_parameter"].set_param(
            "partner_anonymization.run_above", "1"
        )
        others = self.Partner.create([{"name": "Ida Ibsen"}, {"name": "Ole Olsen"}])
        wizard = self._wizard(self.carl, partner_ids=others.ids)
        with self.assertRaisesRegex(UserError, "second person"):
            wizard.action_anonymize()

    def test_choices_are_not_forged(self):
        Approval = self.env["partner.anonymization.approval"].with_user(self.carl)
        for values in ({"ticked": {"res.partner": [1]}}, {"categories": []}):
            with self.assertRaises(UserError):
                Approval.ask("res.partner", "anonymize", self.person.ids, values)
        for model, method in (("res.users", "write"), ("res.partner", "unlink")):
            with self.assertRaises(UserError):
                Approval.ask(model, method, [1], {})

    def test_plain_runs_go_on(self):
        olga = self.Partner.create({"name": "Olga Octavius"})
        olga.with_user(self.clerk).anonymize()
        self.assertEqual(olga.anonymization_state, "anonymized")

    def test_rehearsal_needs_nobody(self):
        wizard = self._wizard(self.carl)
        wizard.action_rehearse()
        self.assertTrue(wizard.report_html)
