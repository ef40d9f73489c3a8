from odoo import fields, models


class PartnerAnonymizationDocumentSeal(models.Model):
    """What the days of kept documents need, encrypted. Nobody has access; the engine
    reads and writes by SQL."""

    _name = "partner.anonymization.document.seal"
    _description = "Sealed words and debtors of kept documents"
    _order = "line_id, part"
    _log_access = False

    line_id = fields.Many2one(
        "partner.anonymization.line", required=True, ondelete="restrict", index=True
    )
    partner_id = fields.Integer(required=True)
    key_ref = fields.Char(required=True)
    part = fields.Integer(required=True)
    payload = fields.Binary(attachment=False, required=True)

    _unique_part = models.UniqueIndex("(line_id, part)")
