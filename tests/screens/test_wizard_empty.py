"""The wizard with nobody in it says so, and does not fail."""

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..common import AnonymizationCase


@tagged("post_install", "-at_install")
class TestWizardEmpty(AnonymizationCase):
    def test_last_tag_removed(self):
        clerk = self._user("clerk", "group_anonymize")
        model = self.env["partner.anonymize"].with_user(clerk)
        form = Form(model.with_context(default_partner_ids=self.person.ids))
        form.partner_ids.remove(id=self.person.id)
        self.assertFalse(form.can_proceed)
        self.assertFalse(form.blocked_count)
        self.assertFalse(form.missing_pdf_summary)
        form.partner_ids.add(self.person)
        self.assertTrue(form.can_proceed)

    def test_nobody_by_code(self):
        wizard = self.env["partner.anonymize"].create(
            {"confirmation": "I understand anonymization"}
        )
        self.assertFalse(wizard.can_proceed)
        for call in (wizard.action_anonymize, wizard.action_rehearse):
            with self.assertRaisesRegex(UserError, "at least one partner"):
                call()
        wizard.action_check()
        wizard.action_documents()
