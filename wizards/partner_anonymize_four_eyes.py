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
        return {
            "note": self.note or None,
            "override_reason": self._reason("override_reason"),
            "without_pdf": self._reason("without_pdf_reason")
            if self.without_pdf
            else None,
            "categories": sorted(self._categories()),
            "by_policy": self.by_policy,
            "recipients_agreed": self.recipients_agreed,
            "ticked": {model: sorted(ids) for model, ids in choices["ticked"].items()},
            "spared": sorted(map(list, choices["spared"])),
            "request_id": self.request_id.id or None,
        }
