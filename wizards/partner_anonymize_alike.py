from odoo import api, fields, models

from ..engine.checks import find_blockers
from ..engine.datamap import DataMap
from ..engine.subject import membership

SHOWN = 50


class PartnerAnonymizeAlike(models.TransientModel):
    """Who may be the same person: the answer is remembered on the contacts."""

    _name = "partner.anonymize.alike"
    _description = "Possibly the same person"
    _order = "is_urgent desc, id"

    wizard_id = fields.Many2one("partner.anonymize", ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Contact", readonly=True)
    other_id = fields.Many2one(
        "res.partner", string="Possibly the Same Person", readonly=True
    )
    is_urgent = fields.Boolean(
        string="Must Be Decided On",
        readonly=True,
        help="On legal hold, or with open documents: nobody is anonymized before "
        "somebody has said whether it is the same person.",
    )

    def action_same(self):
        """It is the same person, who is anonymized as one."""
        return self._decide(True)

    def action_not_same(self):
        """It is somebody else, who stays as he is."""
        return self._decide(False)

    def _decide(self, is_same):
        self.ensure_one()
        self.env["partner.anonymization"]._check_right("group_anonymize")
        self.sudo(False).check_access("write")
        wizard = self.wizard_id
        self.partner_id._anonymization_decide(self.other_id, is_same)
        wizard._find_alike()
        return wizard.action_check()

    @api.model
    def _values(self, partners):
        """Values of those who may be the same person as these, as far as the user may
        read them, those first of whom somebody has to decide.

        :param partners: ``res.partner``
        """
        found = self.env["res.partner"]._anonymization_alike(partners.ids)
        others = partners.browse({other.id for _own, other in found})
        companies = self.env.user.company_ids.ids
        everybody = others.with_context(
            active_test=False, allowed_company_ids=companies
        )
        readable = set(everybody._filtered_access("read").ids)
        urgent = self._urgent(partners) if readable else set()
        values = [
            {
                "partner_id": own,
                "other_id": other.id,
                "is_urgent": other.id in urgent,
            }
            for own, other in found
            if other.id in readable
        ]
        return sorted(values, key=lambda one: not one["is_urgent"])[:SHOWN]

    @api.model
    def _urgent(self, partners):
        """Ids of those who are on hold or have open documents."""
        env = self.sudo().env
        subjects = membership.collect(env.cr, partners.ids)
        found = find_blockers.possibly_same(env, DataMap(env), subjects, self.env.user)
        return {id_ for blocker in found for id_ in blocker.res_ids}
