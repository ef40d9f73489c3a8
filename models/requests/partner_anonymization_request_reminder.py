from datetime import timedelta

from odoo import api, fields, models

from ... import parameters
from .partner_anonymization_request import OPEN_STATES

ACTIVITY = "partner_anonymization.mail_activity_type_request"


class PartnerAnonymizationRequest(models.Model):
    """An activity reminds the responsible in time. There is no chatter: a conversation
    about a person would stay when the person is erased."""

    _inherit = "partner.anonymization.request"

    def _reminder_date(self):
        """Some days before the request is due, but not in the past."""
        days = parameters.number_or_default(self.env, "request_reminder_days")
        today = fields.Date.context_today(self)
        return max(today, self.date_due - timedelta(days=days))

    def _schedule_reminder(self):
        for request in self.filtered("user_id"):
            request.activity_schedule(
                ACTIVITY, request._reminder_date(), user_id=request.user_id.id
            )

    def _move_reminder(self, vals):
        """Follow the responsible and the due date; a closed request needs none."""
        if not vals.keys() & {
            "user_id",
            "date_received",
            "company_id",
            "extended",
            "state",
        }:
            return
        for request in self:
            if request.state not in OPEN_STATES:
                request.activity_feedback([ACTIVITY])
            elif request.user_id and not request.activity_search([ACTIVITY]):
                request._schedule_reminder()
            elif not request.user_id:
                request.activity_unlink([ACTIVITY])
            elif vals.keys() - {"state"}:
                request.activity_reschedule(
                    [ACTIVITY],
                    date_deadline=request._reminder_date(),
                    new_user_id=request.user_id.id,
                )

    # What activities want of a model with a chatter.

    @api.private
    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Add no followers: nobody follows a request."""
        return True

    @api.private
    def message_post_with_source(self, source_ref, **kwargs):
        """An activity that is done leaves no message, only itself."""
        return self.env["mail.message"]

    @api.private
    def message_notify(self, **kwargs):
        """Tell a user about an activity, in a message that names the number only."""
        self.ensure_one()
        kwargs.update(model=self._name, res_id=self.id)
        return self.env["mail.thread"].message_notify(**kwargs)
