from odoo import api, models
from odoo.exceptions import UserError

from ...engine.database import module_loading


class PartnerAnonymizationRule(models.Model):
    """Rules that modules bring: who may change them, and what."""

    _inherit = "partner.anonymization.rule"

    def write(self, vals):
        self._check_not_shipped(vals)
        return super().write(vals)

    def _check_not_shipped(self, vals):
        """Shipped rules change by upgrade only; they can be archived, and a rule of
        one's own for the same model adds to them."""
        if module_loading.is_loading(self.env):
            return
        if "active" in vals and not vals["active"] and any(self.mapped("own_record")):
            raise UserError(
                self.env._(
                    "The rule of the contact itself cannot be archived: without it "
                    "nothing could be anonymized."
                )
            )
        if set(vals) <= {"active"}:
            return
        if "shipped" in vals:
            raise UserError(
                self.env._(
                    "Only the installation of a module makes a rule a shipped one."
                )
            )
        if shipped := self.filtered(lambda rule: rule.shipped or rule.module):
            raise UserError(
                self.env._(
                    "Rule %(rule)s is shipped with module %(module)s and is replaced "
                    "by upgrades. Archive it and create a rule of your own for the "
                    "model instead.",
                    rule=shipped[0].name,
                    module=shipped[0].module or "",
                )
            )

    @api.ondelete(at_uninstall=True)  # a context can claim to be an uninstall
    def _unlink_except_shipped(self):
        self._check_not_shipped({"name": True})
