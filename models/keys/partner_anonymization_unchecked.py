from odoo import fields, models


class PartnerAnonymizationUnchecked(models.Model):
    """Records saved while nobody could tell whether their address has opted out.
    Nobody has access."""

    _name = "partner.anonymization.unchecked"
    _inherit = "partner.anonymization.engine.mixin"
    _description = "Record to be checked for an opt-out"
    _log_access = False

    model = fields.Char(required=True)
    res_id = fields.Integer(required=True)

    _unique_record = models.UniqueIndex("(model, res_id)")
