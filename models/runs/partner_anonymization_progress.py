from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_duration

from ...engine.log import waiting_lines
from ...wording import run_failures
from ..log.partner_anonymization import MOST_SHOWN
from .partner_anonymization_background import ACTIVE

CHANNEL = "partner_anonymization.run"
BAD = ("failed", "refused")
# The rate is that of the last minutes.
RECENT = timedelta(minutes=5)


class PartnerAnonymization(models.Model):
    """How far a run in the background is."""

    _inherit = "partner.anonymization"

    total_count = fields.Integer(string="Chosen", compute="_compute_progress")
    waiting_count = fields.Integer(string="Waiting", compute="_compute_progress")
    done_count = fields.Integer(string="Done", compute="_compute_progress")
    run_refused_count = fields.Integer(
        string="Refused by Checks", compute="_compute_progress"
    )
    failed_count = fields.Integer(string="Failed", compute="_compute_progress")
    cancelled_count = fields.Integer(
        string="Left as They Are",
        compute="_compute_progress",
        help="Those whose turn had not come when the run was cancelled.",
    )
    progress = fields.Float(
        compute="_compute_progress", help="Share of the partners, in percent."
    )
    rate = fields.Float(
        string="Partners per Minute", compute="_compute_rate", digits=(16, 1)
    )
    time_left = fields.Char(compute="_compute_rate", help="Hours and minutes.")
    stop_reason = fields.Char(compute="_compute_stop_reason")
    is_partly_done = fields.Boolean(
        string="Partly Done",
        compute="_compute_progress",
        help="It has ended, and not all of the chosen partners are anonymized.",
    )
    result = fields.Selection(
        lambda self: self._result_selection(),
        string="Status",
        compute="_compute_result",
        help="The state; a run that has ended without some of its partners is partly "
        "done.",
    )
    may_steer = fields.Boolean(compute="_compute_may_steer")
    shown_line_ids = fields.One2many(
        "partner.anonymization.line",
        compute="_compute_shown_line_ids",
        string="Shown Partners",
        help="Those first with whom it was refused or failed.",
    )

    @api.depends("state", "is_background")
    def _compute_progress(self):
        counts = waiting_lines.counts(self.env.cr, self.ids)
        for run in self:
            found = counts.get(run.id, {})
            run.total_count = sum(found.values())
            run.waiting_count = found.get("waiting", 0)
            run.done_count = found.get("done", 0) + found.get("partial", 0)
            run.run_refused_count = found.get("refused", 0)
            run.failed_count = found.get("failed", 0)
            run.cancelled_count = found.get("cancelled", 0)
            handled = run.total_count - run.waiting_count - run.cancelled_count
            run.progress = 100.0 * handled / (run.total_count or 1)
            has_ended = run.state in ("done", "cancelled")
            run.is_partly_done = has_ended and run.done_count < run.total_count

    def _result_selection(self):
        states = self._fields["state"]._description_selection(self.env)
        return [*states, ("partial", self.env._("Partly done"))]

    @api.depends("state", "is_partly_done")
    def _compute_result(self):
        for run in self:
            is_partial = run.state == "done" and run.is_partly_done
            run.result = "partial" if is_partial else run.state

    @api.depends("state", "date_resumed")
    def _compute_rate(self):
        now = fields.Datetime.now()
        for run in self:
            run.rate, run.time_left = 0, False
            if run.state not in ACTIVE or not run.date_resumed:
                continue
            since = max(run.date_resumed, now - RECENT)
            seconds = max((now - since).total_seconds(), 1)
            done = waiting_lines.done_since(self.env.cr, run.id, since)
            run.rate = done * 60 / seconds
            if done:
                hours = run.waiting_count / run.rate / 60
                run.time_left = format_duration(hours)

    @api.depends("stop_code", "state")
    @api.depends_context("lang")
    def _compute_stop_reason(self):
        for run in self:
            code = run.state == "paused" and run.stop_code
            user = run.user_id.sudo().name
            run.stop_reason = run_failures.stopped(self.env, code, user)

    @api.depends("state", "line_ids")
    @api.depends_context("uid")
    def _compute_shown_line_ids(self):
        lines = self.env["partner.anonymization.line"]
        for run in self:
            own, bad = Domain("run_id", "=", run.id), Domain("outcome", "in", BAD)
            first = lines.search(own & bad, limit=MOST_SHOWN)
            left = MOST_SHOWN - len(first)
            rest = left and lines.search(own & ~bad, limit=left)
            run.shown_line_ids = first | (rest or lines)

    @api.depends_context("uid")
    def _compute_may_steer(self):
        is_manager = self.env.user.has_group("partner_anonymization.group_manager")
        for run in self:
            run.may_steer = is_manager or run.user_id == self.env.user

    def _tell_progress(self):
        """Tell the browser of whoever has started the run: ids and counts."""
        counts = waiting_lines.counts(self.env.cr, self.ids)
        for run in self:
            message = {"id": run.id, "state": run.state, **counts.get(run.id, {})}
            run.user_id._bus_send(CHANNEL, message)
