from odoo import Command, api, fields, models

from ..engine.datamap import DataMap
from ..engine.periods import Period
from ..engine.worklist import what_if
from ..models.retention.res_company import RETENTION_STARTS
from ..models.worklist.partner_anonymization_candidate import CATEGORIES, COLORS

ALREADY, NOT_SOON = 0, 9999


class PartnerAnonymizationSimulation(models.TransientModel):
    """Try out other periods and see who would become due, before saving."""

    _name = "partner.anonymization.simulation"
    _description = "Simulation of retention periods"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    years = fields.Integer(
        required=True,
        compute="_compute_present",
        store=True,
        readonly=False,
        precompute=True,
    )
    quick_years = fields.Integer(
        string="Quick Customers: Years",
        required=True,
        compute="_compute_present",
        store=True,
        readonly=False,
        precompute=True,
    )
    start = fields.Selection(
        RETENTION_STARTS,
        string="Counted From",
        required=True,
        compute="_compute_present",
        store=True,
        readonly=False,
        precompute=True,
    )
    taxes_open_from = fields.Date(
        compute="_compute_present", store=True, readonly=False, precompute=True
    )
    period_ids = fields.One2many(
        "partner.anonymization.simulation.period",
        "simulation_id",
        string="Legal Periods",
        compute="_compute_period_ids",
        store=True,
        readonly=False,
    )
    summary = fields.Char(readonly=True)
    chart = fields.Json(readonly=True)
    line_ids = fields.One2many(
        "partner.anonymization.simulation.line", "simulation_id", readonly=True
    )
    _years = models.Constraint(
        "CHECK (years BETWEEN 0 AND 999 AND quick_years BETWEEN 0 AND 999)",
        "Years of retention cannot be negative, nor more than 999.",
    )

    def _compute_display_name(self):
        self.display_name = self.env._("Retention Simulator")

    @api.depends("company_id")
    def _compute_present(self):
        """Fill the form with the company's present periods."""
        for one in self:
            company = one.company_id
            one.years = company.anonymization_retention_years
            one.quick_years = company.anonymization_quick_retention_years
            one.start = company.anonymization_retention_start
            taxes = company and company._anonymization_followed(
                "anonymization_taxes_open_from"
            )
            one.taxes_open_from = taxes[-1:].anonymization_taxes_open_from

    @api.depends("company_id")
    def _compute_period_ids(self):
        for one in self:
            law = one.company_id and one.company_id._anonymization_followed(
                "anonymization_period_ids"
            )
            one.period_ids = [
                Command.clear(),
                *(
                    Command.create(
                        {
                            "retention_class": period.retention_class,
                            "years": period.years,
                            "start": period.start,
                            "suspended": period.suspended,
                        }
                    )
                    for period in law[-1:].anonymization_period_ids
                ),
            ]

    def _proposed(self, policy):
        """The periods as they stand in the form.

        :param policy: ``engine.periods.Policy`` of the present settings
        """
        periods = {
            one.retention_class: Period(one.years, one.start, one.suspended)
            for one in self.period_ids
        }
        return policy.replaced(
            self.company_id.id,
            years=self.years,
            quick_years=self.quick_years,
            start=self.start,
            periods=periods,
            taxes_open_from=self.taxes_open_from or None,
        )

    def action_simulate(self):
        """Work out who would be due, and show it; nothing is changed."""
        self.ensure_one()
        self.env["partner.anonymization"]._check_right("group_manager")
        env = self.sudo().env
        datamap = DataMap(env)
        listing = env["partner.anonymization.candidate"]._listing()
        today = fields.Date.context_today(self)
        rows, changes = what_if.compare(
            env, datamap, listing, self._proposed(datamap.policy), today
        )
        self.line_ids = [
            Command.clear(),
            *(
                Command.create(
                    {
                        "category": row.category,
                        "year": row.year,
                        "before": row.before,
                        "after": row.after,
                    }
                )
                for row in rows
            ),
        ]
        self.summary = self._summarized(changes)
        self.chart = self._charted(rows)

    def _summarized(self, changes):
        if not changes:
            return self.env._("Nobody becomes due today, and nobody is due no longer.")
        names = dict(self._categories())
        return " ".join(
            self.env._(
                "%(category)s: %(more)s become due today, %(fewer)s no longer are.",
                category=names[one.category],
                more=one.more,
                fewer=one.fewer,
            )
            for one in changes
        )

    def _categories(self):
        field = self.env["partner.anonymization.candidate"]._fields["category"]
        return field._description_selection(self.env)

    def _charted(self, rows):
        """Stacked bars per year: what is due now, next to what would be."""
        years = sorted({row.year for row in rows})
        names = dict(self._categories())
        sets = []
        for side, label in (
            ("before", self.env._("now")),
            ("after", self.env._("proposed")),
        ):
            for category, _name in CATEGORIES:
                counts = {
                    row.year: getattr(row, side)
                    for row in rows
                    if row.category == category
                }
                if any(counts.values()):
                    sets.append(
                        {
                            "label": f"{names[category]} ({label})",
                            "data": [counts.get(year, 0) for year in years],
                            "stack": side,
                            "color": COLORS[category],
                            "faded": side == "before",
                        }
                    )
        return {"labels": [year_label(self.env, year) for year in years], "sets": sets}

    def action_apply(self):
        """Save the periods for the company.

        :raise AccessError: the user may not change the company
        """
        self.ensure_one()
        self.env["partner.anonymization"]._check_right("group_manager")
        company = self.company_id
        known = {one.retention_class: one for one in company.anonymization_period_ids}
        commands = []
        for one in self.period_ids:
            values = {
                "years": one.years,
                "start": one.start,
                "suspended": one.suspended,
            }
            present = known.pop(one.retention_class, None)
            commands.append(
                Command.update(present.id, values)
                if present
                else Command.create({**values, "retention_class": one.retention_class})
            )
        commands += [Command.delete(one.id) for one in known.values()]
        company.write(
            {
                "anonymization_retention_years": self.years,
                "anonymization_quick_retention_years": self.quick_years,
                "anonymization_retention_start": self.start,
                "anonymization_taxes_open_from": self.taxes_open_from,
                "anonymization_period_ids": commands,
            }
        )
        self.env["partner.anonymization.candidate"].refresh()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "partner_anonymization.partner_anonymization_candidate_action"
        )


def year_label(env, year):
    if year == ALREADY:
        return env._("due already")
    if year == NOT_SOON:
        return env._("later, or not yet known")
    return str(year)
