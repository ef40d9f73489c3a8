from odoo import models

from ..log.partner_anonymization_opt_out import _reveal_recipients


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _get_blacklist_record_ids(self, mail_values_dict, recipients_info=None):
        """Mailings look the addresses up by SQL: those of hashed opt-outs come back
        first. A mailing that could not be checked is not sent."""
        if self.use_exclusion_list and self.composition_mode == "mass_mail":
            targets = self.env[self.model].browse(mail_values_dict)
            values = set()
            if "email_normalized" in targets._fields:
                values.update(targets.mapped("email_normalized"))
            for info in (recipients_info or {}).values():
                values.update(info["mail_to_normalized"])
            _reveal_recipients(self.env, "mail.blacklist", values)
        return super()._get_blacklist_record_ids(mail_values_dict, recipients_info)
