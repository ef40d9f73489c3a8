from odoo import api, fields, models

from . import labels
from .partner_anonymization_trace import TRACE_STATUS


class PartnerAnonymizationKept(models.Model):
    _name = "partner.anonymization.kept"
    _description = "Kept record"
    _order = "date_until, model, res_id"
    _log_access = False

    line_id = fields.Many2one(
        "partner.anonymization.line", required=True, ondelete="cascade", index=True
    )
    model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="model", required=True, readonly=True
    )
    field = fields.Char(string="Technical Field", required=True, readonly=True)
    model_label = fields.Char(string="Data", compute="_compute_labels")
    field_label = fields.Char(string="Field", compute="_compute_labels")
    status = fields.Selection(TRACE_STATUS, default="kept", readonly=True)
    reason = fields.Char(readonly=True)
    found_by_proof = fields.Boolean(readonly=True)
    date_until = fields.Date(string="Until", readonly=True, index=True)

    @api.depends("model", "field")
    def _compute_labels(self):
        for kept in self:
            kept.model_label = labels.model_label(self.env, kept.model)
            kept.field_label = labels.field_label(self.env, kept.model, kept.field)

    def action_open_record(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.model,
            "res_id": self.res_id,
            "view_mode": "form",
        }
