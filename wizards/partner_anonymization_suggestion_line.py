from odoo import fields, models


class PartnerAnonymizationSuggestionLine(models.TransientModel):
    """One suggestion, and what it would change."""

    _name = "partner.anonymization.suggestion.line"
    _description = "Suggestion to accept"

    wizard_id = fields.Many2one("partner.anonymization.suggestion", ondelete="cascade")
    unmapped_id = fields.Many2one("partner.anonymization.unmapped", ondelete="cascade")
    model_label = fields.Char(related="unmapped_id.model_label")
    field_label = fields.Char(related="unmapped_id.field_label")
    advice = fields.Char(related="unmapped_id.advice")
    is_ambiguous = fields.Boolean(related="unmapped_id.is_ambiguous")
    row_count = fields.Integer(
        string="Rows", help="Rows with a value that lead to a contact."
    )
    people_count = fields.Integer(string="People", help="To whom these rows lead.")
    is_taken = fields.Boolean(string="Accept")
