from odoo import api, models

from .settings_rights import _is_ours


class IrConfigParameter(models.Model):
    _inherit = "ir.config_parameter"

    @api.model_create_multi
    def create(self, vals_list):
        if any(map(_is_ours, (vals.get("key") for vals in vals_list))):
            self.env["partner.anonymization"]._check_may_set()
        return super().create(vals_list)

    def write(self, vals):
        keys = [*self.sudo().mapped("key"), vals.get("key")]
        if any(map(_is_ours, keys)):
            self.env["partner.anonymization"]._check_may_set()
        return super().write(vals)

    def unlink(self):
        if any(map(_is_ours, self.sudo().mapped("key"))):
            self.env["partner.anonymization"]._check_may_set()
        return super().unlink()
