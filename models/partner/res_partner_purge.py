import logging

from odoo import api, fields, models
from odoo.exceptions import LockError, RedirectWarning, UserError
from odoo.tools import split_every

from ...engine import runs
from ...engine.datamap import DataMap
from ...engine.runs import turns
from ...engine.subject import OnLegalHold, identifying_values, legal_hold
from ...engine.vault import KeyStoreError, key_store, key_usage, subject_seal
from ...wording import legal_holds, notes, refusals
from ..keys import key_watch
from ..log import refusal_log
from ..log.proof_stopped import ProofStopped

_logger = logging.getLogger(__name__)
# A night's: the search before it costs little more for them than for one. Those with
# whom a night ended before its time are done by fewer.
BATCH, AGAIN = 10_000, 500
# So many seals are opened at once. What they share with others is looked for in all
# seals that are in force, once for all of them.
PORTION = 2000


class ResPartner(models.Model):
    """From anonymized to deleted: the key is destroyed."""

    _inherit = "res.partner"

    def purge_anonymized(self, note=None):
        """Destroy the key and the seal of these partners now; cannot be undone.

        :return: the ``partner.anonymization`` run of kind purge
        :raise UserError: a partner is not anonymized or on legal hold, or the proof,
            which is made now, finds something unexpected, or a key could not be
            destroyed now
        :raise AccessError: the user is no manager, or may not read one of them
        """
        self.env["partner.anonymization"]._check_right("group_manager")
        self._anonymization_check_access()
        lines = self._anonymization_sealed_lines()
        self._anonymization_check_no_hold(lines)
        if note:
            self._anonymization_check_reason(lines, note)
        self._anonymization_check_proof(lines)
        options = self._anonymization_options()
        try:
            run_id = runs.purge(self.sudo().env, lines.ids, note, options)
        except LockError as error:
            raise UserError(refusals.locked(self.env)) from error
        except OnLegalHold as error:
            raise self._anonymization_held(error.holders) from error
        self.env["partner.anonymization"]._rotate_keys_after_commit()
        return self.env["partner.anonymization"].browse(run_id)

    def _anonymization_check_no_hold(self, lines):
        """Before the proof takes its time; the engine looks again behind its lock."""
        Partner = self.sudo().with_context(active_test=False)
        partners = Partner.search([("anonymization_line_id", "in", lines.ids)])
        holders = legal_hold.holders(self.sudo().env, partners.ids)
        if holders:
            raise self._anonymization_held(holders)

    def _anonymization_held(self, holders):
        refusal_log.deleting(self.env, holders, "hold")
        return UserError(legal_holds.cannot_purge(self.env, holders))

    def _anonymization_check_proof(self, lines):
        """A key is destroyed only when nothing unexpected is left, or a manager has
        accepted it. A seal that cannot be opened any more cannot be proved."""
        if errors := lines._prove_again().errors:
            raise UserError(lines._proof_error_message(errors))
        left = lines.filtered(
            lambda line: line.proof_state == "traces" and not line.accepted_date
        )
        if left:
            refusal_log.deleting(self.env, left.sudo().partner_id.ids, "traces")
            warning = RedirectWarning(
                self.env._(
                    "The proof found something unexpected: %s. Press Prove Now in the "
                    "log to see it, redact it or accept the traces with a reason, and "
                    "delete for good then.",
                    ", ".join(left.mapped("display_name")),
                ),
                {
                    "type": "ir.actions.act_window",
                    "res_model": "partner.anonymization.line",
                    "views": [[False, "list"], [False, "form"]],
                    "domain": [("id", "in", left.ids)],
                },
                self.env._("Open the Log"),
            )
            raise refusals.expected(warning)

    @api.model
    def _anonymization_check_reason(self, lines, reason):
        """Refuse a reason that names one of the subjects."""
        env = self.sudo().env
        opened, _failed = subject_seal.load_usable(env, lines.ids, need_directory=True)
        terms = identifying_values.sealed_terms(DataMap(env), opened)
        notes.check_note(self.env, reason, terms)

    @api.model
    def _cron_purge(self):
        """Make every subject final whose purge date has come, that is not on hold and
        of which nothing unexpected is left, batch by batch; what is to be purged is
        proved again first, in one search for the whole batch."""
        Line = self.env["partner.anonymization.line"]
        log = self.env["partner.anonymization"]
        log._catch_up_opt_outs()
        log._destroy_keys()
        sealed = self.env["partner.anonymization.seal"]._sealed_lines()
        if sealed and not log._keys_ready():
            return
        due = Line.search(
            [
                ("id", "in", list(sealed)),
                ("purge_date", "<=", fields.Date.context_today(self)),
                ("run_id.kind", "=", "anonymize"),
            ],
            order=turns.PURGE.order,
        )
        options = self._anonymization_options()
        cron, done = self.env["ir.cron"], 0
        cron._commit_progress(remaining=len(due))
        for batch in self._anonymization_purge_batches(due):
            count = self._anonymization_purge_batch(batch, options)
            if count is None:
                break
            done += count
            if not cron._commit_progress(len(batch)):
                break
        self._anonymization_report_purge(done, due)
        self._anonymization_sweep_keys()
        log._rotate_keys()

    @staticmethod
    def _anonymization_purge_batches(due):
        """What is done in one transaction: those that were tried before apart."""
        again = due.filtered(turns.PURGE.tried)
        for some, size in ((due - again, BATCH), (again, AGAIN)):
            yield from split_every(size, some.ids, due.browse)

    def _anonymization_purge_batch(self, lines, options):
        """Purge what can be of these, proved again in one search for all of them.

        :return: how many were purged; None where not everything could be searched
        """
        log = self.env["partner.anonymization"]
        before = log._take_turn(turns.PURGE, lines)
        held = legal_hold.held_lines(self.sudo().env, lines.ids)
        free = lines.filtered(lambda line: line.id not in held)
        self._anonymization_lock(lines)
        waiting = lines.filtered(lambda line: line.proof_state == "pending")
        try:
            errors = (lines & (free | waiting))._prove_again().errors
        except ProofStopped as error:  # the form of the runs tells it, too
            _logger.warning("Nobody is deleted for good. %s", error)
            return None
        final = free.filtered_domain(lines._final_domain())
        final -= self._anonymization_with_stuck_key(final)
        failed = self._anonymization_purge_free(final, options)
        log._keep_place(turns.PURGE, before, errors | failed)
        return len(final) - len(failed)

    @api.model
    def _anonymization_lock(self, lines):
        """Keep others from adding to the partners of these lines, where nobody is at
        work on them, while they are proved."""
        partners = self.sudo().with_context(active_test=False)
        found = partners.search([("anonymization_line_id", "in", lines.ids)])
        found.try_lock_for_update()

    @api.model
    def _anonymization_with_stuck_key(self, lines):
        """The lines whose key could not be destroyed now. They stay restorable, and the
        managers are told."""
        stuck = subject_seal.undestroyable(self.sudo().env, lines.ids)
        findings = [
            key_watch.Finding("stuck", str(error))
            for _line_id, error in sorted(stuck.items())[:1]
        ]
        self.env["partner.anonymization"]._tell_managers(findings)
        return lines.browse(stuck)

    @api.model
    def _anonymization_purge_free(self, lines, options):
        """Purge these but for those that somebody works on or has just put on hold, or
        that fail: tomorrow's run looks again at them, and at nobody else.

        :return: ``{line id: code}`` of these
        """
        if not lines:
            return {}
        env, log = self.sudo().env, self.env["partner.anonymization"]

        def purge(ids):
            runs.purge(env, ids, None, options)

        failed = {}
        for some in split_every(PORTION, lines.ids, list):
            failed |= log._try_halves("purge", some, purge)
        if run := log._log_failures("purge", failed, log.browse()):
            run._finish(run.refused_count)
        return failed

    @api.model
    def _anonymization_report_purge(self, done, due):
        """Tell the responsible person, if there is one, what was deleted for good and
        what the proof has found."""
        log = self.env["partner.anonymization"]
        if responsible := done and log._responsible():
            traces = due.filtered(
                lambda line: line.proof_state == "traces" and not line.accepted_date
            )
            values = {"done": done, "left": len(due) - done, "traces": len(traces)}
            values["path"] = "/odoo/anonymization-log"
            log._mail_responsible(responsible, "mail_purged", values)

    @api.autovacuum
    def _anonymization_sweep_keys(self):
        """Destroy keys whose seal is gone: left by a crash or a rolled back run."""
        try:
            return key_store.sweep_orphans(self.env, key_usage.alive)
        except KeyStoreError as error:
            _logger.warning("No orphaned keys were looked for. %s", error)
            return 0
