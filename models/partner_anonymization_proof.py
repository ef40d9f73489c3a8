from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine import hold, log, log_rows
from ..engine.proof import prove
from . import messages

BATCH = 1000


class PartnerAnonymizationLine(models.Model):
    """The proof: a search of everything for what was erased."""

    _inherit = "partner.anonymization.line"

    proof_date = fields.Datetime(string="Proved On", readonly=True)
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
        if result.failed:
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
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": kind,
                "message": text,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _prove(self, asked=()):
        """Prove these lines in one search.

        :param asked: set of (line id, model, field) in which a user wants the words
            redacted
        :return: ``engine.proof.prove.Proof``
        """
        if not self:
            return prove.Proof()
        env = self.sudo().env
        options = env["res.partner"]._anonymization_options()
        result = prove.prove(
            env,
            self.ids,
            messages.kept_reasons(self.env),
            options.placeholder,
            asked,
        )
        for outcome in ("proved", "traces"):
            log.add_events(env, "proof", getattr(result, outcome), outcome)
        return result

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
        log.add_events(self.sudo().env, "accept", self.ids, "done")

    @api.model
    def _cron_prove(self):
        """Prove what waits, a committed batch at a time: the search costs the same for
        one subject and for a thousand."""
        sealed = self.env["partner.anonymization.seal"]._sealed_lines()
        waiting = self.search(
            [("proof_state", "=", "pending"), ("id", "in", list(sealed))], order="id"
        )
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(waiting))
        for start in range(0, len(waiting), BATCH):
            batch = waiting[start : start + BATCH]
            batch._prove()
            if not cron._commit_progress(len(batch)):
                break


class PartnerAnonymizationTrace(models.Model):
    _inherit = "partner.anonymization.trace"

    def action_redact(self):
        """Redact the words in the records of these traces, and search again."""
        self.line_id._check_may_use("group_anonymize")
        unexpected = self.filtered(lambda trace: trace.status == "unexpected")
        if not unexpected:
            raise UserError(
                self.env._("Only unexpected traces can be redacted; these are not.")
            )
        asked = {(one.line_id.id, one.model, one.field) for one in unexpected}
        lines = unexpected.line_id
        if hold.held_lines(self.sudo().env, lines.ids):
            raise UserError(
                self.env._(
                    "A person among these is on legal hold: nothing is changed until "
                    "the hold is removed on the partner form."
                )
            )
        result = lines._prove(asked)
        if not result.redacted:
            raise UserError(
                self.env._(
                    "The words stand in a file or in a field that is no text. Open "
                    "the records, and change or delete them there."
                )
            )
        return lines._proof_message(result)
