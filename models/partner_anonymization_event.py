from odoo import api, fields, models
from odoo.exceptions import UserError

from .partner_anonymization import KINDS


class PartnerAnonymizationEvent(models.Model):
    _name = "partner.anonymization.event"
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
            ("postpone", "Postpone kept records"),
            ("read", "Read the debtor"),
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
    run_id = fields.Many2one("partner.anonymization", readonly=True)
    line_id = fields.Many2one("partner.anonymization.line", readonly=True)
    partner_ref = fields.Integer(
        string="Partner ID",
        readonly=True,
        help="Record id of the partner; it stays when the partner is deleted.",
    )

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        self._refuse()

    def write(self, vals):  # pylint: disable=method-required-super
        self._refuse()

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self._refuse()

    def _refuse(self):
        raise UserError(
            self.env._(
                "Events of the anonymization log are written by the engine only."
            )
        )
