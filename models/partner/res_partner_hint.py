from odoo import api, fields, models

from ...engine.datamap import DataMap
from ...engine.due import due_date, last_activity
from ...engine.periods import INSTEAD
from ...engine.subject import membership
from ...wording import labels, years_hint
from .res_partner_form import GROUP

YEARS = "anonymization_retention_years"


class ResPartner(models.Model):
    """What the individual years change, while they are typed."""

    _inherit = "res.partner"

    anonymization_years_hint = fields.Text(
        string="What These Years Change",
        compute="_compute_anonymization_years_hint",
        groups=GROUP,
    )

    @api.depends(YEARS)
    def _compute_anonymization_years_hint(self):
        """Nothing is worked out for who has no years and is given none: the form is
        opened all day."""
        for partner in self:
            stored, years = partner._origin, partner[YEARS]
            is_asked = stored and (years or stored[YEARS])
            if not is_asked or years < 0 or stored.anonymization_state:
                partner.anonymization_years_hint = False
            else:
                partner.anonymization_years_hint = stored._anonymization_hint(years)

    def _anonymization_hint(self, years):
        """When this partner would be due by a number of years, in words."""
        env = self.sudo().env
        datamap = DataMap(env)
        (subject,) = membership.collect(env.cr, self.ids)
        found = due_date.due(env, datamap, [subject])
        if not found:
            return False
        others = env["res.partner"].browse(subject.partner_ids - set(self.ids))
        counting = max([years, *others.mapped(YEARS)])
        floor = self._anonymization_floor(datamap, found[0])
        return years_hint.text(self.env, found[0], counting, floor, counting > years)

    def _anonymization_floor(self, datamap, due):
        """What keeps the document with the latest legal end, None without one."""
        if not due.legal_end:
            return None
        last = last_activity.decode(datamap, due.legal)
        record = self.sudo().env[last.rule.model].browse(last.res_id)
        policy = datamap.policy.companies.get(record.company_id.id)
        class_ = last.rule.retention
        by_law = policy and {class_, INSTEAD.get(class_)} & policy.periods.keys()
        return years_hint.Floor(
            labels.documents(record)._name,
            record.company_id,
            policy.years if policy and not by_law else 0,
        )
