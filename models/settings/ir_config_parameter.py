from contextlib import contextmanager

from odoo import api, models

from ... import parameters
from ..log import change_log
from .settings_rights import _is_ours, _told_settings


class IrConfigParameter(models.Model):
    _inherit = "ir.config_parameter"

    @api.model_create_multi
    def create(self, vals_list):
        keys = [vals.get("key") for vals in vals_list]
        if any(map(_is_ours, keys)):
            self.env["partner.anonymization"]._check_may_set()
        with self._anonymization_words_kept(keys):
            return super().create(vals_list)

    def write(self, vals):
        keys = [*self.sudo().mapped("key"), vals.get("key")]
        if any(map(_is_ours, keys)):
            self.env["partner.anonymization"]._check_may_set()
        with self._anonymization_words_kept(keys):
            return super().write(vals)

    def unlink(self):
        keys = self.sudo().mapped("key")
        if any(map(_is_ours, keys)):
            self.env["partner.anonymization"]._check_may_set()
        with self._anonymization_words_kept(keys):
            return super().unlink()

    @contextmanager
    def _anonymization_words_kept(self, keys):
        """What stood for a name is known by what it was, by whichever way it changes:
        partners have it still. Each change of a setting is logged."""
        names = [one for one in parameters.WORDS if parameters.PREFIX + one in keys]
        before = {name: parameters.word(self.env, name) for name in names}
        told = {key: self._anonymization_value(key) for key in _told_settings(keys)}
        yield
        changed = [
            key
            for key, value in told.items()
            if self._anonymization_value(key) != value
        ]
        change_log.note_settings(self.env, changed)
        for name, word in before.items():
            parameters.remember_word(self.env, name, word)

    @api.model
    def _anonymization_value(self, key):
        return self.sudo().get_param(key)
