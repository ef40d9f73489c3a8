from odoo import fields, models

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
