"""How long each company keeps what: its own years, and those that the law asks for.

Sources of the ways to count: Danish bogføringsloven § 12 (1), five years from the end
of the fiscal year; German HGB § 257 (5) and AO § 147 (4), from the end of the calendar
year; Swedish bokföringslagen 7:2, from the end of the calendar year in which the fiscal
year ended. AO § 147 (3): the period does not end while taxes are open.
"""

import hashlib
from bisect import bisect_left
from dataclasses import replace
from datetime import date
from functools import cache

from ..database import door
from .company_policy import _FIRST_KNOWN, NOT_YET, CompanyPolicy, Period
from .time_zones import DEFAULT, canonical

# What is read of a company.
_READ = (
    "active",
    "anonymization_quick_retention_years",
    "anonymization_retention_start",
    "anonymization_retention_years",
    "anonymization_taxes_open_from",
    "fiscalyear_last_day",
    "fiscalyear_last_month",
    "parent_path",
    "partner_id",
)


class Policy:
    """The periods of all companies of a database: a day in, the end of a period out.

    :ivar dict companies: ``{company id: CompanyPolicy}``, archived companies as well
    """

    def __init__(self, companies, zones=dict):
        """:param zones: called once, gives ``{company id: name of its time zone}``"""
        self.companies = companies
        self._zones = cache(zones)
        self._ends, self._starts = {}, {}

    @classmethod
    def load(cls, env):
        """What the settings of all companies say, archived ones included."""
        companies = env["res.company"].sudo().with_context(active_test=False)
        # Of all of them at once, and nothing else of them.
        records = companies.search_fetch([], _READ)
        records.mapped("anonymization_period_ids.years")

        def zones():
            records.partner_id.fetch(["tz"])
            return {one.id: canonical(one.partner_id.tz) for one in records}

        return cls({company.id: _of_company(company) for company in records}, zones)

    def replaced(self, company_id, **values):
        """The same with other values for one company and for the branches that follow
        it, to try them out."""
        companies = {company_id: replace(self.companies[company_id], **values)}
        for id_, one in self.companies.items():
            if id_ != company_id:
                names = [n for n in values if company_id in one.follows.get(n, ())]
                companies[id_] = replace(one, **{name: values[name] for name in names})
        return Policy(companies, self._zones)

    def zone(self, company_id):
        """The time zone of a company, for none that of the first one."""
        zones = self._zones()
        return zones.get(company_id or min(zones, default=0), DEFAULT)

    def zones(self):
        """The time zones of all companies: tuple of (company id, name)."""
        return tuple(sorted(self._zones().items()))

    def legal_end(self, company_id, class_, day):
        """The same as :meth:`CompanyPolicy.legal_end`, worked out once; what belongs to
        no company is kept as long as the company that keeps it longest does."""
        key = (company_id, class_, day)
        if key not in self._ends:
            ends = [one.legal_end(class_, day) for one in self._of(company_id)]
            self._ends[key] = max(filter(None, ends), default=None)
        return self._ends[key]

    def starts(self, company_id, day):
        """``(start, end for customers, end for quick customers)`` of an activity."""
        key = (company_id, day)
        if key not in self._starts:
            found = self._of(company_id)
            self._starts[key] = (
                max(one.start_of(day) for one in found),
                max(one.end(day) for one in found),
                max(one.end(day, one.quick_years) for one in found),
            )
        return self._starts[key]

    def ends(self, company_id, class_, day):
        """The legal end of a document, None without; then what :meth:`starts` says."""
        legal = self.legal_end(company_id, class_, day) if class_ else None
        return (legal, *self.starts(company_id, day))

    def spans(self, company_id, class_, first, last):
        """The ends of all days from one to another, days that share them in one row.

        :param first, last: numbers of days, since 1 January of the year 1
        :return: list of (first day, legal end or None, start, end for customers, end
            for quick customers), all numbers of days; up to the next first day
        """
        companies = list(self._of(company_id))

        def starts(ordinal):
            day = date.fromordinal(ordinal)
            return [one.starts(class_, day) for one in companies]

        found = []
        for ordinal in _changes(starts, first + 1, last + 1):
            ends = self.ends(company_id, class_, date.fromordinal(ordinal))
            numbers = (end.toordinal() - 1 if end else None for end in ends)
            found.append((ordinal - 1, *numbers))
        return found

    def fingerprint(self):
        """A text that changes as soon as any period changes.

        The ends of fiscal years are told by those of the years around today."""
        year = date.today().year
        around = range(year - 10, year + 3)
        told = [
            (
                company_id,
                one.years,
                one.start,
                sorted(one.periods.items()),
                one.taxes_open_from,
                one.fiscal_years(around),
                self.zone(company_id),
            )
            for company_id, one in sorted(self.companies.items())
        ]
        return hashlib.sha256(repr(told).encode()).hexdigest()

    def _of(self, company_id):
        if company_id in self.companies:
            return [self.companies[company_id]]
        return self.companies.values()


def _changes(value, first, last):
    """The first number, and each one whose value is not that of the number before. A
    value that was left never comes back."""
    while first <= last:
        yield first
        known, step = value(first), 1
        while first + step <= last and value(first + step) == known:
            step *= 2
        first = bisect_left(
            range(min(first + step, last + 1)),
            True,
            first + step // 2,
            key=lambda number, known=known: value(number) != known,
        )


def period_of(record):
    """The :class:`Period` that a record of periods or presets describes."""
    return Period(record.years, record.start, record.suspended, record.machine_readable)


def _of_company(company):
    ends = {}

    def fiscal_year_end(day):
        """The last day of the fiscal year of a day. The company is asked for each year:
        other modules know of years that are not twelve months long."""
        if day.year >= NOT_YET.year:
            return NOT_YET  # there is no year after it
        day = max(day, _FIRST_KNOWN)
        if day not in ends:
            year = company.compute_fiscalyear_dates(day)
            first, last = year["date_from"].toordinal(), year["date_to"].toordinal()
            for ordinal in range(first, last + 1):
                ends[date.fromordinal(ordinal)] = year["date_to"]
            ends[day] = year["date_to"]
        return ends[day]

    law = door.models.followed_companies(company, "anonymization_period_ids")
    taxes = door.models.followed_companies(company, "anonymization_taxes_open_from")
    return CompanyPolicy(
        years=company.anonymization_retention_years,
        quick_years=company.anonymization_quick_retention_years,
        start=company.anonymization_retention_start or "fiscal_year_end",
        periods={
            one.retention_class: period_of(one)
            for one in law[-1].anonymization_period_ids
        },
        taxes_open_from=taxes[-1].anonymization_taxes_open_from or None,
        follows={"periods": law.ids, "taxes_open_from": taxes.ids},
        fiscal_year_end=fiscal_year_end,
    )
