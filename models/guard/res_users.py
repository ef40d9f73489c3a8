from odoo import models
from odoo.exceptions import UserError

from ... import parameters
from ...engine.checks import known_again
from ..log import refusal_log
from . import returning


class ResUsers(models.Model):
    """Somebody who was erased signs up again."""

    _inherit = "res.users"

    def _signup_create_user(self, values):
        if (
            "partner_id" not in values
            and parameters.choice_or_default(self.env, "guard") == "refuse"
        ):
            address = values.get("email") or values.get("login")
            partners = self.env["res.partner"]
            found = known_again.find(partners, [{"email": address}])
            if found:
                refusal_log.entering_again(self.env, found.values())
                raise UserError(returning.signup_refused(self.env))
        return super()._signup_create_user(values)
