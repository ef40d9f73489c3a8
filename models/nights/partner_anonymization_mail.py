from odoo import api, fields, models

from ... import parameters


class PartnerAnonymization(models.Model):
    """Mails to the responsible person: numbers and links, nobody's name."""

    _inherit = "partner.anonymization"

    is_scheduled = fields.Boolean(
        string="Scheduled", readonly=True, help="The scheduled action made this run."
    )

    @api.model
    def _responsible(self):
        """The user who is told of scheduled runs, if one with an e-mail is set."""
        user_id = parameters.number_or_default(self.env, "responsible_id")
        user = self.env["res.users"].sudo().browse(user_id).exists()
        return user if user.active and user.email else self.env["res.users"]

    @api.model
    def _looked_after_by(self):
        """Who is told of what happens meanwhile: the responsible user, else the
        managers, else the administrators."""
        if responsible := self._responsible():
            return responsible
        for group in ("partner_anonymization.group_manager", "base.group_system"):
            if users := self.env.ref(group).sudo().all_user_ids.filtered("active"):
                return users
        return self.env.ref("base.user_admin").sudo()

    @api.model
    def _mail_responsible(self, user, template, values):
        """Queue a mail; it is deleted when it has been sent.

        :param user: as :meth:`_responsible` gives it
        :param str template: name of a QWeb template of this module
        :param dict values: for the template; no personal data
        """
        env = self.with_context(lang=user.lang).env
        base = self.get_base_url()
        head = env["partner.anonymization.event"].sudo()._chain_head()
        body = env["ir.qweb"]._render(
            f"partner_anonymization.{template}", {**values, "base": base}
        ) + env["ir.qweb"]._render(
            "partner_anonymization.mail_chain_head", {"head": head}
        )
        subject = {
            "mail_announced": env._("Anonymization: announced candidates"),
            "mail_summary": env._("Anonymization: last night's run"),
            "mail_purged": env._("Anonymization: deleted for good last night"),
            "mail_finished": env._("Anonymization: kept documents finished last night"),
            "mail_finish": env._("Anonymization: kept documents that will be finished"),
        }[template]
        env["mail.mail"].sudo().create(
            {
                "subject": subject,
                "body_html": body,
                "email_to": user.email_formatted,
                "auto_delete": True,
            }
        )
