from odoo import models


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        """What the rules of kept files forbid comes with a remedy, too."""
        if records._name == "ir.attachment" and (kept := records._anonymization_kept()):
            return kept._anonymization_error(operation)
        return super()._make_access_error(operation, records)
