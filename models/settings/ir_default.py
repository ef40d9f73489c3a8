from odoo import api, models

from ..log import change_log
from .settings_rights import FIELD_PREFIX, OWN_SETTINGS, SETTINGS


class IrDefault(models.Model):
    """Defaults of what decides about anonymization are settings of it: whoever changes
    one needs the right to manage it, and that is logged."""

    _inherit = "ir.default"

    @api.model_create_multi
    def create(self, vals_list):
        defaults = super().create(vals_list)
        own = defaults._anonymization_check_right()
        change_log.note_settings(self.env, own)
        return defaults

    def write(self, vals):
        own = self._anonymization_check_right()
        result = super().write(vals)
        own |= self._anonymization_check_right()
        change_log.note_settings(self.env, own)
        return result

    def unlink(self):
        own = self._anonymization_check_right()
        result = super().unlink()
        change_log.note_settings(self.env, own)
        return result

    def _anonymization_check_right(self):
        """What these are the defaults of, as far as it is ours.

        :raise AccessError: something is, and the user is no manager
        """
        own = {
            f"ir.default {field.model}.{field.name}"
            for field in self.sudo().field_id
            if field.model in OWN_SETTINGS
            or (field.model in SETTINGS and field.name.startswith(FIELD_PREFIX))
        }
        if own:
            self.env["partner.anonymization"]._check_may_set()
        return own
