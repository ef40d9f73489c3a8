from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.log import log_rows
from ...wording import notices


class PartnerAnonymization(models.Model):
    """The proof of a run: asked for here, made by a scheduled action."""

    _inherit = "partner.anonymization"

    proof_progress = fields.Float(
        string="Proof",
        compute="_compute_proof_progress",
        help="How much is searched of what has to be, in percent.",
    )
    proof_hint = fields.Char(compute="_compute_proof_progress")
    proof_stopped = fields.Char(compute="_compute_proof_progress")

    @api.depends("state")
    @api.depends_context("lang")
    def _compute_proof_progress(self):
        self.env["partner.anonymization.search"]._show(self, "run_ids")

    def action_prove(self):
        """Have the scheduled action prove all subjects of these runs that are still
        restorable, but those of which somebody has accepted what is left.

        :raise UserError: there are none
        """
        self._check_right("group_anonymize")
        self.sudo(False).check_access("read")
        lines = self._lines_to_prove()
        if not lines:
            raise UserError(
                self.env._(
                    "Nobody of this run can be proved: all were restored, deleted for "
                    "good or refused."
                )
            )
        log_rows.update(lines.sudo(), {"proof_state": "pending"})
        self.env.ref("partner_anonymization.ir_cron_proof").sudo()._trigger()
        return notices.reloading(
            self.env._(
                "The proof of %s subjects begins within a minute; this form shows how "
                "far it is.",
                len(lines),
            ),
            "info",
        )

    def _lines_to_prove(self):
        """The lines of these runs that the user sees and that can be proved."""
        lines = self.env["partner.anonymization.line"].sudo(False)
        return lines.search(
            [("run_id", "in", self.ids), ("accepted_date", "=", False)]
        ).filtered("is_sealed")
