"""Art. 12(3) GDPR, counted by Regulation 1182/71 Art. 3: a table of cases."""

import sys
from datetime import date
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo.tests import BaseCase, tagged

from ...engine.periods import request_deadline

# received, months, the same date or the last day of the month
MONTHS = [
    ("2026-01-01", 1, "2026-02-01"),
    ("2026-01-15", 1, "2026-02-15"),
    ("2026-01-28", 1, "2026-02-28"),
    ("2026-01-29", 1, "2026-02-28"),
    ("2026-01-30", 1, "2026-02-28"),
    ("2026-01-31", 1, "2026-02-28"),
    ("2028-01-28", 1, "2028-02-28"),
    ("2028-01-29", 1, "2028-02-29"),
    ("2028-01-30", 1, "2028-02-29"),
    ("2028-01-31", 1, "2028-02-29"),
    ("2028-02-29", 1, "2028-03-29"),
    ("2026-02-28", 1, "2026-03-28"),
    ("2026-03-31", 1, "2026-04-30"),
    ("2026-04-30", 1, "2026-05-30"),
    ("2026-05-31", 1, "2026-06-30"),
    ("2026-12-15", 1, "2027-01-15"),
    ("2026-12-31", 1, "2027-01-31"),
    ("2026-11-30", 3, "2027-02-28"),
    ("2027-11-30", 3, "2028-02-29"),
    ("2026-01-31", 3, "2026-04-30"),
    ("2026-10-31", 3, "2027-01-31"),
    ("2026-12-31", 3, "2027-03-31"),
    ("2100-01-29", 1, "2100-02-28"),
    ("2000-01-29", 1, "2000-02-29"),
]
# received, extended, last day to answer; Denmark
ENDS = [
    ("2026-01-05", False, "2026-02-05"),  # a Thursday
    ("2026-01-07", False, "2026-02-09"),  # Saturday 7 February
    ("2026-01-08", False, "2026-02-09"),  # Sunday 8 February
    ("2026-01-31", False, "2026-03-02"),  # Saturday 28 February
    ("2026-02-28", False, "2026-03-30"),  # Saturday 28 March
    ("2026-03-01", False, "2026-04-01"),  # the day before Maundy Thursday
    ("2026-03-02", False, "2026-04-07"),  # Maundy Thursday to Easter Monday
    ("2026-03-06", False, "2026-04-07"),  # Easter Monday
    ("2026-04-14", False, "2026-05-15"),  # Ascension Day
    ("2026-04-25", False, "2026-05-26"),  # Whit Monday
    ("2026-11-25", False, "2026-12-28"),  # Christmas Day, a Friday
    ("2026-12-01", False, "2027-01-04"),  # New Year's Day, a Friday
    ("2026-12-31", False, "2027-02-01"),  # Sunday 31 January
    ("2026-01-05", True, "2026-04-07"),  # Easter Sunday
    ("2026-09-25", True, "2026-12-28"),
    ("2026-11-30", True, "2027-03-01"),  # Sunday 28 February
    ("2027-11-30", True, "2028-02-29"),  # a Tuesday
    ("2023-04-05", False, "2023-05-08"),  # Great Prayer Day, the last one in Denmark
    ("2024-03-26", False, "2024-04-26"),  # the same Friday a year later is no holiday
]


@tagged("post_install", "-at_install", "pure")
class TestDeadline(BaseCase):
    def _day(self, text):
        return date.fromisoformat(text)

    def test_months(self):
        for day, months, wanted in MONTHS:
            with self.subTest(day=day, months=months):
                found = request_deadline.end(self._day(day), months == 3)
                self.assertEqual(found, request_deadline.working_day(self._day(wanted)))

    def test_ends(self):
        holidays = request_deadline.public_holidays("DK")
        self.assertIsNotNone(holidays, "install the package holidays")
        for received, extended, wanted in ENDS:
            with self.subTest(received=received, extended=extended):
                found = request_deadline.end(self._day(received), extended, holidays)
                self.assertEqual(found, self._day(wanted))

    def test_holidays_differ_by_country(self):
        received = self._day("2026-04-01")
        for country, wanted in (("DK", "2026-05-01"), ("DE", "2026-05-04")):
            holidays = request_deadline.public_holidays(country)
            found = request_deadline.end(received, holidays=holidays)
            self.assertEqual(found, self._day(wanted), country)

    def test_every_end_is_a_working_day(self):
        holidays = request_deadline.public_holidays("DE")
        for ordinal in range(
            date(2026, 1, 1).toordinal(), date(2028, 12, 31).toordinal()
        ):
            received = date.fromordinal(ordinal)
            for extended in (False, True):
                found = request_deadline.end(received, extended, holidays)
                self.assertLess(found.weekday(), 5)
                self.assertNotIn(found, holidays)
                months = relativedelta(months=3 if extended else 1)
                self.assertGreaterEqual(found, received + months)

    def test_without_the_library(self):
        with patch.dict(sys.modules, {"holidays": None}):
            self.assertIsNone(request_deadline.public_holidays("DK"))
        # Easter Monday counts as a working day then, Easter Sunday does not.
        received = self._day("2026-03-05")
        self.assertEqual(request_deadline.end(received), self._day("2026-04-06"))

    def test_country_without_holidays(self):
        for code in ("XX", "", None):
            self.assertIsNone(request_deadline.public_holidays(code), code)
