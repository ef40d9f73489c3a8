from odoo import api, fields, models

from ..engine.proof import in_context
from ..wording import why_kept


class PartnerAnonymizationDecideRow(models.TransientModel):
    """A find of a proof. Its words are nowhere stored: they are read for the screen
    from the record and the opened seal."""

    _name = "partner.anonymization.decide.row"
    _inherit = "partner.anonymize.place"
    _description = "Find to decide on"
    _order = "id"

    wizard_id = fields.Many2one("partner.anonymization.decide", ondelete="cascade")
    line_id = fields.Many2one(
        "partner.anonymization.line",
        string="Subject",
        readonly=True,
        ondelete="cascade",
    )
    code = fields.Char(readonly=True)
    decision = fields.Selection(
        [("redact", "Redact"), ("not_this", "Not This Person")],
        help="Redact: the words are taken out, and can be restored with the person. "
        "Not this person: the text stays, and later proofs do not ask again.",
    )
    reason_label = fields.Char(string="Reason", compute="_compute_reason_label")
    now = fields.Json(compute="_compute_text")
    redacted = fields.Json(string="After Redaction", compute="_compute_text")
    words = fields.Char(compute="_compute_text")
    can_redact = fields.Boolean(compute="_compute_text")

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_reason_label(self):
        reasons = why_kept.reasons(self.env)
        for row in self:
            row.reason_label = reasons.get(row.code, row.code)

    @api.depends("line_id", "model", "res_id", "field", "code")
    def _compute_text(self):
        self.line_id._check_may_use("group_anonymize")
        readable = self._readable()
        found = in_context.of_places(
            self.sudo().env, [one._place() for one in readable]
        )
        options = self.env["res.partner"].sudo()._anonymization_options()
        for row in self:
            sight = found.get(row._place()) if row in readable else None
            row.can_redact = bool(sight) and sight.may_redact
            row.words = sight and sight.sentence.words
            row.now = sight and sight.sentence.parts
            row.redacted = row.can_redact and sight.sentence.with_words(
                options.placeholder
            )

    def _place(self):
        self.ensure_one()
        return in_context.Place(
            self.line_id.id, self.model, self.res_id, self.field, self.code or ""
        )

    def _check_readable(self):
        """
        :raise AccessError: the user may not read one of the records
        """
        for row in self - self._readable():
            raise self.env["partner.anonymization"]._closed_error(row.model, row.res_id)

    @api.constrains("line_id")
    def _check_line(self):
        """Refuse lines of partners whom the user may not read."""
        if not self.env.su:
            self.line_id._check_may_use("group_anonymize")
