from odoo import fields, models

from ... import parameters
from ...wording import notices


class ResConfigSettings(models.TransientModel):
    """Offer to rename those who were anonymized under an earlier word."""

    _inherit = "res.config.settings"

    anonymization_rename_count = fields.Integer(compute="_compute_anonymization_rename")
    anonymization_renaming = fields.Boolean(compute="_compute_anonymization_rename")

    def _compute_anonymization_rename(self):
        may = self.env.user.has_group("partner_anonymization.group_manager")
        count = self.env["res.partner"]._anonymization_rename_count() if may else 0
        asked = self.env["ir.config_parameter"].sudo().get_param(parameters.RENAMING)
        for settings in self:
            settings.anonymization_rename_count = count
            settings.anonymization_renaming = bool(count and asked)

    def action_anonymization_rename(self):
        """Rename them in the background, by the settings as they are saved."""
        self.env["partner.anonymization"]._check_right("group_manager")
        self.env["ir.config_parameter"].sudo().set_param(parameters.RENAMING, "True")
        self.env.ref("partner_anonymization.ir_cron_rename").sudo()._trigger()
        return notices.reloading(
            self.env._(
                "The partners are being renamed in the background. These settings "
                "show how many are left when you open them again."
            ),
            "info",
        )
