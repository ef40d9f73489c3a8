import logging
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...engine.log import log_entries, log_rows
from ...engine.proof import prove
from ...engine.runs import turns
from ...wording import misfits, notices, why_kept
from .proof_stopped import ProofStopped

_logger = logging.getLogger(__name__)
# A night's: the search of everything costs little more for them than for one.
BATCH = 10_000
ACCEPTANCE = ["accepted_uid", "accepted_date", "accepted_reason"]


class PartnerAnonymizationLine(models.Model):
    """The proof: a search of everything for what was erased."""

    _inherit = "partner.anonymization.line"

    proof_date = fields.Datetime(string="Proved On", readonly=True)
    proof_error = fields.Char(
        string="Proof Failed",
        readonly=True,
        help="The kind of error that stopped the last proof of this subject.",
    )
    proof_notice = fields.Char(
        readonly=True,
        help="Rules of the data map that did not count at the last proof.",
    )
    proof_scope = fields.Json(
        readonly=True,
        copy=False,
        help="How many tables, columns, files and bytes the last proof has searched.",
    )
    accepted_uid = fields.Many2one(
        "res.users", string="Accepted By", readonly=True, ondelete="restrict"
    )
    accepted_date = fields.Datetime(string="Accepted On", readonly=True)
    accepted_reason = fields.Char(readonly=True)

    def _check_may_use(self, group):
        """Raise unless the user has the right and may read the partners of these."""
        self.env["partner.anonymization"]._check_right(group)
        self.sudo(False).check_access("read")
        partners = self.sudo().partner_id.with_env(self.env)
        partners._anonymization_check_access()

    @api.model
    def _final_domain(self):
        """Lines that may be purged: proved, or a manager has accepted what is left."""
        return Domain("proof_state", "=", "proved") | Domain(
            "accepted_date", "!=", False
        )

    def action_prove(self):
        """Search the database and the file store now for what was erased.

        :raise UserError: nothing of these subjects is sealed, so that nothing is known
            that could be looked for
        """
        self._check_may_use("group_anonymize")
        sealed = self.filtered("is_sealed")
        if not sealed:
            raise UserError(
                self.env._(
                    "Nothing is sealed for this line, so there is nothing to search "
                    "for: it was restored, deleted for good or refused."
                )
            )
        result = sealed._prove()
        return self._proof_message(result)

    def _proof_message(self, result):
        if result.errors:
            kind, text = "danger", self._proof_error_message(result.errors)
        elif result.failed:
            kind, text = (
                "danger",
                self.env._(
                    "The seal of %s subjects cannot be opened: see the key directory "
                    "in the settings.",
                    len(result.failed),
                ),
            )
        elif result.traces:
            kind, text = (
                "warning",
                self.env._(
                    "Traces are left of %(left)s subjects; proved: %(proved)s.",
                    left=len(result.traces),
                    proved=len(result.proved),
                ),
            )
        else:
            kind, text = (
                "success",
                self.env._("Proved: nothing is left but what is listed."),
            )
        if notice := self._broken_rules_notice():
            kind = "warning" if kind == "success" else kind
            text = f"{text} {notice}"
        return notices.reloading(text, kind)

    def _proof_error_message(self, errors):
        """What to say of subjects with which the proof fails.

        :param dict errors: ``{line id: code}``
        """
        names = self.browse(errors).mapped("display_name")
        return self.env._(
            "These cannot be proved, all others were: %(lines)s (%(errors)s). They "
            "stay restorable and are not deleted for good. The server log tells where "
            "the error came from: show it to whoever maintains the system, and press "
            "Prove Now then.",
            lines=", ".join(names),
            errors=", ".join(sorted(set(errors.values()))),
        )

    def _prove(self, asked=()):
        """Prove these lines in one search; those with which that failed before, in one
        of their own.

        :param asked: set of (line id, model, field), or with the record id behind it,
            in which a user wants the words redacted
        :return: ``engine.proof.prove.Proof``
        :raise ProofStopped: not everything could be searched
        """
        result, env = prove.Proof(), self.sudo().env
        placeholder = env["res.partner"]._anonymization_options().placeholder
        reasons = why_kept.reasons(self.env)

        def prove_all(lines, ways):
            def prove_these(ids):
                result.add(prove.prove(env, ids, reasons, placeholder, asked, ways))

            result.errors |= env["partner.anonymization"]._try_halves(
                "proof", lines.ids, prove_these, by_night=False
            )

        failed_before = self.filtered("proof_error")
        for lines in filter(None, (self - failed_before, failed_before)):
            lines._search_for(partial(prove_all, lines))
        for outcome in ("proved", "traces"):
            log_entries.add_events(env, "proof", getattr(result, outcome), outcome)
        self._record_errors(result.errors)
        self._record_broken_rules(result.proved + result.traces)
        return result

    @api.model
    def _record_broken_rules(self, line_ids):
        """Tell at lines that were proved which rules did not count, or that all do."""
        notice = self._broken_rules_notice()
        lines = self.sudo().browse(line_ids)
        log_rows.update(
            lines.filtered(lambda one: one.proof_notice != notice),
            {"proof_notice": notice},
        )

    @api.model
    def _broken_rules_notice(self):
        broken = self.env["partner.anonymization.rule"]._compiled().broken
        return misfits.broken_rules(self.env, broken)

    @api.model
    def _record_errors(self, errors):
        """Tell at the lines with which the proof fails that it did.

        :param dict errors: ``{line id: code}``
        """
        lines = self.sudo().browse(errors)
        for line in lines.filtered(lambda one: one.proof_error != errors[one.id]):
            log_rows.update(line, {"proof_error": errors[line.id]})
        proved = lines.filtered(lambda one: one.proof_state == "proved")
        log_rows.update(proved, {"proof_state": "pending"})
        log_entries.add_events(lines.env, "proof", lines.ids, "failed")

    def _prove_again(self):
        """Prove, right before a purge, all that may be purged as far as is known: what
        a manager has accepted stays accepted as long as nothing has come to it.

        :return: ``engine.proof.prove.Proof``
        """
        lines = self.filtered(
            lambda line: line.proof_state in ("pending", "proved") or line.accepted_date
        )
        accepted = {
            line: (line._left(), line.read(ACCEPTANCE, load=None)[0])
            for line in lines.filtered("accepted_date").sudo()
        }
        proof = lines._prove()
        for line, (left, acceptance) in accepted.items():
            now = line._left()
            if line.proof_state == "traces" and all(
                number <= left.get(place, 0) for place, number in now.items()
            ):
                log_rows.update(line, {name: acceptance[name] for name in ACCEPTANCE})
        return proof

    def _left(self):
        """What is left of a subject unexpectedly: ``{(model, field): number}``"""
        return {
            (trace.model, trace.field): trace.res_count
            for trace in self.trace_ids
            if trace.status == "unexpected"
        }

    def action_accept(self):
        """Ask for the reason of accepting what is left."""
        self._check_may_use("group_manager")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Accept Remaining Traces"),
            "res_model": "partner.anonymization.accept",
            "view_mode": "form",
            "target": "new",
            "context": {"default_line_ids": self.ids},
        }

    def accept_traces(self, reason):
        """Accept what is left, so that the lines can be purged.

        :param str reason: why, for the log; it must not name the person
        :raise AccessError: the user is no manager
        :raise UserError: no reason, or a line without traces
        """
        self._check_may_use("group_manager")
        if not (reason or "").strip():
            raise UserError(self.env._("Give a reason for accepting the traces."))
        if wrong := self.filtered(lambda line: line.proof_state != "traces"):
            raise UserError(
                self.env._(
                    "Line %s has no traces to accept. Prove it first.", wrong[0].id
                )
            )
        self.env["res.partner"]._anonymization_check_reason(self, reason)
        log_rows.update(
            self.sudo(),
            {
                "accepted_uid": self.env.uid,
                "accepted_date": fields.Datetime.now(),
                "accepted_reason": reason.strip(),
            },
        )
        log_entries.add_events(self.sudo().env, "accept", self.ids, "done")

    @api.model
    def _cron_prove(self):
        """Prove what waits, a committed batch at a time: the search costs the same for
        one subject and for a thousand."""
        sealed = self.env["partner.anonymization.seal"]._sealed_lines()
        waiting = self.search(
            [("proof_state", "=", "pending"), ("id", "in", list(sealed))],
            order=turns.PROOF.order,
        )
        log = self.env["partner.anonymization"]
        if waiting and not log._keys_ready():
            return
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(waiting))
        for start in range(0, len(waiting), BATCH):
            batch = waiting[start : start + BATCH]
            before = log._take_turn(turns.PROOF, batch)
            try:
                errors = batch._prove().errors
            except ProofStopped as error:  # the form of the runs tells it, too
                _logger.warning("%s", error)
                break
            log._keep_place(turns.PROOF, before, errors)
            if not cron._commit_progress(len(batch)):
                break
