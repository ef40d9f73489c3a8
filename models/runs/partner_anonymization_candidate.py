from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain


class PartnerAnonymizationCandidate(models.Model):
    """All candidates that are due, as one run in the background."""

    _inherit = "partner.anonymization.candidate"

    def action_anonymize_due(self):
        """Prepare a run of all due candidates that the user may read and that nobody
        has excluded; each is checked when its turn comes.

        :raise UserError: nobody is due
        """
        self.env["partner.anonymization"]._check_right("group_anonymize")
        due = self.sudo(False).search(
            Domain("is_due", "=", True)
            & Domain("is_excluded", "=", False)
            & Domain("partner_id", "!=", False)
        )
        if not due:
            raise UserError(
                self.env._(
                    "No candidate is due. The list is refreshed by night; press "
                    "Refresh the List to look now."
                )
            )
        partners = self.env["res.partner"].with_context(active_test=False)
        domain = Domain("id", "in", due.sudo().partner_id.ids)
        query = partners._anonymization_query(domain)
        action = partners._anonymization_prepare(query)
        action["context"] = {**action["context"], "default_by_policy": True}
        return action
