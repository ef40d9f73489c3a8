from odoo import api, models

from . import rights_log


class ResUsers(models.Model):
    """Rights of the module are given and taken on the log."""

    _inherit = "res.users"

    @api.model_create_multi
    def create(self, vals_list):
        with rights_log.logged(self.env):
            return super().create(vals_list)

    def unlink(self):
        rights_log.log_removed(self)
        return super().unlink()

    def write(self, vals):
        if "group_ids" not in vals:
            return super().write(vals)
        with rights_log.logged(self.env):
            return super().write(vals)
