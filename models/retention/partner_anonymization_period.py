from odoo import api, fields, models

from ...engine.periods import policy

# What a period takes over from the preset of its country.
LAW_FIELDS = (
    "retention_class",
    "years",
    "start",
    "suspended",
    "machine_readable",
    "source",
    "source_date",
)


class PartnerAnonymizationPeriod(models.Model):
    """How long a company keeps a class of documents by law."""

    _name = "partner.anonymization.period"
    _inherit = [
        "partner.anonymization.settings.mixin",
        "partner.anonymization.four.eyes",
        "partner.anonymization.period.mixin",
    ]
    _description = "Legal retention period of a company"
    _order = "company_id, retention_class"
    _rec_name = "retention_class"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        ondelete="cascade",
        default=lambda s: s.env.company,
    )
    difference = fields.Char(
        string="The Law of the Country",
        compute="_compute_difference",
        help="What the preset of the company's country says, where it differs.",
    )
    is_shorter = fields.Boolean(compute="_compute_difference")

    _once = models.Constraint(
        "UNIQUE (company_id, retention_class)",
        "A company has one period per class of documents: change the one that is "
        "there.",
    )
    _years = models.Constraint(
        "CHECK (years BETWEEN 1 AND 999)", "A legal period has 1 to 999 years."
    )

    @api.depends(
        "company_id",
        "retention_class",
        "years",
        "start",
        "suspended",
        "machine_readable",
    )
    def _compute_difference(self):
        offers = {
            company: self.env["partner.anonymization.preset"]._offered(company)
            for company in self.company_id
        }
        rules = policy.Policy.load(self.env).companies
        year = fields.Date.context_today(self).year
        for period in self:
            preset = offers.get(period.company_id, {}).get(period.retention_class)
            period.difference = preset and preset._difference(period)
            rule = rules.get(period.company_id._origin.id)
            period.is_shorter = bool(preset and rule) and rule.is_shorter(
                policy.period_of(period), policy.period_of(preset), year
            )

    @api.onchange("company_id", "retention_class", "years", "start")
    def _onchange_warn_shorter(self):
        """The law may not fit every business, so that less is no error."""
        if not (self.years and self.is_shorter):
            return None
        return {
            "warning": {
                "title": self.env._("Shorter than the Law of the Country"),
                "message": self.env._(
                    "%(difference)s. With a shorter period, documents may lose names "
                    "while they still have to be kept.",
                    difference=self.difference,
                ),
            }
        }
