from odoo import api, models
from odoo.exceptions import UserError

from ..approvals import four_eyes
from ..approvals.partner_anonymization_four_eyes import standing
from ..log import change_log

PREFIX = "anonymization_"


class ResCompany(models.Model):
    """Retention is set by those who manage anonymization, by whichever route."""

    _inherit = "res.company"

    @api.model
    def default_get(self, fields):
        """Drop defaults for guarded fields: a default of a context or of a user would
        go past the check of create."""
        is_manager = self.env.user._has_group("partner_anonymization.group_manager")
        if not is_manager or four_eyes.is_on(self.env):
            own = {name for name in fields if name.startswith(PREFIX)}
            fields = [name for name in fields if name not in own]
            values = super().default_get(fields)
            return {**values, **self._anonymization_defaults(own)}
        return super().default_get(fields)

    def _anonymization_defaults(self, names):
        """The defaults that the fields themselves have."""
        return {
            name: field.default(self)
            for name in names
            if (field := self._fields[name]).default
        }

    @api.model_create_multi
    def create(self, vals_list):
        if any(name.startswith(PREFIX) for vals in vals_list for name in vals):
            self._anonymization_check_create(vals_list)
        return super().create(vals_list)

    def _anonymization_check_create(self, vals_list):
        for vals in vals_list:
            own = {name for name in vals if name.startswith(PREFIX) and vals[name]}
            usual = self._anonymization_defaults(own)
            if any(vals[name] != usual.get(name) for name in own):
                self.env["partner.anonymization"]._check_may_set()
                self._anonymization_check_alone()

    def _anonymization_check_alone(self):
        if four_eyes.is_wanted(self.env):
            raise UserError(
                self.env._(
                    "The settings want four eyes: create the company with the usual "
                    "retention periods first, and change them then."
                )
            )

    def write(self, vals):
        own = [name for name in vals if name.startswith(PREFIX)]
        changed = {
            name: vals[name]
            for name in own
            if self._anonymization_changes({name: vals[name]})
        }
        if not changed:
            return super().write(vals)
        self.env["partner.anonymization"]._check_may_set()
        with four_eyes.passed(self, "write", changed):
            change_log.note_settings(
                self.env,
                [f"res.company {id_}: {', '.join(changed)}" for id_ in self.ids],
            )
            return super().write(vals)

    def _anonymization_shown(self, method, values):
        """The periods of these companies as they are."""
        plain = self.sudo().with_context(lang=None, active_test=False)
        companies = plain.exists().sorted("id")
        return [standing(company, PREFIX) for company in companies]

    def _anonymization_carry_out(self, method, values):
        """Change what was approved of these companies, and nothing else."""
        if any(not name.startswith(PREFIX) for name in values):
            raise UserError(self.env._("Only retention periods are approved."))
        self.check_access("read")
        self.sudo().write(values)

    def _anonymization_changes(self, vals):
        """Whether these values are others than those that stand there. Odoo's settings
        write all of them, whatever somebody has changed."""
        for name, value in vals.items():
            field = self._fields[name]
            if field.type == "one2many" and value:
                return True
            for company in self.sudo():
                new = field.convert_to_cache(value, company, validate=False)
                if field.convert_to_record(new, company) != company[name]:
                    return True
        return False
