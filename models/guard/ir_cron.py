from odoo import models

from ...engine.checks import automatic_actions


class IrCron(models.Model):
    _inherit = "ir.cron"

    def _callback(self, cron_name, server_action_id):
        """A job that meets an anonymized partner goes on with the others."""
        job = super(IrCron, automatic_actions.working(self))
        return job._callback(cron_name, server_action_id)
