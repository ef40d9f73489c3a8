from odoo import models


class ResPartner(models.Model):
    """The user's time zone is read once in a run: it would be read with the whole card
    of the user, and again after each step that empties the caches."""

    _inherit = "res.partner"

    def _anonymize(self, *arguments, **choices):
        if not self.env.context.get("tz"):
            user = self.env.user.sudo()
            user.partner_id.fetch(["tz"])
            self = self.with_context(tz=user.tz or "UTC")  # noqa: PLW0642
        return super()._anonymize(*arguments, **choices)
