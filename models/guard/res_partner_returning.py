from odoo import fields, models

from ... import parameters
from .returning import REASONS


class ResPartner(models.Model):
    """Somebody who was deleted for good is a customer again."""

    _inherit = "res.partner"

    anonymization_return_reason = fields.Selection(
        REASONS,
        string="Back Again Because Of",
        store=False,
        groups="base.group_user",
        help="Only for a person who was erased: why the person is entered again. It is "
        "logged, and the person is not asked about again.",
    )
    anonymization_refuses_erased = fields.Boolean(
        compute="_compute_anonymization_refuses_erased", groups="base.group_user"
    )

    def _compute_anonymization_refuses_erased(self):
        mode = parameters.choice_or_default(self.env, "guard")
        for partner in self:
            partner.anonymization_refuses_erased = mode == "refuse"
