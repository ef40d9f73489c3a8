from odoo import models

from ..engine import guard


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Anonymized partners follow their old documents and get no message."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        ids = [data["id"] for data in recipients if data.get("id")]
        gone = self._anonymization_among(ids)
        return [data for data in recipients if data.get("id") not in gone]

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        gone = self._anonymization_among(partner_ids or [])
        kept = [id_ for id_ in partner_ids or [] if id_ not in gone]
        return super().message_subscribe(kept, subtype_ids)

    def _process_attachments_for_post(
        self, attachments, attachment_ids, message_values
    ):
        """A kept file does not leave by mail, except through accounting's hands."""
        self.env["ir.attachment"].browse(
            attachment_ids or ()
        )._anonymization_check_kept()
        return super()._process_attachments_for_post(
            attachments, attachment_ids, message_values
        )

    def _anonymization_among(self, partner_ids):
        """Which of the partners are anonymized."""
        return set(guard.anonymized(self.env, set(partner_ids)))
