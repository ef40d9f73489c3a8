from odoo import api, models

from .settings_rights import FIELD_PREFIX, OWN_SETTINGS, SETTINGS


class IrDefault(models.Model):
    _inherit = "ir.default"

    @api.model_create_multi
    def create(self, vals_list):
        defaults = super().create(vals_list)
        defaults._anonymization_check_right()
        return defaults

    def write(self, vals):
        self._anonymization_check_right()
        result = super().write(vals)
        self._anonymization_check_right()
        return result

    def unlink(self):
        self._anonymization_check_right()
        return super().unlink()

    def _anonymization_check_right(self):
        for field in self.sudo().field_id:
            if field.model in OWN_SETTINGS or (
                field.model in SETTINGS and field.name.startswith(FIELD_PREFIX)
            ):
                self.env["partner.anonymization"]._check_may_set()
