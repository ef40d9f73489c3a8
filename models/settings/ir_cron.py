from odoo import models

from ..log import change_log
from .settings_rights import MODULE


class IrCron(models.Model):
    """Our scheduled actions are settings: whoever changes one needs the right to manage
    anonymization, and that is logged."""

    _inherit = "ir.cron"

    def write(self, vals):
        own = self._anonymization_check_right()
        before = {cron: {name: cron[name] for name in vals} for cron in own}
        result = super().write(vals)
        changes = [
            f"{own[cron]}: {', '.join(changed)}"
            for cron, known in before.items()
            if (changed := sorted(n for n, was in known.items() if cron[n] != was))
        ]
        change_log.note_settings(self.env, changes)
        return result

    def unlink(self):
        own = self._anonymization_check_right()
        result = super().unlink()
        removed = [f"{name}: removed" for name in own.values()]
        change_log.note_settings(self.env, removed)
        return result

    def _anonymization_check_right(self):
        """Which of these are ours: ``{scheduled action: its name}``. Odoo itself writes
        their next call by SQL.

        :raise AccessError: one is, and the user is no manager
        """
        data = self.env["ir.model.data"].sudo()
        domain = [
            ("module", "=", MODULE),
            ("model", "=", self._name),
            ("res_id", "in", self.ids),
        ]
        own = {}
        if self and (found := data.search(domain)):
            self.env["partner.anonymization"]._check_may_set()
            own = {self.sudo().browse(one.res_id): one.name for one in found}
        return own
