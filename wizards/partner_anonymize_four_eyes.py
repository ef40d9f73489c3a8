from odoo import models
from odoo.exceptions import UserError

from .. import parameters
from ..models.approvals import four_eyes
from ..wording import approvals


class PartnerAnonymize(models.TransientModel):
    """Overriding the retention, where the settings want a second person."""

    _inherit = "partner.anonymize"

    def action_anonymize(self):
        """Ask for an approval of the override first, with all that is chosen."""
        self.ensure_one()
        if not self.override_retention or not four_eyes.is_wanted(self.env):
            return super().action_anonymize()
        partners = self.partner_ids
        partners._anonymization_check_rights(self.override_retention)
        if self.is_many:
            most = parameters.number_or_default(self.env, "run_above")
            raise UserError(approvals.few_only(self.env, most))
        self._check_confirmation()
        self._check_reasons()
        self.request_id._check_identity()
        values = self._asked_of_second_person()
        Approval = self.env["partner.anonymization.approval"]
        if asked := Approval._ask_instead(partners, "anonymize", values):
            return asked
        with four_eyes.passed(partners, "anonymize", values):
            return super().action_anonymize()

    def _asked_of_second_person(self):
        """All that decides what the run would do, as json can hold it."""
        choices = self._choices()
        kept = choices.kept
        kept.pop("override")  # nothing else is asked for here
        return {
            "note": choices.note,
            "override_reason": choices.override_reason,
            "without_pdf": choices.without_pdf,
            **kept,
            "request_id": self.request_id.id or None,
        }
