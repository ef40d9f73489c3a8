from odoo import fields, models


class PartnerAnonymizationWizard(models.AbstractModel):
    """The chosen partners, and a note for the log."""

    _name = "partner.anonymization.wizard"
    _description = "Wizard on partners"

    partner_ids = fields.Many2many(
        "res.partner",
        string="Partners",
        required=True,
        context={"active_test": False},
        default=lambda self: self._default_partner_ids(),
    )
    note = fields.Text(
        help="For the log, e.g. a ticket number. It must not name the person.",
    )

    def _default_partner_ids(self):
        if self.env.context.get("active_model") == "res.partner":
            return self.env.context.get("active_ids")
        return False
