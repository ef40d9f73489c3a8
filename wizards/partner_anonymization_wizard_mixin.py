from odoo import api, fields, models


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

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        if not self.env.su:  # all that it shows and does checks whose turn it is
            wizards._check_partners()
        return wizards

    def write(self, vals):
        result = super().write(vals)
        if "partner_ids" in vals and not self.env.su:
            self._check_partners()
        return result

    def _check_partners(self):
        """Refuse partners whom the user may not read; the field would not show those.

        :raise AccessError: one of the partners may not be used
        """
        for wizard in self:
            partners = wizard.sudo().partner_ids._origin
            partners.with_env(wizard.env)._anonymization_check_access()

    def _ask_second_person(self, method):
        """The action that shows the request for approval, where the settings want four
        eyes and nobody has agreed yet; None otherwise."""
        values = self.partner_ids._anonymization_asked_values(
            method, {"note": self.note}
        )
        approvals = self.env["partner.anonymization.approval"]
        return approvals._ask_instead(self.partner_ids, method, values)

    def _default_partner_ids(self):
        if self.env.context.get("active_model") == "res.partner":
            return self.env.context.get("active_ids")
        return False
