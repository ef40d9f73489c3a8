from odoo import fields, models


class PartnerAnonymizationLedger(models.Model):
    """Which entries of the ledger this database knows: what it does not know was done
    after the backup that it comes from. Nobody has access."""

    _name = "partner.anonymization.ledger"
    _inherit = "partner.anonymization.engine.mixin"
    _description = "Known entry of the ledger"
    _log_access = False

    entry = fields.Char(required=True)
    date = fields.Datetime(required=True)
    kind = fields.Char(required=True)

    _unique_entry = models.UniqueIndex("(entry)")
