from odoo import fields, models


class PartnerAnonymizationExclude(models.TransientModel):
    _name = "partner.anonymization.exclude"
    _description = "Exclude candidates from scheduled runs"

    candidate_ids = fields.Many2many(
        "partner.anonymization.candidate",
        "partner_anonymization_exclude_rel",
        required=True,
    )
    reason = fields.Char(
        required=True, help="For the list, e.g. a contract that is being negotiated."
    )

    def action_exclude(self):
        self.ensure_one()
        self.candidate_ids.exclude(self.reason)
        return {"type": "ir.actions.act_window_close"}
