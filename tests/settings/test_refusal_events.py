"""Whom a check has not let anybody anonymize is in the log."""

from odoo.exceptions import UserError
from odoo.tests import tagged

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
