from odoo import api, fields, models

from ..wording import lost_values
from . import anonymize_report


class PartnerDeanonymize(models.TransientModel):
    """Bring partners back, with a note for the log."""

    _name = "partner.deanonymize"
    _inherit = "partner.anonymization.wizard"
    _description = "De-anonymize partners"

    request_ids = fields.Many2many(
        "partner.anonymization.request",
        string="Requests",
        compute="_compute_request_ids",
        help="The person has asked for the erasure: the note says why the data comes "
        "back.",
    )

    @api.depends("partner_ids")
    def _compute_request_ids(self):
        self._check_partners()
        Request = self.env["partner.anonymization.request"]
        for wizard in self:
            lines = wizard.partner_ids._origin.sudo().anonymization_line_id
            wizard.request_ids = Request._of_lines(lines).ids

    def action_deanonymize(self):
        self.ensure_one()
        if asked := self._ask_second_person("deanonymize"):
            return asked
        run = self.partner_ids.deanonymize(note=self.note)
        message = self.env._("Partners restored: %s.", run.partner_count)
        lost = lost_values.describe(self.env, run)
        if not lost:
            return anonymize_report.done(self.env, run, message)
        head = self.env._(
            "Not all could be brought back; the log lists what is missing."
        )
        lines = run.line_ids.filtered("has_taken_login")
        advice = [lost_values.set_logins(self.env)] if lines else []
        text = "\n".join([message, head, *lost, *advice])
        result = anonymize_report.done(self.env, run, text, "warning")
        if lines:
            result["params"]["next"] = lines.action_set_login()
        return result
