from odoo import fields, models

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
    field = fields.Char(required=True, readonly=True)
    status = fields.Selection(TRACE_STATUS, default="kept", readonly=True)
    reason = fields.Char(readonly=True)
    date_until = fields.Date(string="Until", readonly=True, index=True)
