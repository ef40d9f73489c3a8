from odoo import models
from odoo.exceptions import UserError


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        partners = self.env["res.partner"].sudo().browse(partner_ids)
        partners |= dst_partner.sudo() if dst_partner else partners
        anonymized = partners.exists().filtered("anonymization_state")
        if anonymized:
            raise UserError(
                self.env._(
                    "Partner %(ids)s is anonymized and cannot be merged. Take it out "
                    "of the selection, or have it de-anonymized first.",
                    ids=", ".join(map(str, anonymized.ids)),
                )
            )
        return super()._merge(partner_ids, dst_partner, extra_checks)
