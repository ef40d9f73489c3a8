from odoo import api, models

from ... import parameters
from ...engine.database import caches
from ...engine.datamap import DataMap
from ...engine.sweep import placeholders

BATCH = 500


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _anonymization_to_rename(self, limit):
        """Who still has a word of earlier settings for a name.

        :return: list of (id, state)
        """
        self.flush_model(["name", "anonymization_state"])
        options = self.sudo()._anonymization_options()
        return placeholders.with_earlier(self.env.cr, options, limit)

    @api.model
    def _anonymization_rename_count(self):
        """How many these are."""
        self.flush_model(["name", "anonymization_state"])
        options = self.sudo()._anonymization_options()
        return placeholders.count_with_earlier(self.env.cr, options)

    @api.model
    def _cron_rename(self):
        """Give those whom a manager wants renamed the word of today's settings. Who is
        being worked on at the moment is left for the next time."""
        params, cron = self.env["ir.config_parameter"].sudo(), self.env["ir.cron"]
        if not params.get_param(parameters.RENAMING):
            return
        cron._commit_progress(remaining=self._anonymization_rename_count())
        before = None
        while (batch := self._anonymization_to_rename(BATCH)) and batch != before:
            before = batch
            done = self._anonymization_rename(dict(batch))
            if not done or not cron._commit_progress(done):
                return
        params.set_param(parameters.RENAMING, False)

    @api.model
    def _anonymization_rename(self, states):
        """:param dict states: ``{partner id: state}``
        :return: how many were renamed
        """
        partners = self.sudo().browse(states).try_lock_for_update()
        found = [(id_, states[id_]) for id_ in partners.ids]
        datamap, options = DataMap(self.env), self.sudo()._anonymization_options()
        placeholders.rename(self.sudo().env, datamap, found, options)
        caches.refresh(self.env)
        return len(found)
