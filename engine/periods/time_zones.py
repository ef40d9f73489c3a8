"""The day of a moment, where the company is."""

from datetime import date, datetime, time, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytz

DEFAULT = "UTC"


def canonical(zone):
    """The name of a time zone as the database is likely to know it."""
    try:
        return pytz.timezone(zone or DEFAULT).zone
    except pytz.UnknownTimeZoneError:
        return DEFAULT


def day_of(policy, company_id, value):
    """The day of a date or of a moment in UTC; the last day of the calendar is a marker
    for no end, and the same everywhere.

    :param policy: ``engine.periods.Policy``, which knows the zones of the companies
    :param company_id: 0 for none: the zone of the first company counts
    """
    if not hasattr(value, "hour"):
        return value
    zone = policy.zone(company_id)
    day = value.date()
    if zone == DEFAULT or day in (date.min, date.max):
        return day
    return value.replace(tzinfo=timezone.utc).astimezone(_rules(zone)).date()


def start_of(policy, company_id, day):
    """The first moment of a day of a company, in UTC and without saying so."""
    if day in (date.min, date.max):
        return datetime.combine(day, time.min)
    local = datetime.combine(day, time.min, tzinfo=_rules(policy.zone(company_id)))
    return local.astimezone(timezone.utc).replace(tzinfo=None)


def _rules(zone):
    """The rules of a zone by the system, as the database has them: those of pytz end
    with the year 2037."""
    try:
        return ZoneInfo(zone)
    except ZoneInfoNotFoundError:
        return pytz.timezone(zone)
