from odoo import api, models

from ...engine.checks import automatic_actions, guard
from ...engine.vault import opt_out_hashes


class Base(models.AbstractModel):
    """No new document for an anonymized partner, on any model and by any route; and no
    address that has opted out comes back without its opt-out."""

    _inherit = "base"

    @api.model_create_multi
    def create(self, vals_list):
        if self._name in opt_out_hashes.COLUMNS:
            return self._anonymization_create_opt_outs(vals_list)
        env = self.env
        guarded = guard.guarded_of(self)
        if not guarded:
            return super().create(vals_list)
        vals_list, without = guard.before_create(self, vals_list, guarded)
        if without:
            self = automatic_actions.working(self)
        records = super().create(vals_list)
        guard.after_create(records, guarded)
        if without:
            automatic_actions.tell(
                self.browse([records._ids[index] for index in without])
            )
        return records.with_env(env) if without else records

    def copy(self, default=None):
        guarded = guard.guarded_of(self)
        if guarded:
            guard.before_copy(self, guarded)
        return super().copy(default)

    def write(self, vals):
        if self._name in opt_out_hashes.COLUMNS:
            column = opt_out_hashes.COLUMNS[self._name]
            if vals.get(column):
                opt_out_hashes.reveal(
                    self.env, self._name, [vals[column]], carriers=self
                )
        guarded = None
        if vals and self._ids and self._name != "res.partner":
            guarded = guard.guarded_of(self)
            if guarded:
                vals = guard.before_write(self, vals, guarded)
        result = super().write(vals)
        if vals and self._ids:
            guard.after_write(self, vals, guarded)
        return result

    def _compute_field_value(self, field):
        result = super()._compute_field_value(field)
        blacklist = opt_out_hashes.COMPUTED.get(field.name)
        if blacklist and field.store and opt_out_hashes.in_use(self.env):
            stored = self.filtered("id")  # an unsaved form must not change it
            carriers = stored.filtered(field.name)
            values = carriers.mapped(field.name)
            opt_out_hashes.reveal(self.env, blacklist, values, carriers=carriers)
        return result

    def _anonymization_create_opt_outs(self, vals_list):
        """Create blacklist rows; an address whose hash is in a row already gets that
        row back."""
        column = opt_out_hashes.COLUMNS[self._name]
        values = [vals[column] for vals in vals_list]
        known = opt_out_hashes.reveal(self.env, self._name, values)
        created = super().create([v for v in vals_list if v[column] not in known])
        opt_out_hashes.reveal(self.env, self._name, values, carriers=created)
        new = iter(created)
        result = self.browse()
        for vals in vals_list:
            if vals[column] in known:
                row = self.browse(known[vals[column]])
                row.active = vals.get("active", True)
            else:
                row = next(new)
            result += row
        return result
