from contextlib import contextmanager

from odoo import api, models

from ... import parameters
from ..log import change_log
from . import four_eyes_parameters
from .settings_rights import _is_ours, _told_settings


class IrConfigParameter(models.Model):
    _inherit = "ir.config_parameter"

    @api.model_create_multi
    def create(self, vals_list):
        keys = [vals.get("key") for vals in vals_list]
        if any(map(_is_ours, keys)):
            self.env["partner.anonymization"]._check_may_set()
        told = {vals.get("key"): vals.get("value") for vals in vals_list}
        with (
            four_eyes_parameters.passed(self.env, told),
            self._anonymization_words_kept(keys),
        ):
            return super().create(vals_list)

    def write(self, vals):
        keys = [*self.sudo().mapped("key"), vals.get("key")]
        if any(map(_is_ours, keys)):
            self.env["partner.anonymization"]._check_may_set()
        told = {}
        for one in self.sudo():
            told[one.key] = None
            told[vals.get("key", one.key)] = vals.get("value", one.value)
        with (
            four_eyes_parameters.passed(self.env, told),
            self._anonymization_words_kept(keys),
        ):
            return super().write(vals)

    def unlink(self):
        keys = self.sudo().mapped("key")
        if any(map(_is_ours, keys)):
            self.env["partner.anonymization"]._check_may_set()
        with (
            four_eyes_parameters.passed(self.env, dict.fromkeys(keys)),
            self._anonymization_words_kept(keys),
        ):
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

    def _anonymization_shown(self, method, values):
        """What these parameters are now, ``{key: value}``"""
        return four_eyes_parameters.present(self.env, values)

    def _anonymization_carry_out(self, method, values):
        """Set what was approved."""
        with four_eyes_parameters.passed(self.env, values):
            for key, value in values.items():
                self.sudo().set_param(key, value)
