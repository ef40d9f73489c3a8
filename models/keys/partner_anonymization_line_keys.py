from odoo import api, fields, models
from odoo.fields import Domain

from ...engine.vault import key_destruction


class PartnerAnonymizationLine(models.Model):
    _inherit = "partner.anonymization.line"

    is_key_left = fields.Boolean(
        string="Key Not Destroyed Yet",
        compute="_compute_is_key_left",
        search="_search_is_key_left",
        help="The seal is deleted, but its key may still be in the key directory. "
        "It is tried again every 15 minutes.",
    )

    def _compute_is_key_left(self):
        left = key_destruction.waiting(self.env.cr, self.ids)
        for line in self:
            line.is_key_left = line.id in left

    @api.model
    def _search_is_key_left(self, operator, value):
        if operator != "in":
            return NotImplemented
        ids = list(key_destruction.waiting(self.env.cr))
        return Domain("id", "in" if True in value else "not in", ids)
