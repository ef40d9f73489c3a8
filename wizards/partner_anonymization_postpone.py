from odoo import fields, models


class PartnerAnonymizationPostpone(models.TransientModel):
    """Keep documents longer than the law asks for, with the reason."""

    _name = "partner.anonymization.postpone"
    _description = "Postpone kept documents"

    kept_ids = fields.Many2many("partner.anonymization.kept", string="Kept Records")
    until = fields.Date(string="Keep Until", required=True)
    reason = fields.Char(required=True)

    def action_postpone(self):
        self.ensure_one()
        self.kept_ids.postpone(self.until, self.reason)
        return {"type": "ir.actions.act_window_close"}
