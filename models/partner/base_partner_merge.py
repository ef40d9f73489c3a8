from datetime import date

from odoo import models
from odoo.exceptions import UserError

from ...engine.subject import legal_hold
from ...engine.worklist import candidate_rows
from ...wording import legal_holds
from ..guard.res_partner_guard import merging


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
        return super(BasePartnerMerge, merging(self))._merge(
            partner_ids, dst_partner, extra_checks
        )

    def _update_values(self, src_partners, dst_partner):
        """What keeps one of them longest keeps what they have become; field by field it
        could be the end of an old hold."""
        env = self.sudo().env
        values = _strictest(src_partners.sudo() | dst_partner.sudo())
        held = legal_hold.holders(env, src_partners.ids)
        result = super()._update_values(src_partners, dst_partner)
        candidates = self.env["partner.anonymization.candidate"]
        candidates.flush_model()
        candidate_rows.hand_over(self.env.cr, src_partners.ids, dst_partner.id)
        candidates.invalidate_model()
        if values := {
            name: value
            for name, value in values.items()
            if dst_partner.sudo()[name] != value
        }:
            dst_partner.write(values)
        if held and not legal_hold.held(env, dst_partner.ids):
            raise UserError(legal_holds.cannot_merge(self.env, held))
        return result


def _strictest(partners):
    """The holds in force as one, and the most years."""
    values = {}
    if years := max(partners.mapped("anonymization_retention_years")):
        values["anonymization_retention_years"] = years
    if held := partners._anonymization_in_force():
        ends = [one.anonymization_hold_until or date.max for one in held]
        last = max(ends)
        reasons = filter(None, held.mapped("anonymization_hold_reason"))
        values.update(
            anonymization_hold=True,
            anonymization_hold_reason="; ".join(dict.fromkeys(reasons)) or False,
            anonymization_hold_until=last < date.max and last,
        )
    return values
