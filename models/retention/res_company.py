from odoo import api, fields, models

RETENTION_STARTS = [
    ("fiscal_year_end", "End of the fiscal year"),
    ("calendar_year_end", "End of the calendar year"),
    (
        "calendar_of_fiscal_year_end",
        "End of the calendar year in which the fiscal year ended",
    ),
    ("last_activity", "Last activity"),
]


class ResCompany(models.Model):
    _inherit = "res.company"

    anonymization_retention_years = fields.Integer(
        string="Retention (years)",
        default=5,
        groups="base.group_user",
        help="Years that customers and suppliers are kept after the last activity. "
        "Denmark: 5 (bogføringsloven § 12), Germany: 8 for vouchers (HGB § 257).",
    )
    anonymization_quick_retention_years = fields.Integer(
        string="Quick Customers: Retention (years)",
        default=1,
        groups="base.group_user",
        help="Years that customers who were only ever quoted are kept.",
    )
    anonymization_retention_start = fields.Selection(
        RETENTION_STARTS,
        string="Retention Starts",
        default="fiscal_year_end",
        required=True,
        groups="base.group_user",
    )

    anonymization_period_ids = fields.One2many(
        "partner.anonymization.period",
        "company_id",
        string="Legal Periods",
        groups="partner_anonymization.group_anonymize",
    )
    anonymization_taxes_open_from = fields.Date(
        string="Taxes Open From",
        groups="base.group_user",
        help="Documents dated on or after this day belong to years whose taxes are not "
        "assessed yet. Where the law suspends the period meanwhile, they are kept on. "
        "Move the date when a year is assessed.",
    )

    anonymization_preset_offer = fields.Char(
        compute="_compute_anonymization_presets",
        groups="partner_anonymization.group_anonymize",
        help="Whose legal periods the company can use.",
    )
    anonymization_preset_differences = fields.Text(
        compute="_compute_anonymization_presets",
        groups="partner_anonymization.group_anonymize",
        help="What the company's legal periods have otherwise than the presets.",
    )

    _anonymization_years = models.Constraint(
        "CHECK (anonymization_retention_years BETWEEN 0 AND 999"
        " AND anonymization_quick_retention_years BETWEEN 0 AND 999)",
        "Years of retention cannot be negative, nor more than 999.",
    )

    @api.depends(
        "country_id",
        "account_fiscal_country_id",
        "anonymization_period_ids.years",
        "anonymization_period_ids.start",
        "anonymization_period_ids.suspended",
        "anonymization_period_ids.machine_readable",
    )
    def _compute_anonymization_presets(self):
        for company in self:
            offered = company.env["partner.anonymization.preset"]._offered(company)
            names = dict.fromkeys(preset._whose_law() for preset in offered.values())
            company.anonymization_preset_offer = ", ".join(names)
            lines = company._anonymization_differences(offered)
            company.anonymization_preset_differences = "\n".join(lines)

    def _anonymization_followed(self, name):
        """Find the company whose value counts: a branch is no legal person and follows
        its company where it says nothing itself.

        :param str name: of a field
        :return: the company and those above it, up to the first that says something
        """
        self.ensure_one()
        chain = self.sudo().parent_ids[::-1]
        for position, one in enumerate(chain):
            if one[name]:
                return chain[: position + 1]
        return chain

    def _anonymization_differences(self, offered):
        """What the presets say otherwise than the company's periods, in words.

        A company without any period has taken over none: no line then.

        :param offered: ``{retention class: preset}``
        """
        periods = {one.retention_class: one for one in self.anonymization_period_ids}
        none = self.anonymization_period_ids.browse()
        found = (
            preset._difference(periods.get(retention_class, none))
            for retention_class, preset in offered.items()
            if periods
        )
        return list(filter(None, found))
