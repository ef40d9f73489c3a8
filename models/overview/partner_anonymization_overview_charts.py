from collections import defaultdict

from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..worklist.partner_anonymization_candidate import CATEGORIES, COLORS

_CANDIDATE = "partner.anonymization.candidate"
_KEPT = "partner.anonymization.kept"
_INCLUDED = Domain("is_excluded", "=", False)
_WAITING = Domain("is_waiting", "=", True)
# What is due since long is one bar; so is what has no last day yet.
EARLIER = OPEN_ENDED = "other"


class PartnerAnonymizationOverview(models.AbstractModel):
    """The two graphs: who is due in which month, and what is kept until which year."""

    _inherit = "partner.anonymization.overview"

    def _charts(self):
        """Graphs of stacked bars.

        :return: list of dicts ``{key, title, places, labels, sets}``; a set has
            ``key, label, color, data``
        """
        return [self._due_chart(), self._kept_chart()]

    def _due_chart(self):
        """Candidates that are not excluded, per month and category."""
        first = fields.Date.context_today(self).replace(day=1)
        numbers = defaultdict(lambda: defaultdict(int))
        groups = self.env[_CANDIDATE]._read_group(
            _INCLUDED & Domain("due_date", "!=", False),
            ["due_date:month", "category"],
            ["__count"],
        )
        for month, category, count in groups:
            place = EARLIER if month < first else str(month)
            numbers[category][place] += count
        used = {place for months in numbers.values() for place in months}
        last = max((place for place in used if place != EARLIER), default=str(first))
        months = [EARLIER] if EARLIER in used else []
        while used and str(first) <= last:
            months.append(str(first))
            first += relativedelta(months=1)
        return self._stacked(
            "chart_due", self.env._("Due per Month"), months, self._categories(numbers)
        )

    def _categories(self, numbers):
        field = self.env[_CANDIDATE]._fields["category"]
        names = dict(field._description_selection(self.env))
        return [
            (code, names[code], COLORS[code], numbers[code])
            for code, _label in CATEGORIES
            if code in numbers
        ]

    def _kept_chart(self):
        """Records that wait for their last day, per year."""
        groups = self.env[_KEPT]._read_group(_WAITING, ["date_until:year"], ["__count"])
        numbers = {str(day) if day else OPEN_ENDED: count for day, count in groups}
        years = sorted(place for place in numbers if place != OPEN_ENDED)
        places = years + [OPEN_ENDED] * (OPEN_ENDED in numbers)
        label = self.env._("Kept documents")
        sets = [("kept", label, COLORS["customer"], numbers)] if numbers else []
        title = self.env._("Kept Documents per Year of Release")
        return self._stacked("chart_kept", title, places, sets)

    def _stacked(self, key, title, places, sets):
        return {
            "key": key,
            "title": title,
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
            return place[:4] if place != OPEN_ENDED else self.env._("Taxes open")
        if place == EARLIER:
            return self.env._("Earlier")
        return format_date(self.env, place, date_format="MMM y")

    def _open_bar(self, key, place):
        """The list behind a bar, None if there is no such graph."""
        if key not in ("chart_due", "chart_kept") or not place:
            return None
        period, code = place
        if key == "chart_kept":
            domain = _WAITING & self._within(
                "date_until", period, Domain("date_until", "=", False), years=1
            )
            action, model = "partner_anonymization_kept_action", _KEPT
        else:
            month = fields.Date.context_today(self).replace(day=1)
            domain = _INCLUDED & Domain("category", "=", code)
            domain &= self._within(
                "due_date", period, Domain("due_date", "<", str(month)), months=1
            )
            action, model = "", _CANDIDATE
        title = dict(self._titles())[key]
        name = f"{title}: {self._place_label(key, period)}"
        return self._listing(model, domain, name, action)

    def _titles(self):
        yield "chart_due", self.env._("Due per Month")
        yield "chart_kept", self.env._("Kept Documents per Year of Release")

    def _within(self, name, period, other, **length):
        if period in (EARLIER, OPEN_ENDED):
            return other
        first = fields.Date.to_date(period)
        end = first + relativedelta(**length)
        return Domain(name, ">=", str(first)) & Domain(name, "<", str(end))
