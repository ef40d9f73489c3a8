from odoo import api, models

from ...engine.checks import automatic_actions, guard, known_again
from ...engine.vault import opt_out_hashes
from . import returning


class Base(models.AbstractModel):
    """No new document for an anonymized partner, on any model and by any route; and no
    address that has opted out comes back without its opt-out."""

    _inherit = "base"

    @api.model_create_multi
    def create(self, vals_list):
        if self._name in opt_out_hashes.COLUMNS:
            return self._anonymization_create_opt_outs(vals_list)
        env, found = self.env, None
        if self._name in known_again.CARRIERS:
            found = returning.find(self.browse(), vals_list)
        guarded, without = guard.guarded_of(self), None
        if guarded:
            vals_list, without = guard.before_create(self, vals_list, guarded)
        if without:
            self = automatic_actions.working(self)
        records = super().create(vals_list)
        if guarded:
            guard.after_create(records, guarded)
        if without:
            automatic_actions.tell(
                self.browse([records._ids[index] for index in without])
            )
            records = records.with_env(env)
        if found:
            returning.tell(records, vals_list, found)
        return records

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
        found = None
        if self._name in known_again.CARRIERS and self._ids:
            if known_again.CARRIERS[self._name].keys() & vals.keys():
                found = returning.find(self, [vals])
        guarded = None
        if vals and self._ids and self._name != "res.partner":
            guarded = guard.guarded_of(self)
            if guarded:
                vals = guard.before_write(self, vals, guarded)
        result = super().write(vals)
        if vals and self._ids:
            guard.after_write(self, vals, guarded)
        if found:
            returning.tell(self[:1], [vals], found)
        return result

    @api.model
    def load(self, fields, data):
        """Import, and say which persons were deleted for good."""
        if self._name not in known_again.CARRIERS:
            return super().load(fields, data)
        collected = returning.Collected()
        self = self.with_context(**{returning.COLLECTED: collected})
        result = super().load(fields, data)
        result["messages"] += [
            {"type": "warning", "message": text, "record": False}
            for text in dict.fromkeys(collected.texts)
        ]
        return result

    def _anonymization_return_reason(self, vals):
        """Override to say why somebody who was deleted for good may be entered again.

        :param dict vals: of the record that is created or written
        :return: a key of ``anonymization_return_reason``, or None
        """
        reason = vals.get(returning.REASON)
        return reason if reason in dict(returning.REASONS) else None

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
