from odoo import api, fields, models

from ...wording import authorities


class ResConfigSettings(models.TransientModel):
    """What letters to persons say of the company."""

    _inherit = "res.config.settings"

    anonymization_authority = fields.Char(
        related="company_id.anonymization_authority", readonly=False
    )
    anonymization_authority_usual = fields.Char(
        string="Authority by Address", compute="_compute_anonymization_authority_usual"
    )

    @api.depends("company_id")
    def _compute_anonymization_authority_usual(self):
        for settings in self:
            known = authorities.of_company(settings.company_id.sudo())
            settings.anonymization_authority_usual = known
