from odoo import api, fields, models

from . import labels

TRACE_STATUS = [
    ("kept", "Kept by law"),
    ("declined", "Declined"),
    ("shared", "Shared with others"),
    ("unexpected", "Unexpected"),
    ("finished", "Finished"),
]


class PartnerAnonymizationTrace(models.Model):
    _name = "partner.anonymization.trace"
    _description = "Data that is still there"
    _order = "line_id, status, model, field"
    _log_access = False

    line_id = fields.Many2one(
        "partner.anonymization.line", required=True, ondelete="cascade", index=True
    )
    model = fields.Char(required=True, readonly=True)
    field = fields.Char(string="Technical Field", required=True, readonly=True)
    model_label = fields.Char(string="Data", compute="_compute_labels")
    field_label = fields.Char(string="Field", compute="_compute_labels")
    res_count = fields.Integer(string="Records", readonly=True)
    status = fields.Selection(TRACE_STATUS, required=True, readonly=True)
    code = fields.Char(string="Reason Code", readonly=True)
    reason = fields.Char(readonly=True)
    found_by_proof = fields.Boolean(readonly=True)
    date_until = fields.Date(string="Until", readonly=True)

    @api.depends("model", "field")
    def _compute_labels(self):
        for trace in self:
            trace.model_label = labels.model_label(self.env, trace.model)
            trace.field_label = labels.field_label(self.env, trace.model, trace.field)

    def action_open_records(self):
        """The records that this trace counts."""
        self.ensure_one()
        line = "finished_line_id" if self.status == "finished" else "line_id"
        kept = self.env["partner.anonymization.kept"].search(
            [
                (line, "=", self.line_id.id),
                ("model", "=", self.model),
                ("field", "=", self.field),
                ("date_finished", "!=" if self.status == "finished" else "=", False),
            ]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.model_label,
            "res_model": self.model,
            "view_mode": "list,form",
            "domain": [("id", "in", kept.mapped("res_id"))],
            "context": {"active_test": False},
        }
