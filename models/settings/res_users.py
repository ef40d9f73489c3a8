from odoo import api, fields, models

# Who may do what concerns those who give rights, and those who manage anonymization.
_WHO_GIVES = "base.group_erp_manager,partner_anonymization.group_manager"


class ResUsers(models.Model):
    _inherit = "res.users"

    anonymization_allowed = fields.Boolean(
        string="Anonymize Customers",
        compute="_compute_anonymization_rights",
        groups=_WHO_GIVES,
        inverse="_inverse_anonymization_allowed",
        help="May anonymize customers, suppliers and contacts.",
    )
    anonymization_override_allowed = fields.Boolean(
        string="Override Retention",
        compute="_compute_anonymization_rights",
        groups=_WHO_GIVES,
        inverse="_inverse_anonymization_override_allowed",
        help="May anonymize although the retention period is not over.",
    )
    anonymization_implied = fields.Boolean(
        compute="_compute_anonymization_rights",
        groups=_WHO_GIVES,
        help="Both rights come with the role of the anonymization manager.",
    )

    @api.depends("all_group_ids")
    def _compute_anonymization_rights(self):
        allowed = self.env.ref("partner_anonymization.group_anonymize")
        override = self.env.ref("partner_anonymization.group_override_retention")
        manager = self.env.ref("partner_anonymization.group_manager")
        for user in self:
            user.anonymization_allowed = allowed in user.all_group_ids
            user.anonymization_override_allowed = override in user.all_group_ids
            user.anonymization_implied = manager in user.all_group_ids

    def _inverse_anonymization_allowed(self):
        self._anonymization_set_group("group_anonymize", "anonymization_allowed")

    def _inverse_anonymization_override_allowed(self):
        self._anonymization_set_group(
            "group_override_retention", "anonymization_override_allowed"
        )

    def _anonymization_set_group(self, group, field):
        """Give or take a group of ours, as the check box says."""
        group = self.env.ref(f"partner_anonymization.{group}")
        for user in self:
            command = fields.Command.link if user[field] else fields.Command.unlink
            user.group_ids = [command(group.id)]
