"""How long the law or the company keeps a subject, and each of its documents."""

from collections import defaultdict
from datetime import date

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL, date_utils

from . import idlist, paths
from .blocker import Blocker


def start_of_period(company, day):
    """When the years of retention begin to count for an activity on ``day``.

    Danish bookkeeping act § 12: five years from the end of the fiscal year; German
    HGB § 257 (5) and AO § 147 (4): from the end of the calendar year.
    """
    rule = company.anonymization_retention_start or "fiscal_year_end"
    if rule == "last_activity":
        return day
    if rule == "calendar_year_end":
        return date(day.year, 12, 31)
    return date_utils.get_fiscal_year(
        day,
        day=company.fiscalyear_last_day,
        month=int(company.fiscalyear_last_month),
    )[1]


def end_of_retention(company, day, years=None):
    """The last day on which something dated ``day`` is kept.

    :param years: individual years, or None for the company's own
    """
    if years is None:
        years = company.anonymization_retention_years
    return start_of_period(company, day) + relativedelta(years=years)


def known_end(env, datamap, company_id, day, years=None):
    """The same as :func:`end_of_retention`, worked out once per run."""
    key = (company_id, day, years)
    if key not in datamap.ends:
        company = env["res.company"].sudo().browse(company_id)
        datamap.ends[key] = end_of_retention(company, day, years)
    return datamap.ends[key]


def latest_kept_start(company, day):
    """The latest activity date whose retention has ended on ``day``; the inverse of
    :func:`end_of_retention`, for searches."""
    limit = day - relativedelta(years=company.anonymization_retention_years)
    end = start_of_period(company, limit)
    if end == limit:
        return limit
    if company.anonymization_retention_start == "calendar_year_end":
        return date(limit.year - 1, 12, 31)
    return date_utils.get_fiscal_year(
        limit,
        day=company.fiscalyear_last_day,
        month=int(company.fiscalyear_last_month),
    )[0] - relativedelta(days=1)


def last_activity(env, datamap, owner):
    """The last dated activity of each subject, per company.

    :return: ``{subject: {company id: (date, partner id)}}``
    """
    result = defaultdict(dict)
    for rule in datamap.dated():
        for path in rule.partner_paths:
            query, _record, target = paths.field_query(
                env, rule.model, path, list(owner), rule.activity_domain
            )
            day = paths.column(env, query, rule.model, rule.activity_field)
            company = SQL.identifier(query.table, "company_id")
            query.groupby = SQL("%s, %s", target, company)
            query.order = None
            for partner_id, company_id, last in env.execute_query(
                query.select(target, company, SQL("max(%s)", day))
            ):
                known = result[owner[partner_id]].get(company_id)
                if last and (not known or last > known[0]):
                    result[owner[partner_id]][company_id] = (last, partner_id)
    return result


def blockers(env, datamap, owner):
    """One overridable blocker per subject whose retention has not ended."""
    individual = _individual_years(env, owner)
    today = date.today()
    for subject, companies in last_activity(env, datamap, owner).items():
        years = individual.get(subject)
        ends = [
            (known_end(env, datamap, id_, last, years), partner_id)
            for id_, (last, partner_id) in companies.items()
        ]
        end, partner_id = max(ends)
        if end >= today:
            yield Blocker(
                subject, partner_id, "retention", "res.partner", [partner_id], date=end
            )


def _individual_years(env, owner):
    """The longest individual retention set on any address of each subject."""
    rows = env.execute_query(
        SQL(
            """
            SELECT id, anonymization_retention_years FROM res_partner
             WHERE id = ANY(%s) AND anonymization_retention_years > 0
            """,
            idlist.array(owner),
        )
    )
    years = {}
    for partner_id, value in rows:
        subject = owner[partner_id]
        years[subject] = max(years.get(subject, 0), value)
    return years
