from odoo import fields, models

from ..models.requests.partner_anonymization_request import GROUNDS


class PartnerAnonymizationRefuse(models.TransientModel):
    """Refuse a request, with the article and the reason that the person gets."""

    _name = "partner.anonymization.refuse"
    _description = "Refuse a request"

    request_ids = fields.Many2many("partner.anonymization.request", string="Requests")
    ground = fields.Selection(GROUNDS, required=True)
    reason = fields.Text(
        required=True,
        help="Stands in the letter; it must not name the person.",
    )

    def action_refuse(self):
        self.ensure_one()
        self.request_ids.refuse(self.ground, self.reason)
        return {"type": "ir.actions.act_window_close"}
