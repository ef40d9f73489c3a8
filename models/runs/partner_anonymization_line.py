from odoo import api, fields, models

from ...engine.log import waiting_lines
from ...wording import run_failures


class PartnerAnonymizationLine(models.Model):
    """A line on which a run in the background has yet to work."""

    _inherit = "partner.anonymization.line"

    outcome = fields.Selection(
        selection_add=[("waiting", "Waiting"), ("cancelled", "Cancelled")]
    )
    run_try_date = fields.Datetime(
        string="Last Tried",
        readonly=True,
        help="Somebody else was at work on this partner, or it failed: others go "
        "first, and it is tried again.",
    )
    run_tries = fields.Integer(
        string="Failures", readonly=True, help="How often it has failed in this run."
    )
    remedy = fields.Char(
        string="What to Do",
        compute="_compute_remedy",
        help="What to do about a failure.",
    )
    _run_waiting_idx = models.Index(
        "(run_id, run_try_date NULLS FIRST, id) WHERE outcome = 'waiting'"
    )

    @api.depends("outcome", "reason", "run_tries")
    @api.depends_context("lang")
    def _compute_remedy(self):
        for line in self:
            line.remedy = line._remedy()

    def _remedy(self):
        if self.run_tries and self.outcome in ("waiting", "failed"):
            left = max(waiting_lines.MOST_TRIES - self.run_tries, 0)
            return run_failures.remedy(self.env, self.reason, left)
        if self.outcome == "waiting" and self.run_try_date:
            return run_failures.busy(self.env)
        return False
