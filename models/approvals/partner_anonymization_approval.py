from odoo import api, fields, models

from ...wording import approvals
from .four_eyes import RIGHTS, Call

OPERATIONS = [
    ("deanonymize", "De-anonymize"),
    ("override", "Override retention"),
    ("purge", "Delete for good before its day"),
    ("period", "Change retention periods"),
    ("map", "Change the data map"),
    ("four_eyes", "Turn four eyes off"),
]
OPEN = ("requested", "approved")


class PartnerAnonymizationApproval(models.Model):
    """What somebody has asked a second person to agree to.

    Written like the log, by the methods below only: a row that anybody could write
    would be an approval that nobody has given.
    """

    _name = "partner.anonymization.approval"
    _inherit = "partner.anonymization.engine.mixin"
    _description = "Approval by a second person"
    _order = "id desc"

    operation = fields.Selection(OPERATIONS, required=True, readonly=True)
    state = fields.Selection(
        [
            ("requested", "Requested"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("done", "Carried out"),
            ("expired", "Expired"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Requested By",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    approver_id = fields.Many2one(
        "res.users", string="Decided By", readonly=True, ondelete="restrict"
    )
    date = fields.Datetime(string="Requested On", required=True, readonly=True)
    date_decided = fields.Datetime(string="Decided On", readonly=True)
    date_done = fields.Datetime(string="Carried Out On", readonly=True)
    date_until = fields.Datetime(
        string="Valid Until",
        required=True,
        readonly=True,
        help="It has to be approved and carried out until then.",
    )
    call = fields.Json(readonly=True, required=True, groups=".")
    shown = fields.Json(readonly=True, groups=".")
    call_hash = fields.Char(readonly=True, required=True, groups=".")
    digest = fields.Char(readonly=True, required=True, index=True, groups=".")
    summary = fields.Text(
        string="What Is Asked For",
        compute="_compute_summary",
        compute_sudo=True,
        help="It names nobody: partners are told by their number.",
    )
    waiting_for = fields.Char(compute="_compute_turn")
    is_mine = fields.Boolean(compute="_compute_turn")
    may_decide = fields.Boolean(compute="_compute_turn")
    has_partners = fields.Boolean(compute="_compute_summary", compute_sudo=True)

    @api.depends("operation")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["operation"]._description_selection(self.env))
        for approval in self:
            label = labels.get(approval.operation, "")
            approval.display_name = f"{label} #{approval.id}"

    @api.depends("call", "shown")
    @api.depends_context("lang")
    def _compute_summary(self):
        for approval in self:
            call = approval._call()
            approval.has_partners = call.model == "res.partner"
            approval.summary = approvals.summary(self.env, call, approval.shown)

    @api.depends("state", "user_id", "operation")
    @api.depends_context("uid")
    def _compute_turn(self):
        for approval in self:
            approval.is_mine = approval.user_id == self.env.user
            right = RIGHTS[approval.operation]
            approval.may_decide = (
                approval.state == "requested"
                and not approval.is_mine
                and self.env.user.has_group(f"partner_anonymization.{right}")
            )
            approval.waiting_for = self._waiting_for(approval)

    @api.model
    def _waiting_for(self, approval):
        """Who has to do something next, in words."""
        if approval.state == "approved":
            return approval.user_id.sudo().name
        if approval.state == "requested":
            return approvals.somebody_with(self.env, RIGHTS[approval.operation])
        return False

    def _call(self):
        self.ensure_one()
        return Call(*self.sudo().call)

    def action_open_records(self):
        """The partners that are spoken of, as far as the user may read them."""
        self.ensure_one()
        self.sudo(False).check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "res.partner",
            "view_mode": "list,form",
            "domain": [("id", "in", self._call().ids)],
            "context": {"active_test": False},
        }
