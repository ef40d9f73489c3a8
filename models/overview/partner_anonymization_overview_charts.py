from collections import defaultdict

from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..worklist.partner_anonymization_candidate import CATEGORIES, COLORS
from .overview_tiles import CHARTS

# One bar for what is due since long, and for what has no last day yet.
OTHER = "other"


class PartnerAnonymizationOverview(models.AbstractModel):
    """The two graphs: who is due in which month, and what is kept until which year."""

    _inherit = "partner.anonymization.overview"

    def _charts(self, counts):
        """Graphs of stacked bars.

        :param dict counts: of :meth:`_counts`
        :return: list of dicts ``{key, title, places, labels, sets}``; a set has
            ``key, label, color, stack, data``
        """
        make = {"chart_due": self._due_chart, "chart_kept": self._kept_chart}
        return [make[key](counts[key].places) for key in CHARTS if key in counts]

    def _this_month(self):
        return fields.Date.context_today(self).replace(day=1)

    def _due_chart(self, found):
        """Candidates that are not excluded, per month and category."""
        first = self._this_month()
        numbers = defaultdict(lambda: defaultdict(int))
        for (month, category), count in found.items():
            numbers[category][OTHER if month < first else str(month)] += count
        used = {place for months in numbers.values() for place in months}
        places = [OTHER] if OTHER in used else []
        last = max(used - {OTHER}, default="")
        while str(first) <= last:
            places.append(str(first))
            first += relativedelta(months=1)
        field = self.env["partner.anonymization.candidate"]._fields["category"]
        names = dict(field._description_selection(self.env))
        sets = [
            (code, names[code], COLORS[code], numbers[code])
            for code, _label in CATEGORIES
            if code in numbers
        ]
        return self._stacked("chart_due", places, sets)

    def _kept_chart(self, found):
        """Records that wait for their last day, per year."""
        numbers = {
            str(day) if day else OTHER: count for (day, _set), count in found.items()
        }
        places = sorted(numbers.keys() - {OTHER}) + [OTHER] * (OTHER in numbers)
        label = self.env._("Kept documents")
        sets = [("kept", label, COLORS["customer"], numbers)] if numbers else []
        return self._stacked("chart_kept", places, sets)

    def _stacked(self, key, places, sets):
        return {
            "key": key,
            "title": self.env._(CHARTS[key].tile.label),
            "places": places,
            "labels": [self._place_label(key, place) for place in places],
            "sets": [
                {
                    "key": code,
                    "label": label,
                    "color": color,
                    "stack": key,
                    "data": [numbers.get(place, 0) for place in places],
                }
                for code, label, color, numbers in sets
            ],
        }

    def _place_label(self, key, place):
        if key == "chart_kept":
            return place[:4] if place != OTHER else self.env._("Taxes open")
        if place == OTHER:
            return self.env._("Earlier")
        return format_date(self.env, place, date_format="MMM y")

    def _open_bar(self, key, place):
        """The list behind a bar, None if there is no such graph."""
        if key not in CHARTS or not place:
            return None
        bars, (period, code) = CHARTS[key], place
        domain = Domain(bars.tile.listed) & self._within(bars, period)
        if bars.set_by:
            domain &= Domain(bars.set_by, "=", code)
        name = f"{self.env._(bars.tile.label)}: {self._place_label(key, period)}"
        return self._listing(bars.tile, domain, name)

    def _within(self, bars, period):
        if period != OTHER:
            first = fields.Date.to_date(period)
            end = first + relativedelta(**{f"{bars.unit}s": 1})
            after = Domain(bars.day, ">=", str(first))
            return after & Domain(bars.day, "<", str(end))
        if bars.unit == "year":
            return Domain(bars.day, "=", False)
        return Domain(bars.day, "<", str(self._this_month()))
