from odoo import api, models

from ..engine import guard


class Base(models.AbstractModel):
    """No new document for an anonymized partner, on any model and by any route."""

    _inherit = "base"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        guard.after_create(records)
        return records

    def write(self, vals):
        result = super().write(vals)
        guard.after_write(self, vals)
        return result
