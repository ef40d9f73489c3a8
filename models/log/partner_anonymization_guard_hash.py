from odoo import api, fields, models

from ... import parameters
from ...engine.vault import guard_hashes


class PartnerAnonymizationGuardHash(models.Model):
    """Keyed hashes of those who were deleted for good. Nobody has access."""

    _name = "partner.anonymization.guard.hash"
    _inherit = "partner.anonymization.engine.mixin"
    _description = "Keyed hash of an erased value"
    _log_access = False

    digest = fields.Char(required=True, index=True)
    kind = fields.Char(required=True)
    line_id = fields.Many2one(
        "partner.anonymization.line", required=True, ondelete="restrict", index=True
    )
    date_erased = fields.Date(required=True)
    date_until = fields.Date(required=True, index=True)
    on_request = fields.Boolean()

    _unique_hash = models.UniqueIndex("(line_id, digest)")

    @api.model
    def _until(self):
        """How long somebody who is deleted for good today is known again, None where
        the guard is off."""
        if parameters.choice_or_default(self.env, "guard") == "off":
            return None
        years = parameters.number_or_default(self.env, "guard_years")
        return fields.Date.add(fields.Date.context_today(self), years=years)

    @api.autovacuum
    def _gc_expired(self):
        """Delete the hashes whose time is over, and all once the guard is off."""
        if parameters.choice_or_default(self.env, "guard") == "off":
            guard_hashes.clear(self.env)
        return guard_hashes.expire(self.env.cr, fields.Date.context_today(self))
