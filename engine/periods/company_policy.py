"""How long one company keeps what, by its own years and by those of the law."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

# A class without a period of its own takes that of this other class; where that has
# none either, the company's own years count.
INSTEAD = {"books": "accounting", "oss": "accounting"}


# The end of what is kept until the taxes of its year are assessed: not yet known.
NOT_YET = date.max


# The fiscal year of an earlier day may have begun before the calendar does.
_FIRST_KNOWN = date(2, 1, 1)


@dataclass(frozen=True)
class Period:
    """Years of one class of documents.

    :param years: whole years for which they are kept
    :param start: from when these are counted, a key of ``RETENTION_STARTS``
    :param suspended: it does not end while the taxes of the year are open
    :param readable: name and tax number of the debtor stay readable for accounting
    """

    years: int
    start: str
    suspended: bool = False
    readable: bool = False


@dataclass(frozen=True)
class CompanyPolicy:
    """The periods of one company, by which the ends of its retention are worked out.

    :param years, quick_years: whole years of the company's own, after the last activity
        of customers and suppliers, and of those who were only ever quoted
    :param start: from when these are counted, as in :class:`Period`
    :param periods: ``{retention class of the data map: Period}`` by law
    :param taxes_open_from: ``date`` from which taxes are not assessed, None for none
    :param fiscal_year_end: called with a ``date``, gives the last day of its fiscal
        year
    :param follows: ``{"periods" or "taxes_open_from": ids of the companies}`` from this
        one up to the one whose value it has; what is tried out for one counts here too
    """

    years: int
    quick_years: int
    start: str
    periods: dict = field(default_factory=dict)
    taxes_open_from: date | None = None
    fiscal_year_end: object = None
    follows: dict = field(default_factory=dict)

    def start_of(self, day, start=None):
        """The day after which the years count for something dated ``day``."""
        start = start or self.start
        if start == "last_activity":
            return day
        if start == "calendar_year_end":
            return date(day.year, 12, 31)
        end = self.fiscal_year_end(day)
        return end if start == "fiscal_year_end" else date(end.year, 12, 31)

    def starts(self, class_, day):
        """The start of each period for a day: days with the same starts have the same
        ends."""
        period = self.period(class_) if class_ else None
        is_open = bool(self.taxes_open_from and day >= self.taxes_open_from)
        start = period and self.start_of(day, period.start)
        return self.start_of(day), start, is_open

    def end(self, day, years=None):
        """The last day on which the company itself keeps something dated ``day``."""
        return after(self.start_of(day), self.years if years is None else years)

    def period(self, class_):
        """The legal period of a class of documents, None when the law asks for none."""
        found = self.periods.get(class_) or self.periods.get(INSTEAD.get(class_))
        if found or class_ == "correspondence":
            return found
        return Period(self.years, self.start)

    def legal_end(self, class_, day):
        """The last day on which the law keeps a document of a class dated ``day``.

        :return: None when it keeps none of them, :data:`NOT_YET` while it is suspended
        """
        period = self.period(class_)
        if not period:
            return None
        if period.suspended and self.taxes_open_from and day >= self.taxes_open_from:
            return NOT_YET
        return after(self.start_of(day, period.start), period.years)

    def fiscal_years(self, years):
        """How the fiscal years of some calendar years end: each way with the first year
        that has it, but for the way of the first year.

        Where all are alike, it is the same for whichever years one asks."""
        found = []
        for year in years:
            way = self._fiscal_year_ends(year)
            if not found or found[-1][0] != way:
                found.append((way, year if found else None))
        return found

    def _fiscal_year_ends(self, year):
        """When the fiscal years of the months of a calendar year end. By the next day:
        a February may end on its 29th."""
        days = (date(year, month, 15) for month in range(1, 13))
        ends = [self.fiscal_year_end(day) + timedelta(days=1) for day in days]
        return [(end.year - year, end.month, end.day) for end in ends]

    def is_shorter(self, period, other, year):
        """Whether something dated in a calendar year is released earlier by one period
        than by another, or may be when its taxes are assessed."""
        if other.suspended and not period.suspended:
            return True
        days = (date(year, 1, 1) + timedelta(days=n) for n in range(365))
        return any(
            after(self.start_of(day, period.start), period.years)
            < after(self.start_of(day, other.start), other.years)
            for day in days
        )


def after(day, years):
    """``day`` some years later; 29 February becomes 28 February."""
    if day.year + years > NOT_YET.year:
        return NOT_YET
    return day + relativedelta(years=years)
