from odoo import models
from odoo.tools import sql


class ResPartner(models.Model):
    _inherit = "res.partner"

    def init(self):
        """Who else has this e-mail or phone is asked for every subject. Odoo has no
        index there, and the phone comes with a module that need not be installed."""
        result = super().init()
        for name in ("email_normalized", "phone_sanitized"):
            if sql.column_exists(self.env.cr, self._table, name):
                sql.create_index(
                    self.env.cr,
                    f"{self._table}_anonymization_{name}_idx",
                    self._table,
                    [name],
                    where=f"{name} IS NOT NULL",
                )
        return result
