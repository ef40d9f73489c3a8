"""Whom a check has not let anybody anonymize is in the log."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common import AnonymizationCase

NOTE = "Ticket 4711"


@tagged("post_install", "-at_install")
class TestRefusalEvents(AnonymizationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._user("refused_clerk", "group_anonymize")
        cls.person.anonymization_hold_reason = "Case 7"
        cls.person.anonymization_hold = True
        cls.env.flush_all()

    def _events(self, run, kind="anonymize"):
        """The events of refusals once a transaction is over."""
        with self.enter_registry_test_mode():
            run()
        self.env.invalidate_all()
        return self.env["partner.anonymization.event"].search(
            [("kind", "=", kind), ("outcome", "=", "refused")]
        )

    def test_by_the_method(self):
        with self.assertRaises(UserError):
            self.person.with_user(self.clerk).anonymize(NOTE)
        cr = self.env.cr
        event = self._events(cr.postrollback.run)
        self.assertEqual(event.partner_ref, self.person.id)
        self.assertEqual(event.user_id, self.clerk)
        self.assertEqual(event.reason, "hold")

    def test_caught_by_somebody_else(self):
        """A server action that goes on after the refusal commits."""
        with self.assertRaises(UserError):
            self.person.with_user(self.clerk).anonymize(NOTE)
        cr = self.env.cr
        cr.postrollback.clear()  # as a commit does
        self.assertEqual(len(self._events(cr.postcommit.run)), 1)

    def test_by_the_wizard(self):
        values = {"confirmation": "I understand anonymization", "note": NOTE}
        wizard = self.env["partner.anonymize"].with_user(self.clerk)
        wizard = wizard.create({"partner_ids": self.person.ids, **values})
        with self.assertRaises(UserError):
            wizard.action_anonymize()
        self.assertEqual(len(self._events(self.env.cr.postrollback.run)), 1)

    def test_deleting_for_good(self):
        self.person.anonymization_hold = False
        self.person.anonymize(NOTE)
        self.person.anonymization_hold = True
        manager = self._user("refused_manager", "group_manager")
        with self.assertRaisesRegex(UserError, "hold"):
            self.person.with_user(manager).purge_anonymized()
        event = self._events(self.env.cr.postrollback.run, "purge")
        self.assertIn(self.person.id, event.mapped("partner_ref"))
        self.assertEqual(set(event.mapped("reason")), {"hold"})
        self.assertEqual(event.user_id, manager)

    def test_done(self):
        """Who was anonymized is not among them."""
        self.person.anonymization_hold = False
        self.person.with_user(self.clerk).anonymize(NOTE)
        self.assertFalse(self._events(self.env.cr.postcommit.run))

    def _denied(self, user, method="anonymize"):
        with self.assertRaises(AccessError):
            getattr(self.person.with_user(user), method)()
        return self._events(self.env.cr.postrollback.run, "denied")

    def test_without_the_right(self):
        """Once an hour for each user and right, and by the words of the screens."""
        plain = self._user("refused_plain")
        event = self._denied(plain)
        self.assertEqual((event.user_id, event.reason), (plain, "group_anonymize"))
        right = self.env.ref("partner_anonymization.group_anonymize").name
        self.assertEqual(event.reason_label, right)
        self.assertFalse(event.partner_ref or event.line_id or event.run_id)
        self.assertEqual(self._denied(plain), event)
        both = self._denied(plain, "purge_anonymized")
        self.assertEqual(set((both - event).mapped("reason")), {"group_manager"})
        self.assertEqual((both - event).user_id, plain)
        self.assertEqual(len(self._denied(self._user("refused_other"))), 3)
        self.env.cr.execute(
            "UPDATE partner_anonymization_event SET date = date - interval '61 minutes'"
            " WHERE kind = 'denied'"
        )
        self.assertEqual(len(self._denied(plain)), 4)

    def test_without_the_right_from_the_portal(self):
        """Nobody is named who may delete the own account; one event for all of them."""
        users = [
            new_test_user(self.env, f"refused_{group}", f"base.group_{group}")
            for group in ("portal", "public")
        ]
        for user in users:
            event = self._denied(user)
            self.assertEqual(len(event), 1)
            self.assertFalse(event.user_id)
        users[0].unlink()

    def test_with_the_right(self):
        self.person.with_user(self.clerk).anonymization_blockers()
        self.assertFalse(self._events(self.env.cr.postrollback.run, "denied"))
