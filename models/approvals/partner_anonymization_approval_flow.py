from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import ConcurrencyError, RedirectWarning, UserError

from ...engine.checks import since_the_lock
from ...engine.log import log_rows
from ...wording import approvals, refusals
from . import four_eyes
from .partner_anonymization_approval import OPEN


class PartnerAnonymizationApproval(models.Model):
    """Deciding, and carrying out."""

    _inherit = "partner.anonymization.approval"

    # ------------------------------------------------------------------
    # Deciding
    # ------------------------------------------------------------------

    def action_approve(self):
        """Agree to what is asked for, as it is shown.

        :raise AccessError: the user lacks the right, or may not read the records
        :raise UserError: the user has asked for it, it is decided already, or it is not
            any more as it was shown
        """
        self._check_may_decide()
        approval = self.sudo()
        call, requester = approval._call(), approval.user_id
        self._check_asked(call)
        shown = self.with_user(requester)._shown(call)
        if four_eyes.digest([call.hash, shown]) != approval.digest:
            raise UserError(approvals.changed(self.env, approval))
        approval._decide("approved")
        approval._tell(requester, approvals.was_approved)
        return approval._open()

    def action_refuse(self):
        """Do not agree; whoever has asked takes the request back by this.

        :raise AccessError: the user lacks the right
        :raise UserError: it is decided already
        """
        self.ensure_one()
        self.sudo(False).check_access("read")
        approval = self.sudo()
        is_mine = approval.user_id == self.env.user
        self._lock(OPEN if is_mine else ("requested",))
        if not is_mine:
            right = four_eyes.RIGHTS[approval.operation]
            self.env["partner.anonymization"]._check_right(right)
        approval._decide("refused")
        if not is_mine:
            approval._tell(approval.user_id, approvals.was_refused)
        return approval._open()

    def _check_may_decide(self):
        self.ensure_one()
        self.sudo(False).check_access("read")
        approval = self.sudo()
        right = four_eyes.RIGHTS[approval.operation]
        self.env["partner.anonymization"]._check_right(right)
        if approval.user_id == self.env.user or self.env.uid == SUPERUSER_ID:
            raise UserError(approvals.same_person(self.env, right))
        self._lock(("requested",))

    def _lock(self, states):
        """Raise unless it is in one of these states, and nobody else decides now."""
        self.env.cr.execute(
            "SELECT FROM partner_anonymization_approval WHERE id = %s"
            "   FOR NO KEY UPDATE",
            [self.id],
        )
        approval = self.sudo()
        is_over = approval.date_until < fields.Datetime.now()
        if is_over or approval.state not in states:
            raise UserError(approvals.not_open(self.env, approval, is_over))

    def _decide(self, state):
        log_rows.update(
            self,
            {
                "state": state,
                "approver_id": self.env.uid,
                "date_decided": fields.Datetime.now(),
            },
        )
        self._note(state)

    # ------------------------------------------------------------------
    # Carrying out
    # ------------------------------------------------------------------

    def action_carry_out(self):
        """Do what was approved; whoever has asked does it, once.

        :raise UserError: somebody else has asked, it is not approved, or it is not any
            more as it was shown
        """
        self.ensure_one()
        self.sudo(False).check_access("read")
        if self.sudo().user_id != self.env.user:
            raise UserError(approvals.not_yours(self.env, self.sudo()))
        self._lock(("approved",))
        call = self.sudo()._call()
        right = four_eyes.RIGHTS[call.operation]
        self.env["partner.anonymization"]._check_right(right)
        action = self._records(call)._anonymization_carry_out(call.method, call.values)
        if self.sudo().state != "done":
            if four_eyes.is_on(self.env):  # nothing was left to be changed
                raise UserError(approvals.changed(self.env, self.sudo()))
            self.sudo()._use_up()
        return action or self._open()

    @api.model
    def _use(self, call):
        """Use up an approval of this call.

        :raise RedirectWarning: there is none, or not of what would be done now
        :raise ConcurrencyError: not any more; Odoo tries again, and finds that
        """
        self.env["partner.anonymization"]._check_right(four_eyes.RIGHTS[call.operation])
        records = self._records(call)
        if call.model == "res.partner":
            records._anonymization_hold_still()
        shown = self._shown(call)
        digest = four_eyes.digest([call.hash, shown])
        known = self._of_call(call)
        approval = known.filtered(
            lambda one: one.digest == digest and one._is_approved()
        )[-1:]
        if not approval:
            raise refusals.expected(self._missing(call, known[:1], digest))
        if call.model == "res.partner":
            self._check_since_the_lock(call, shown)
        approval._use_up()

    @api.model
    def _check_since_the_lock(self, call, shown):
        """What was approved is compared in the eyes of this transaction, which may be
        older than the lock of the partners: here by what others have committed since.
        """
        with since_the_lock.newer(self.env) as env:
            seen = env and self._records(call).with_env(env)
            if not seen or seen.exists() != seen:
                return  # nobody else can have changed what nobody else sees yet
            if self.with_env(env)._shown(call) != shown:
                raise ConcurrencyError("what was approved has changed meanwhile")

    def _use_up(self):
        log_rows.update(self, {"state": "done", "date_done": fields.Datetime.now()})
        self._note("carried_out")

    def _is_approved(self):
        """Whether somebody else has agreed who still has the right to."""
        right = f"partner_anonymization.{four_eyes.RIGHTS[self.operation]}"
        return (
            self.state == "approved"
            and self.approver_id != self.user_id
            and self.approver_id.active
            and self.approver_id.has_group(right)
        )

    @api.model
    def _missing(self, call, known, digest):
        """What tells the user to ask, or to wait."""
        right = four_eyes.RIGHTS[call.operation]
        if known and known.digest == digest:
            message = approvals.waiting(self.env, known, right)
            return RedirectWarning(
                message, known._open(), self.env._("Open the Request")
            )
        message = approvals.second_person(self.env, right)
        if known.state == "approved":
            message = approvals.changed(self.env, known)
        asked = {
            "model": call.model,
            "method": call.method,
            "ids": call.ids,
            "values": call.values,
        }
        action = self.env.ref("partner_anonymization.action_ask").sudo().id
        return RedirectWarning(
            message,
            action,
            self.env._("Ask for Approval"),
            {"anonymization_asked": asked},
        )
