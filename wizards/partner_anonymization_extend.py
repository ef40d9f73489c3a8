from odoo import api, fields, models


class PartnerAnonymizationExtend(models.TransientModel):
    """Take two months longer for a request, with the reason that the person gets."""

    _name = "partner.anonymization.extend"
    _description = "Extend the period of a request"

    request_ids = fields.Many2many("partner.anonymization.request", string="Requests")
    date_until = fields.Date(string="Tell the Person Until", compute="_compute_until")
    reason = fields.Text(
        required=True,
        help="Stands in the letter; it must not name the person.",
    )

    @api.depends("request_ids")
    def _compute_until(self):
        for wizard in self:
            wizard.date_until = min(
                wizard.request_ids.mapped("date_due_first"), default=False
            )

    def action_extend(self):
        self.ensure_one()
        self.request_ids.extend(self.reason)
        return {"type": "ir.actions.act_window_close"}
