from odoo import fields, models


class PartnerAnonymizationUnidentified(models.TransientModel):
    """Go on with a request although nobody has checked who asks, with the reason."""

    _name = "partner.anonymization.unidentified"
    _description = "Go on without a check of the identity"

    request_ids = fields.Many2many(
        "partner.anonymization.request",
        "partner_anonymization_unidentified_rel",
        string="Requests",
    )
    reason = fields.Text(
        required=True, help="For the log; it must not name the person."
    )

    def action_unidentified(self):
        self.ensure_one()
        self.request_ids.go_on_unidentified(self.reason)
        return {"type": "ir.actions.act_window_close"}
