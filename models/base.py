from odoo import api, models

from ..engine import guard, machine, optout


class Base(models.AbstractModel):
    """No new document for an anonymized partner, on any model and by any route; and no
    address that has opted out comes back without its opt-out."""

    _inherit = "base"

    @api.model_create_multi
    def create(self, vals_list):
        if self._name in optout.COLUMNS:
            return self._anonymization_create_opt_outs(vals_list)
        env = self.env
        guarded = guard.guarded_of(self)
        if not guarded:
            return super().create(vals_list)
        vals_list, without = guard.before_create(self, vals_list, guarded)
        if without:
            self = machine.working(self)
        records = super().create(vals_list)
        guard.after_create(records, guarded)
        if without:
            machine.tell(self.browse([records._ids[index] for index in without]))
        return records.with_env(env) if without else records

    def write(self, vals):
        if self._name in optout.COLUMNS:
            column = optout.COLUMNS[self._name]
            if vals.get(column):
                optout.recall(self.env, self._name, [vals[column]], carriers=self)
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
        blacklist = optout.COMPUTED.get(field.name)
        if blacklist and field.store and optout.in_use(self.env):
            stored = self.filtered("id")  # typing into a form decides nothing
            carriers = stored.filtered(field.name)
            values = carriers.mapped(field.name)
            optout.recall(self.env, blacklist, values, carriers=carriers)
        return result

    def _anonymization_create_opt_outs(self, vals_list):
        """Blacklisting an address again finds the row that holds its hash."""
        column = optout.COLUMNS[self._name]
        values = [vals[column] for vals in vals_list]
        known = optout.recall(self.env, self._name, values)
        created = super().create([v for v in vals_list if v[column] not in known])
        optout.recall(self.env, self._name, values, carriers=created)
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
