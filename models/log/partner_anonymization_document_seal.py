from odoo import models


class PartnerAnonymizationDocumentSeal(models.Model):
    """What is needed, encrypted, on the days on which kept documents are erased. Nobody
    has access; the engine reads and writes by SQL."""

    _name = "partner.anonymization.document.seal"
    _inherit = "partner.anonymization.seal.mixin"
    _description = "Sealed words and debtors of kept documents"
    _order = "line_id, part"
    _log_access = False

    _unique_part = models.UniqueIndex("(line_id, part)")
