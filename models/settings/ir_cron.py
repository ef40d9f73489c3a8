from odoo import models

from .settings_rights import MODULE


class IrCron(models.Model):
    _inherit = "ir.cron"

    def write(self, vals):
        self._anonymization_check_right()
        return super().write(vals)

    def unlink(self):
        self._anonymization_check_right()
        return super().unlink()

    def _anonymization_check_right(self):
        """Our scheduled actions; Odoo itself writes their next call by SQL."""
        data = self.env["ir.model.data"].sudo()
        if self and data.search_count(
            [
                ("module", "=", MODULE),
                ("model", "=", self._name),
                ("res_id", "in", self.ids),
            ],
            limit=1,
        ):
            self.env["partner.anonymization"]._check_may_set()
