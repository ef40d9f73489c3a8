from odoo import api, models

from . import four_eyes

# Of every record; they tell nothing of what it decides.
_AUDIT = {"create_uid", "create_date", "write_uid", "write_date", "display_name"}


class PartnerAnonymizationFourEyes(models.AbstractModel):
    """Records that decide what is erased, or when: where the settings want four eyes,
    nobody makes, changes or removes one alone, by whichever way."""

    _name = "partner.anonymization.four.eyes"
    _description = "Changed by two people"

    @api.model
    def default_get(self, fields):
        """What was approved gets nothing but the defaults of the fields themselves: not
        those of a context or of a user, which nobody was shown."""
        if not four_eyes.is_at_it(self.env):
            return super().default_get(fields)
        found = {}
        for field in map(self._fields.get, fields):
            if field and field.default:
                value = field.convert_to_cache(field.default(self), self, False)
                found[field.name] = field.convert_to_write(value, self)
        return found

    @api.model_create_multi
    def create(self, vals_list):
        with four_eyes.passed(self.browse(), "create", vals_list):
            return super().create(vals_list)

    def write(self, vals):
        with four_eyes.passed(self, "write", vals):
            return super().write(vals)

    def unlink(self):
        with four_eyes.passed(self, "unlink"):
            return super().unlink()

    def _anonymization_shown(self, method, values):
        """What these records say now, which is what a change was approved upon.

        :return: what json can hold
        """
        plain = self.sudo().with_context(lang=None, active_test=False)
        return [standing(record) for record in plain.exists().sorted("id")]

    def _anonymization_carry_out(self, method, values):
        """Do what was approved, by the rights of whoever has asked for it."""
        if method == "create":
            self.create(values)
        elif method == "write":
            self.exists().write(values)
        else:
            self.exists().unlink()


def standing(record, prefix=""):
    """The stored values of a record and of its lines: ``{field: value}``

    :param prefix: of the names of the fields
    """
    found = {"id": record.id}
    for name, field in record._fields.items():
        if not field.store or name in _AUDIT or not name.startswith(prefix):
            continue
        if field.type == "one2many":
            found[name] = [_scalars(line) for line in record[name].sorted("id")]
        else:
            found[name] = field.convert_to_read(record[name], record, False)
    return found


def _scalars(record):
    return {
        name: field.convert_to_read(record[name], record, False)
        for name, field in record._fields.items()
        if field.store and name not in _AUDIT and field.type != "one2many"
    }
