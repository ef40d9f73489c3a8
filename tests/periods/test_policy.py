"""How long something is kept, worked out by hand: years by company and by law."""

from datetime import date

from odoo.tests import BaseCase, tagged

from ...engine.periods.company_policy import NOT_YET, CompanyPolicy, Period, after
from ...engine.periods.policy import Policy

FISCAL, CALENDAR, LAST = "fiscal_year_end", "calendar_year_end", "last_activity"


@tagged("post_install", "-at_install", "pure")
class TestPolicy(BaseCase):
    """The arithmetic alone."""

    def _policy(self, **values):
        return CompanyPolicy(5, 1, FISCAL, fiscal_year_end=self._year, **values)

    @staticmethod
    def _year(day):
        return date(day.year, 12, 31)

    def test_classes_stand_in(self):
        policy = self._policy(periods={"accounting": Period(8, CALENDAR)})
        day = date(2020, 5, 5)
        self.assertEqual(policy.legal_end("oss", day), date(2028, 12, 31))
        self.assertEqual(policy.legal_end("books", day), date(2028, 12, 31))
        self.assertIsNone(policy.legal_end("correspondence", day))
        periods = {"books": Period(10, CALENDAR), "correspondence": Period(6, LAST)}
        policy = self._policy(periods=periods)
        self.assertEqual(policy.legal_end("books", day), date(2030, 12, 31))
        self.assertEqual(policy.legal_end("correspondence", day), date(2026, 5, 5))
        self.assertEqual(policy.legal_end("accounting", day), date(2025, 12, 31))

    def test_quick_customers(self):
        policy = Policy({1: self._policy()})
        self.assertEqual(
            policy.starts(1, date(2020, 5, 5)),
            (date(2020, 12, 31), date(2025, 12, 31), date(2021, 12, 31)),
        )

    def test_far_future(self):
        self.assertEqual(after(date(2020, 1, 1), 9000), NOT_YET)
