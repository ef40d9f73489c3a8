from odoo import api, models

from . import rights_log

_MEMBERSHIP = {"user_ids", "implied_ids", "implied_by_ids"}


class ResGroups(models.Model):
    """A group that gives a right of the module gives it to all of its users."""

    _inherit = "res.groups"

    @api.model_create_multi
    def create(self, vals_list):
        if not any(_MEMBERSHIP & vals.keys() for vals in vals_list):
            return super().create(vals_list)
        with rights_log.logged(self.env):
            return super().create(vals_list)

    def write(self, vals):
        if not _MEMBERSHIP & vals.keys():
            return super().write(vals)
        with rights_log.logged(self.env):
            return super().write(vals)

    def unlink(self):
        with rights_log.logged(self.env):
            return super().unlink()
