from odoo import api, fields, models

from ...wording.labels import selection_label
from .partner_anonymization_period import LAW_FIELDS


class PartnerAnonymizationPreset(models.Model):
    """What the law of a country asks for, with its source: offered to companies."""

    _name = "partner.anonymization.preset"
    _inherit = [
        "partner.anonymization.settings.mixin",
        "partner.anonymization.period.mixin",
    ]
    _description = "Legal retention period of a country"
    _order = "country_id, retention_class"
    _rec_name = "source"

    country_id = fields.Many2one(
        "res.country", help="Empty: all countries of the European Union."
    )
    source = fields.Char(required=True)
    source_date = fields.Date(required=True)
    note = fields.Char(translate=True)
    active = fields.Boolean(default=True)

    _years = models.Constraint(
        "CHECK (years BETWEEN 1 AND 999)", "A legal period has 1 to 999 years."
    )
    _once = models.UniqueIndex(
        "(COALESCE(country_id, 0), retention_class) WHERE active",
        "The country has a period for these documents already. Change that one, or "
        "archive it.",
    )

    @api.model
    def _offered(self, company):
        """What the law asks of a company: its country's periods, and those of the
        European Union where the country is in it and has none of its own.

        :return: ``{retention class: preset}``
        """
        country = company.country_id or company.account_fiscal_country_id
        if not country:
            return {}
        countries = [country.id]
        union = self.env.ref("base.europe", raise_if_not_found=False)
        if union and country in union.sudo().country_ids:
            countries.append(False)
        found = self.search([("country_id", "in", countries)])
        offered = {}
        for preset in found.sorted(lambda preset: not preset.country_id):
            offered.setdefault(preset.retention_class, preset)
        return offered

    def _law(self):
        """The values of a company's period that follows this preset."""
        self.ensure_one()
        return {name: self[name] for name in LAW_FIELDS}

    def _whose_law(self):
        """Whose law this is, in words."""
        self.ensure_one()
        return self.country_id.name or self.env._("European Union")

    def _difference(self, period):
        """In words what a company's period has otherwise than this preset.

        :param period: may be empty: the company has none for these documents
        :return: a sentence, False when nothing differs that counts
        """
        self.ensure_one()
        values = {
            "country": self._whose_law(),
            "documents": selection_label(self, "retention_class"),
        }
        if self.years != period.years:
            return self.env._(
                "%(country)s: %(documents)s %(years)s years (yours: %(own)s)",
                years=self.years,
                own=period.years or self.env._("none"),
                **values,
            )
        if self.start != period.start:
            return self.env._(
                "%(country)s: %(documents)s from: %(start)s (yours: %(own)s)",
                start=selection_label(self, "start"),
                own=selection_label(period, "start"),
                **values,
            )
        for name in ("suspended", "machine_readable"):
            if self[name] != period[name]:
                return self.env._(
                    "%(country)s: %(documents)s: %(setting)s (yours: %(own)s)",
                    setting=self._setting(name, self[name]),
                    own=self._setting(name, period[name]),
                    **values,
                )
        return False

    def _setting(self, name, value):
        label = self._fields[name]._description_string(self.env)
        answer = self.env._("yes") if value else self.env._("no")
        return f"{label}: {answer}"
