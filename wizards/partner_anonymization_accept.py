from odoo import fields, models


class PartnerAnonymizationAccept(models.TransientModel):
    """Accept what a proof has found, with the reason, so that it can be purged."""

    _name = "partner.anonymization.accept"
    _description = "Accept remaining traces"

    line_ids = fields.Many2many("partner.anonymization.line", string="Subjects")
    reason = fields.Char(required=True)

    def action_accept(self):
        self.ensure_one()
        self.line_ids.accept_traces(self.reason)
        return {"type": "ir.actions.act_window_close"}
