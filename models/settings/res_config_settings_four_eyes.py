from odoo import api, fields, models

from ... import parameters
from ..approvals import four_eyes
from . import four_eyes_parameters

PREFIX = "anonymization_"


class ResConfigSettings(models.TransientModel):
    """A second person for what is final or decides what is erased."""

    _inherit = "res.config.settings"

    anonymization_four_eyes = fields.Boolean(
        string="Four Eyes",
        config_parameter=four_eyes.FLAG,
        help="De-anonymizing, overriding the retention, deleting for good before its "
        "day, and changes of retention periods and of the data map need the approval "
        "of a second person with the same right. So does turning this off.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """The periods of a company are changed at once, not one field after the other:
        they are approved together."""
        if len(vals_list) != 1 or not four_eyes.is_on(self.env):
            return super().create(vals_list)
        company, changed = self._anonymization_changed_periods(vals_list[0])
        if not changed:
            return super().create(vals_list)
        self.env["partner.anonymization"]._check_may_set()
        with four_eyes.passed(company, "write", changed):
            return super().create(vals_list)

    def _anonymization_changed_periods(self, vals):
        """The company of these settings, and what they change of it."""
        company = self.env["res.company"].browse(vals.get("company_id"))
        company = company or self.env.company
        related = {
            name: value
            for name, value in vals.items()
            if name.startswith(PREFIX)
            and self._fields[name].related == f"company_id.{name}"
        }
        changed = {
            name: value
            for name, value in related.items()
            if company._anonymization_changes({name: value})
        }
        return company, changed

    def set_values(self):
        """Parameters are approved together, too."""
        if not self.env.user.has_group("partner_anonymization.group_manager"):
            return super().set_values()
        with four_eyes_parameters.passed(self.env, self._anonymization_told()):
            return super().set_values()

    def _anonymization_told(self):
        """The parameters of these settings that are watched, as they would be."""
        return {
            key: str(self[f"{PREFIX}{key.removeprefix(parameters.PREFIX)}"])
            for key in four_eyes_parameters.WATCHED
        }
