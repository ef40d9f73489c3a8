from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ... import parameters
from ...engine.log import chain, ledger_gap, log_entries
from ...engine.vault import KeyStoreError
from ...wording import event_reasons, log_verdicts
from .partner_anonymization import KINDS


class PartnerAnonymizationEvent(models.Model):
    _name = "partner.anonymization.event"
    _inherit = "partner.anonymization.engine.mixin"
    _description = "Anonymization event"
    _order = "id desc"
    _log_access = False

    date = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    kind = fields.Selection(
        [
            *KINDS,
            ("proof", "Proof"),
            ("accept", "Accept traces"),
            ("hold", "Legal hold set"),
            ("unhold", "Legal hold lifted"),
            ("remove", "Empty record removed"),
            ("postpone", "Postpone kept records"),
            ("read", "Read the debtor"),
            ("override", "Retention overridden"),
            ("without_pdf", "Gone on without a PDF"),
            ("same", "Same person"),
            ("not_same", "Not the same person"),
            ("identity", "Identity checked"),
            ("unidentified", "Gone on without a check of the identity"),
            ("hold_reason", "Reason or end of a hold changed"),
            ("exclude", "Excluded from scheduled runs"),
            ("include", "Included in scheduled runs"),
            ("redact", "Traces redacted"),
            ("not_this", "Traces are somebody else's"),
            ("letter", "Letter printed from the seal"),
            ("not_erased", "Request refused"),
            ("letter_sent", "Letter sent by e-mail"),
            ("denied", "Access denied"),
            ("rights", "Rights changed"),
            ("settings", "Settings changed"),
            ("map", "Data map changed"),
            ("cut", "Old events removed"),
            ("inform", "Recipient of the data informed"),
            ("not_informed", "Recipient of the data not informed"),
            ("recreated", "Erased person entered again"),
            ("returned", "Erased person back for a reason"),
            ("asked", "Second person asked"),
            ("approved", "Approved by a second person"),
            ("refused", "Refused by a second person"),
            ("carried_out", "Carried out after an approval"),
            ("lapsed", "Approval expired"),
        ],
        required=True,
        readonly=True,
    )
    outcome = fields.Selection(
        [
            ("done", "Done"),
            ("partial", "Partly done"),
            ("refused", "Refused"),
            ("failed", "Failed"),
            ("proved", "Proved"),
            ("traces", "Traces left"),
        ],
        required=True,
        readonly=True,
    )
    run_id = fields.Many2one(
        "partner.anonymization", readonly=True, ondelete="restrict"
    )
    line_id = fields.Many2one(
        "partner.anonymization.line", readonly=True, ondelete="restrict"
    )
    reason = fields.Char(
        string="Reason in the Log",
        readonly=True,
        help="Why, where a user has decided, or what was changed; it names nobody.",
    )
    reason_label = fields.Char(string="Reason", compute="_compute_reason_label")
    partner_ref = fields.Integer(
        string="Partner ID",
        readonly=True,
        help="Record id of the partner; it stays when the partner is deleted.",
    )
    position = fields.Integer(
        readonly=True,
        default=None,
        help="Place in the chain; an event gets it within minutes of being written.",
    )
    hash = fields.Char(
        readonly=True,
        help="Digest of this event and of the hash before it: it stands for all events "
        "up to this one.",
    )

    _position_positive = models.Constraint(
        "CHECK (position > 0)", "The first event of the log is number 1."
    )
    _position_unique = models.UniqueIndex("(position)")
    _unchained_idx = models.Index("(id) WHERE position IS NULL")
    _denied_idx = models.Index("(date) WHERE kind = 'denied'")

    @api.depends("kind", "partner_ref")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for event in self:
            event.display_name = f"{kinds.get(event.kind, '')} #{event.id}"

    @api.depends("kind", "reason")
    @api.depends_context("lang")
    def _compute_reason_label(self):
        for event in self:
            event.reason_label = event_reasons.label(self.env, event.kind, event.reason)

    def action_verify(self):
        """Check the chain of all events, and say whether it holds.

        :return: a notification with the chain's head or the first bad event
        :raise AccessError: for whoever may not read the log
        """
        self.check_access("read")
        is_whole, message = self._verify()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "success" if is_whole else "danger",
                "sticky": True,
            },
        }

    @api.model
    def _verify(self, printed=()):
        """Check the chain, and compare it with what the ledger has noted of it.

        :param printed: what certificates and mails say, as ``number:hash``
        :return: (whether all of it holds, sentences)
        """
        env = self.sudo().env
        verdict = chain.verify(env.cr)
        sentences = [log_verdicts.of_chain(self.env, verdict)]
        is_whole = verdict.is_whole
        for text in printed:
            head = chain.as_head(text)
            if not head or chain.first_other(env.cr, [text]):
                sentences.append(log_verdicts.not_in_it(self.env, text))
                is_whole = False
        try:
            told, bad_line = ledger_gap.heads(env)
        except KeyStoreError as error:
            return is_whole, " ".join([*sentences, str(error)])
        if is_whole and (other := chain.first_other(env.cr, told)):
            sentences = [log_verdicts.rewritten(self.env, other)]
            is_whole = False
        if bad_line is not None:
            sentences.append(log_verdicts.bad_line(self.env, bad_line))
            is_whole = False
        return is_whole, " ".join(sentences)

    @api.model
    def _chain_head(self):
        """The end of the log's chain as a text, for what leaves the database: whoever
        rewrites the log cannot rewrite that."""
        return str(chain.head(self.env.cr))

    @api.autovacuum
    def _remove_old(self):
        """The log's own retention: months that are too old go as a whole, and leave
        their closing hash."""
        env = self.sudo().env
        years = parameters.number_or_default(env, "log_years")
        if years:
            until = fields.Date.today() - relativedelta(years=years)
            if closing := chain.remove_until(env.cr, until):
                log_entries.add_changes(env, chain.CUT, [str(closing)])

    def _cron_chain(self):
        """Put the new events into the chain, each set in a transaction of its own."""
        cron = self.env["ir.cron"]
        cron._commit_progress()  # a snapshot that sees what others have chained
        while sealed := chain.seal(self.env.cr):
            if not cron._commit_progress(sealed):
                break
