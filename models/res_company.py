from odoo import fields, models

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
        help="Years that customers and suppliers are kept after the last activity. "
        "Denmark: 5 (bogføringsloven § 12), Germany: 8 for vouchers (HGB § 257).",
    )
    anonymization_quick_retention_years = fields.Integer(
        string="Quick Customers: Retention (years)",
        default=1,
        help="Years that customers who were only ever quoted are kept.",
    )
    anonymization_retention_start = fields.Selection(
        RETENTION_STARTS,
        string="Retention Starts",
        default="fiscal_year_end",
        required=True,
    )

    anonymization_period_ids = fields.One2many(
        "partner.anonymization.period", "company_id", string="Legal Periods"
    )
    anonymization_taxes_open_from = fields.Date(
        string="Taxes Open From",
        help="Documents dated on or after this day belong to years whose taxes are not "
        "assessed yet. Where the law suspends the period meanwhile, they are kept on. "
        "Move the date when a year is assessed.",
    )

    _anonymization_years = models.Constraint(
        "CHECK (anonymization_retention_years >= 0"
        " AND anonymization_quick_retention_years >= 0)",
        "Years of retention cannot be negative.",
    )
