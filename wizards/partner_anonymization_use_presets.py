from odoo import api, fields, models
from odoo.exceptions import UserError

UNTOUCHED_YEARS = 5


class PartnerAnonymizationUsePresets(models.TransientModel):
    """Take over the legal periods of the company's country, after a look at them."""

    _name = "partner.anonymization.use.presets"
    _description = "Use the legal periods of a country"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    preset_ids = fields.Many2many(
        "partner.anonymization.preset",
        relation="partner_anonymization_used_preset_rel",
        string="Legal Periods",
        compute="_compute_preset_ids",
        store=True,
        readonly=False,
    )
    own_years = fields.Boolean(
        string="Also as Our Own Years",
        compute="_compute_own_years",
        store=True,
        readonly=False,
        help="The period of accounting vouchers becomes the company's own one as well: "
        "how long customers and suppliers are kept after their last activity.",
    )
    own_years_now = fields.Integer(related="company_id.anonymization_retention_years")

    @api.depends("company_id")
    def _compute_preset_ids(self):
        Preset = self.env["partner.anonymization.preset"]
        for wizard in self:
            offered = Preset._offered(wizard.company_id).values()
            wizard.preset_ids = Preset.union(*offered)

    @api.depends("company_id")
    def _compute_own_years(self):
        for wizard in self:
            now = wizard.company_id.anonymization_retention_years
            wizard.own_years = now == UNTOUCHED_YEARS

    def action_use(self):
        """Replace the company's periods of the same documents, others stay.

        :raise UserError: nothing is chosen, or two of the same documents
        """
        self.ensure_one()
        self.env["partner.anonymization"]._check_right("group_manager")
        self.company_id.check_access("read")
        classes = self.preset_ids.mapped("retention_class")
        if not classes or len(classes) != len(set(classes)):
            raise UserError(
                self.env._(
                    "Choose at least one legal period, and one of each kind of "
                    "documents."
                )
            )
        values = {"anonymization_period_ids": self._periods()}
        if self.own_years:
            values.update(self._own_years())
        self.company_id.sudo().write(values)
        return {"type": "ir.actions.client", "tag": "reload"}

    def _periods(self):
        """Commands on the periods of the company."""
        present = {
            period.retention_class: period
            for period in self.company_id.sudo().anonymization_period_ids
        }
        return [
            fields.Command.update(period.id, preset._law())
            if (period := present.get(preset.retention_class))
            else fields.Command.create(preset._law())
            for preset in self.preset_ids
        ]

    def _own_years(self):
        """What becomes the company's own retention."""
        for preset in self.preset_ids:
            if preset.retention_class == "accounting":
                return {
                    "anonymization_retention_years": preset.years,
                    "anonymization_retention_start": preset.start,
                }
        return {}
