from odoo import api, fields, models

from ...engine.log import chain
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
        readonly=True, help="Why, where a user has decided; it names nobody."
    )
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

    _position_unique = models.UniqueIndex("(position)")
    _unchained_idx = models.Index("(id) WHERE position IS NULL")

    @api.depends("kind", "partner_ref")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for event in self:
            event.display_name = f"{kinds.get(event.kind, '')} #{event.id}"

    def action_verify(self):
        """Check the chain of all events, and say whether it holds.

        :return: a notification with the chain's head or the first bad event
        :raise AccessError: for whoever may not read the log
        """
        self.check_access("read")
        verdict = chain.verify(self.env.cr)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self._verdict_message(verdict),
                "type": "success" if verdict.is_whole else "danger",
                "sticky": True,
            },
        }

    def _verdict_message(self, verdict):
        if verdict.bad_event is not None:
            return self.env._(
                "The log was changed: the event with the ID %(event)s is the first one "
                "that does not fit. Compare it with the log of a backup.",
                event=verdict.bad_event,
            )
        if verdict.is_cut:
            return self.env._(
                "The log was changed: events behind number %(position)s are missing. "
                "Compare it with the log of a backup.",
                position=verdict.head.position,
            )
        return self.env._(
            "The log is unchanged up to number %(position)s, and its hash is %(hash)s. "
            "%(waiting)s newer events are not in the chain yet.",
            position=verdict.head.position,
            hash=verdict.head.hash,
            waiting=verdict.waiting,
        )

    def _cron_chain(self):
        """Put the new events into the chain, each set in a transaction of its own."""
        cron = self.env["ir.cron"]
        cron._commit_progress()  # a snapshot that sees what others have chained
        while sealed := chain.seal(self.env.cr):
            if not cron._commit_progress(sealed):
                break
