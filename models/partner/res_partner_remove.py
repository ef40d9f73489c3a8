import logging

from odoo import api, models

from ... import parameters
from ...engine.log import log_entries
from ...engine.subject import legal_hold
from ...engine.sweep import empty_records

_logger = logging.getLogger(__name__)
BATCH = 100


class ResPartner(models.Model):
    """The empty row of a partner that was deleted for good, when nothing needs it."""

    _inherit = "res.partner"

    @api.model
    def _cron_purge(self):
        result = super()._cron_purge()
        if parameters.flag(self.env, "remove_empty"):
            self._anonymization_remove_empty()
        return result

    @api.model
    def _anonymization_remove_empty(self):
        """Remove deleted partners to which nothing refers, a committed batch at a time.
        An address goes before the person that it belongs to.

        :return: how many were removed
        """
        removed, tried = 0, set()
        while found := self._anonymization_empty(tried):
            tried.update(found)
            for start in range(0, len(found), BATCH):
                removed += self._anonymization_remove(found[start : start + BATCH])
                if not self.env["ir.cron"]._commit_progress():
                    return removed
        return removed

    @api.model
    def _anonymization_empty(self, tried):
        """Ids of deleted partners that can go, without those that were tried."""
        env = self.sudo().env
        ids = [id_ for id_ in empty_records.deleted(env.cr) if id_ not in tried]
        if not ids:
            return []
        held = legal_hold.held(env, ids)
        free = empty_records.unreferenced(env, ids)
        return [id_ for id_ in free if id_ not in held]

    @api.model
    def _anonymization_remove(self, ids):
        """Remove these, but for those that somebody works on or that cannot be removed,
        which are in nobody's way.

        :return: how many were removed
        """
        log, env = self.env["partner.anonymization"], self.sudo().env

        def remove(some):
            partners = env["res.partner"].browse(some).try_lock_for_update()
            free = empty_records.unreferenced(env, partners.ids)
            log_entries.add_partner_events(env, "remove", free)
            env["res.partner"].browse(free).unlink()
            return {id_: "left" for id_ in some if id_ not in free}

        failed = log._try_halves("remove", ids, remove, tell=_tell)
        return len(ids) - len(failed)


def _tell(kind, partner_id, name, where):
    _logger.error("Partner %s: %s failed: %s in %s", partner_id, kind, name, where)
