from odoo import api, fields, models

from ...wording import labels, why_kept


class PartnerAnonymizationTraceMixin(models.AbstractModel):
    """What is still there of a subject, in which column, and why."""

    _name = "partner.anonymization.trace.mixin"
    _inherit = "partner.anonymization.engine.mixin"
    _description = "Data that is still there"

    line_id = fields.Many2one(
        "partner.anonymization.line", required=True, ondelete="restrict", index=True
    )
    model = fields.Char(required=True, readonly=True)
    field = fields.Char(string="Technical Field", required=True, readonly=True)
    model_label = fields.Char(string="Data", compute="_compute_labels")
    field_label = fields.Char(string="Field", compute="_compute_labels")
    code = fields.Char(string="Reason Code", readonly=True)
    reason = fields.Char(
        string="Reason in the Log",
        readonly=True,
        help="In the language of whoever made the run.",
    )
    reason_label = fields.Char(string="Reason", compute="_compute_reason_label")
    found_by_proof = fields.Boolean(readonly=True)
    date_until = fields.Date(string="Until", readonly=True)

    @api.depends("model", "field")
    def _compute_labels(self):
        for trace in self:
            trace.model_label = labels.model_label(self.env, trace.model)
            trace.field_label = labels.field_label(self.env, trace.model, trace.field)

    @api.depends("model", "field")
    def _compute_display_name(self):
        for trace in self:
            trace.display_name = f"{trace.model_label}: {trace.field_label}"

    @api.depends("code", "reason")
    @api.depends_context("lang")
    def _compute_reason_label(self):
        reasons = why_kept.reasons(self.env)
        for trace in self:
            trace.reason_label = reasons.get(trace.code) or trace.reason
