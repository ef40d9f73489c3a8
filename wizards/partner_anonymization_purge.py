from odoo import api, fields, models
from odoo.exceptions import UserError

from . import anonymize_report


class PartnerAnonymizationPurge(models.TransientModel):
    """Make anonymized partners final: what it means, a note, and the typed sentence."""

    _name = "partner.anonymization.purge"
    _inherit = ["partner.anonymization.wizard", "partner.anonymization.phrase"]
    _description = "Delete partners for good"

    partner_count = fields.Integer("Number of Partners", compute="_compute_meaning")
    is_unproved = fields.Boolean(string="Not Proved", compute="_compute_meaning")
    kept_count = fields.Integer(string="Kept Records", compute="_compute_meaning")

    @api.depends("partner_ids")
    def _compute_meaning(self):
        """What a user should know before: how many are meant, whether the proof is
        still to be made, and how many records stay until their own day."""
        self._check_partners()
        for wizard in self:
            lines = wizard.partner_ids._origin.sudo().anonymization_line_id
            wizard.partner_count = len(lines)
            wizard.is_unproved = any(one.proof_state != "proved" for one in lines)
            wizard.kept_count = lines.env["partner.anonymization.kept"].search_count(
                [("line_id", "in", lines.ids), ("is_waiting", "=", True)]
            )

    def _confirmation_phrase(self):
        return self.env._("I understand deletion for good")

    def action_purge(self):
        """Destroy the keys of these partners, and say so.

        :raise UserError: no note, or the sentence was not typed; nothing has been
            changed
        """
        self.ensure_one()
        self.env["partner.anonymization"]._check_right("group_manager")
        if not (self.note or "").strip():
            raise UserError(
                self.env._(
                    "Say in the note why this is deleted for good now, e.g. a ticket "
                    "number. Nothing has been changed."
                )
            )
        self._check_confirmation()
        if asked := self._ask_second_person("purge_anonymized"):
            return asked
        run = self.partner_ids.purge_anonymized(note=self.note)
        message = self.env._("Partners deleted for good: %s.", run.partner_count)
        return anonymize_report.done(self.env, run, message)
