"""The day of a moment, where the company is."""

import pytz

DEFAULT = "UTC"


def canonical(zone):
    """The name of a time zone as the database is likely to know it."""
    try:
        return pytz.timezone(zone or DEFAULT).zone
    except pytz.UnknownTimeZoneError:
        return DEFAULT


def day_of(policy, company_id, value):
    """The day of a date or of a moment in UTC.

    :param policy: ``engine.periods.Policy``, which knows the zones of the companies
    :param company_id: 0 for none: the zone of the first company counts
    """
    if not hasattr(value, "hour"):
        return value
    zone = policy.zone(company_id)
    if zone == DEFAULT:
        return value.date()
    try:
        return pytz.utc.localize(value).astimezone(pytz.timezone(zone)).date()
    except OverflowError:  # the last day of the calendar, as a marker for no end
        return value.date()
