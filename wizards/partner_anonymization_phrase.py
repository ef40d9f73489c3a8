from odoo import api, fields, models
from odoo.exceptions import UserError


class PartnerAnonymizationPhrase(models.AbstractModel):
    """A sentence that has to be typed before something is done."""

    _name = "partner.anonymization.phrase"
    _description = "Typed confirmation"

    confirmation = fields.Char()
    confirmation_text = fields.Char(compute="_compute_confirmation_text")
    confirmation_hint = fields.Char(compute="_compute_confirmation_text")

    @api.depends_context("lang")
    def _compute_confirmation_text(self):
        text = self._confirmation_phrase()
        self.confirmation_text = text
        self.confirmation_hint = self.env._("Type “%(text)s”.", text=text)

    def _confirmation_phrase(self):
        """Override to return the sentence, in the user's language."""
        raise NotImplementedError

    def _check_confirmation(self):
        """Raise UserError unless the sentence was typed; case does not matter."""
        expected = self.confirmation_text
        if (self.confirmation or "").strip().casefold() != expected.casefold():
            raise UserError(
                self.env._(
                    "Type “%(text)s” to confirm. Nothing has been changed.",
                    text=expected,
                )
            )
