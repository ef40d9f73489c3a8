"""When a request of a data subject must be answered. Pure: dates in, dates out.

GDPR Art. 12(3): within one month of receipt, which may be extended by two further
months. Periods are counted by Regulation (EEC, Euratom) No 1182/71, Art. 3:

* (1) the day of the event itself does not count;
* (2)(c) a period in months ends with the last hour of the day of the last month that
  has the same date as the day of the event; where there is none, with the last hour of
  the last day of that month;
* (4) where that is a public holiday, a Sunday or a Saturday, it ends with the last hour
  of the following working day.
"""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

MONTHS, MONTHS_EXTENDED = 1, 3
SATURDAY = 5


def working_day(day, holidays=()):
    """``day`` itself, or the first one after it that is no holiday or weekend.

    :param holidays: whatever says ``day in holidays``
    """
    while day.weekday() >= SATURDAY or day in holidays:
        day += timedelta(days=1)
    return day


def end(received, extended=False, holidays=()):
    """The last day on which a request can be answered in time.

    :param date received: the day of receipt
    :param extended: by two further months
    """
    months = MONTHS_EXTENDED if extended else MONTHS
    return working_day(received + relativedelta(months=months), holidays)


def public_holidays(country_code):
    """The nation-wide public holidays of a country, as a set that grows by itself.

    :param country_code: two letters
    :return: None where the library ``holidays`` is not installed or does not know the
        country: only weekends can be counted then
    """
    try:
        from holidays import country_holidays
    except ImportError:
        return None
    try:
        return country_holidays(country_code or "")
    except NotImplementedError:
        return None
