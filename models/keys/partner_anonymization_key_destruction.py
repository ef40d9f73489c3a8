from odoo import fields, models


class PartnerAnonymizationKeyDestruction(models.Model):
    """Keys that are to be destroyed and may still be there. Nobody has access."""

    _name = "partner.anonymization.key.destruction"
    _inherit = "partner.anonymization.engine.mixin"
    _description = "Key to be destroyed"
    _log_access = False

    line_id = fields.Many2one(
        "partner.anonymization.line", required=True, ondelete="restrict", index=True
    )
    key_ref = fields.Char(required=True)

    _unique_key = models.UniqueIndex("(key_ref)")
