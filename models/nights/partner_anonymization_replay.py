import logging
from datetime import timedelta

from odoo import api, fields, models

from ... import parameters
from ...engine.log import (
    ledger,
    ledger_gap,
    ledger_replay,
    ledger_start,
    log_rows,
)
from ...engine.vault import KeyStoreError
from ..keys import key_watch

_logger = logging.getLogger(__name__)
BATCH = 100
CRON = "partner_anonymization.ir_cron_replay"
# What restores a backup loads its modules first, and puts the files in their place and
# neutralizes a copy right after.
SETTLED = timedelta(minutes=1)


class PartnerAnonymizationReplay(models.Model):
    """Erasing again what a restored backup brought back."""

    _inherit = "partner.anonymization.replay"

    def _register_hook(self):
        """At each start: where a backup may have been restored, say so in the server
        log and have it looked at soon, without waiting for the turn of that."""
        super()._register_hook()
        env = self.sudo().env
        cron = env.ref(CRON, raise_if_not_found=False)
        try:
            is_doubtful = cron and ledger_start.is_doubtful(env)
        except KeyStoreError as error:
            _logger.info("The ledger is looked at later. %s", error)
            return
        if is_doubtful:
            _logger.warning(
                "This database does not know of erasures that its ledger tells of: was "
                "a backup restored? They are done again soon; see Anonymization ‣ "
                "Configuration ‣ After a Restore, or run: odoo anonymization_replay"
            )
            triggers = env["ir.cron.trigger"]
            if not triggers.search_count([("cron_id", "=", cron.id)], limit=1):
                cron._trigger(fields.Datetime.now() + SETTLED)

    @api.model
    def _cron_replay(self):
        """Look whether the ledger tells of something that the database does not know,
        and erase it again, a committed batch at a time, where that is certain."""
        cron = self.env["ir.cron"]
        cron._commit_progress()  # a snapshot that is as new as the files
        try:
            self._look()
        except KeyStoreError as error:
            _logger.warning("The ledger is looked at later. %s", error)
            return
        cron._commit_progress()
        self._erase_waiting()

    @api.model
    def _look(self):
        """Keep the ledger in order, and list whom it says to have been erased.

        :return: ``engine.log.ledger_gap.Gap``
        :raise KeyStoreError: the ledger cannot be read or written
        """
        env = self.sudo().env
        ledger.begin(env)
        gap = ledger_gap.find(env)
        ledger_gap.settle(env, gap)
        days = parameters.number_or_default(env, "ledger_days")
        ledger.expire(env, gap.names, days)
        if gap.entries and not gap.is_copy:
            before = self.sudo().search_count([])
            ledger_replay.remember(env, gap, ledger_replay.erased(env, gap))
            if gap.is_certain or self.sudo().search_count([]) > before:
                self._tell()
        return gap

    @api.model
    def _tell(self):
        """Tell the managers once what the ledger has shown."""
        sentence = self.env._(
            "A backup was restored that brought back what had been erased since: see "
            "Anonymization ‣ Configuration ‣ After a Restore."
        )
        finding = key_watch.Finding("ledger", sentence)
        self.env["partner.anonymization"]._notify_managers([finding])

    @api.model
    def _may_erase(self):
        """Nothing is erased again in a copy that was made for tests."""
        return not ledger.who(self.sudo().env).is_neutralized

    @api.model
    def _erase_waiting(self, again=False):
        """Erase those again who are listed and were not tried today.

        :param again: also those who were
        """
        cron, today = self.env["ir.cron"], fields.Date.today()
        waiting = self.sudo().search([("state", "=", "waiting")], order="id")
        if not again:
            waiting = waiting.filtered(lambda one: one.tried_date != today)
        if not waiting or not self._may_erase():
            return
        for start in range(0, len(waiting), BATCH):
            batch = waiting[start : start + BATCH]
            log_rows.update(batch, {"tried_date": today})
            if not cron._commit_progress(remaining=len(waiting) - start):
                return
            batch._erase_again()
            cron._commit_progress(len(batch))

    def _erase_again(self):
        """Erase these by the usual way, and note what came of it."""
        log = self.env["partner.anonymization"].sudo()
        run_ids = []

        def anonymize(ids):
            live = self.browse(ids)._partners(None)
            if live:
                run_ids.append(live._anonymize_as_before())

        failed = log._try_halves("replay", self.ids, anonymize, _failed)
        final = self.filtered(lambda one: one.kind == "purge")._partners("anonymized")
        if lines := final.anonymization_line_id:
            options = final._anonymization_options()
            final._anonymization_purge_batch(lines, options)
        self.env.invalidate_all()
        self._note_result(run_ids, failed)

    def _partners(self, state):
        """Their partners that are in this state now, None for live ones."""
        partners = self.env["res.partner"].with_context(active_test=False).sudo()
        found = partners.browse(self.mapped("partner_ref")).exists()
        return found.filtered(lambda one: (one.anonymization_state or None) == state)

    def _note_result(self, run_ids, failed):
        """:param dict failed: ``{id: code}``"""
        refused = self._refusals(run_ids)
        deleted = set(self._partners("deleted").ids)
        anonymized = set(self._partners("anonymized").ids)
        for row in self:
            ref = row.partner_ref
            if ref in deleted or (ref in anonymized and row.kind == "anonymize"):
                values = {"state": "done", "reason": None}
            elif ref in anonymized:
                values = {"reason": "proof"}
            else:
                values = {"reason": refused.get(ref) or failed.get(row.id)}
            log_rows.update(row, values)

    @api.model
    def _refusals(self, run_ids):
        """``{partner id: codes}`` of those whom these runs have refused."""
        lines = self.env["partner.anonymization.line"].sudo()
        found = lines.search(
            [("run_id", "in", run_ids), ("outcome", "=", "refused")], order="id"
        )
        return {line.partner_id.id: line.reason for line in found}

    def action_adopt(self):
        """Take over the ledger of the database whose place this one has taken, as only
        whoever administers it knows, and have erased again what it says.

        :raise AccessError: the user is no manager
        :raise UserError: the ledger cannot be read or written
        """
        self.env["partner.anonymization"]._check_right("group_manager")
        self._adopt()
        self.env.ref(CRON).sudo()._trigger()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _adopt(self):
        env = self.sudo().env
        ledger_gap.adopt(env)
        gap = ledger_gap.find(env)
        if gap.standing == ledger_gap.DAMAGED:
            gap.standing = ledger_gap.RESTORED
        if gap.is_certain:
            ledger_replay.remember(env, gap, ledger_replay.erased(env, gap))


def _failed(kind, id_, name, where):
    _logger.error("Row %s of the replay: %s failed: %s in %s", id_, kind, name, where)
