import logging

from markupsafe import Markup

from odoo import SUPERUSER_ID, api, models

from ...engine.vault import (
    KeyDirectoryError,
    KeyStoreError,
    key_destruction,
    unchecked_addresses,
)
from . import key_watch

_logger = logging.getLogger(__name__)
TOLD = "partner_anonymization.keys_told"


class PartnerAnonymization(models.Model):
    """Looking after the keys: managers are told what is wrong with the directory, and
    what had to be left is made up for."""

    _inherit = "partner.anonymization"

    @api.model
    def _cron_keys(self):
        """Check the records that could not be checked for opt-outs, destroy the keys
        that could not be destroyed, wrap anew what is left after a key was
        destroyed, and tell the managers what is wrong, once."""
        self._catch_up_opt_outs()
        self._destroy_keys()
        self._rotate_keys()
        self._tell_managers(key_watch.find(self.sudo().env, deep=True), is_all=True)

    @api.model
    def _catch_up_opt_outs(self):
        """Check the records that were saved without the keys, a committed batch at a
        time."""
        env, cron, after, count = self.sudo().env, self.env["ir.cron"], 0, 1
        while count:
            after, count, failure = unchecked_addresses.catch_up(env, after)
            if failure:
                _logger.warning("Records wait for the keys of opt-outs. %s", failure)
            if not cron._commit_progress(count):
                return

    @api.model
    def _destroy_keys(self):
        """Destroy the keys that could not be destroyed before."""
        try:
            key_destruction.carry_out(self.sudo().env)
        except KeyStoreError as error:
            _logger.warning("Keys are destroyed later. %s", error)

    @api.model
    def _keys_ready(self):
        """Whether seals can be opened at all. A scheduled action that opens them does
        nothing otherwise, and the managers are told."""
        env = self.sudo().env
        try:
            if key_watch.is_ready(env):
                return True
        except KeyDirectoryError as error:
            _logger.warning("The night goes on without the keys. %s", error)
        self._tell_managers(key_watch.find(env))
        return False

    @api.model
    def _tell_managers(self, findings, is_all=False):
        """Tell each of these troubles once, until it is over.

        :param findings: list of ``key_watch.Finding``
        :param is_all: what is not among them is over
        """
        params = self.env["ir.config_parameter"].sudo()
        before = set((params.get_param(TOLD) or "").split())
        codes = {one.code for one in findings}
        told = codes if is_all else codes | before
        if told != before:
            params.set_param(TOLD, " ".join(sorted(told)))
        self._notify_managers([one for one in findings if one.code not in before])

    @api.model
    def _notify_managers(self, findings):
        if not findings:
            return
        group = self.env.ref("partner_anonymization.group_manager").sudo()
        managers = group.all_user_ids.filtered(
            lambda user: user.active and user.id != SUPERUSER_ID
        )
        for lang, speakers in managers.grouped("lang").items():
            env = self.with_context(lang=lang).sudo().env
            body = Markup("<ul>%s</ul>") % Markup().join(
                Markup("<li>%s</li>") % one.sentence for one in findings
            )
            env["mail.thread"].message_notify(
                partner_ids=speakers.partner_id.ids,
                subject=env._("Anonymization: the key directory needs you"),
                body=body,
                author_id=env.ref("base.partner_root").id,
            )
