from odoo import api, models

from ..log import change_log

PREFIX = "anonymization_"


class ResCompany(models.Model):
    """Retention is set by those who manage anonymization, by whichever route."""

    _inherit = "res.company"

    @api.model
    def default_get(self, fields):
        """Drop defaults for guarded fields: a default of a context or of a user would
        go past the check of create."""
        if not self.env.user._has_group("partner_anonymization.group_manager"):
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

    def write(self, vals):
        own = [name for name in vals if name.startswith(PREFIX)]
        if own and self._anonymization_changes({name: vals[name] for name in own}):
            self.env["partner.anonymization"]._check_may_set()
            change_log.note_settings(
                self.env, [f"res.company {id_}: {', '.join(own)}" for id_ in self.ids]
            )
        return super().write(vals)

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
