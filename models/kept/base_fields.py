from odoo import models

PREFIX = "anonymization_"


class Base(models.AbstractModel):
    """Who may not read a field of this module learns nothing by its order or groups.

    Odoo asks no right there for fields of several values, nor for those that show a
    field of another record.
    """

    _inherit = "base"

    def _read_group_groupby(self, alias, groupby_spec, query):
        if groupby_spec.startswith(PREFIX):
            self._anonymization_check_shown(groupby_spec)
        return super()._read_group_groupby(alias, groupby_spec, query)

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        if field_name.startswith(PREFIX):
            self._anonymization_check_shown(field_name)
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    def _anonymization_check_shown(self, spec):
        name = spec.partition(":")[0].partition(".")[0]
        if field := self._fields.get(name):
            self._check_field_access(field, "read")
