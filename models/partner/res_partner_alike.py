from odoo import Command, api, models

from ...engine.subject import alike, membership
from ..guard.res_partner_guard import OTHER, SAME


class ResPartner(models.Model):
    """Whether somebody else is the same person: decided once, and remembered."""

    _inherit = "res.partner"

    def action_anonymization_link_suggested(self):
        """Link the suggested records as the same person."""
        for partner in self:
            partner._anonymization_decide(partner.anonymization_suggested_ids, True)

    def action_anonymization_not_same(self):
        """Remember that the suggested records are somebody else."""
        for partner in self:
            partner._anonymization_decide(partner.anonymization_suggested_ids, False)

    def _anonymization_decide(self, others, is_same):
        """Say of others whether they are the same person as this partner.

        :raise AccessError: the user lacks the right to anonymize, which is enough, or
            may not read one of them
        """
        self.ensure_one()
        self.env["partner.anonymization"]._check_right("group_anonymize")
        (self | others)._anonymization_check_access()
        if not others:
            return
        everybody = self.sudo().with_context(active_test=False)
        if is_same:
            for one in everybody | others.with_env(everybody.env):
                if wrong := one[OTHER] & (self | others):
                    one.write({OTHER: [Command.unlink(id_) for id_ in wrong.ids]})
        name = SAME if is_same else OTHER
        everybody.write({name: [Command.link(id_) for id_ in others.ids]})

    @api.model
    def _anonymization_alike(self, partner_ids):
        """Who may be the same person as these, whatever the user may read.

        :return: list of (id of an address of these, ``res.partner`` as superuser)
        """
        env = self.sudo().env
        env.flush_all()
        found = alike.find(env, membership.collect(env.cr, partner_ids))
        pairs = dict.fromkeys(pair for pairs in found.values() for pair in pairs)
        return [(own, env["res.partner"].browse(other)) for own, other in pairs]
