"""When is somebody due? Each case is worked out by hand, and lived through day by day
around its end."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.tests import TransactionCase, tagged

from ...engine.checks import find_blockers
from ...engine.datamap.datamap import DataMap
from ...engine.due import due_date
from ...engine.periods.company_policy import NOT_YET, Period, after
from ...engine.periods.policy import Policy
from ...engine.subject import membership
from ..worklist.test_candidates import CandidateCase

FISCAL, CALENDAR, SWEDISH, LAST = (
    "fiscal_year_end",
    "calendar_year_end",
    "calendar_of_fiscal_year_end",
    "last_activity",
)
# Name, start, last day of the fiscal year, years, days of the entries, expected end.
ENTRIES = [
    ("middle of the year", FISCAL, (12, 31), 5, ["2018-02-01"], "2023-12-31"),
    ("last day of the year", FISCAL, (12, 31), 5, ["2018-12-31"], "2023-12-31"),
    ("first day of the year", FISCAL, (12, 31), 5, ["2019-01-01"], "2024-12-31"),
    ("leap day", FISCAL, (12, 31), 5, ["2020-02-29"], "2025-12-31"),
    ("broken year", FISCAL, (6, 30), 5, ["2018-02-01"], "2023-06-30"),
    ("its last day", FISCAL, (6, 30), 5, ["2018-06-30"], "2023-06-30"),
    ("its first day", FISCAL, (6, 30), 5, ["2018-07-01"], "2024-06-30"),
    ("year to March", FISCAL, (3, 31), 5, ["2020-03-31"], "2025-03-31"),
    ("year from April", FISCAL, (3, 31), 5, ["2020-04-01"], "2026-03-31"),
    ("British year", FISCAL, (4, 5), 6, ["2021-04-05"], "2027-04-05"),
    ("British new year", FISCAL, (4, 5), 6, ["2021-04-06"], "2028-04-05"),
    ("year to September", FISCAL, (9, 30), 5, ["2019-10-15"], "2025-09-30"),
    ("to February, no leap year", FISCAL, (2, 28), 5, ["2019-02-28"], "2024-02-28"),
    ("to February, leap year", FISCAL, (2, 28), 5, ["2020-02-29"], "2025-02-28"),
    ("from March, leap year", FISCAL, (2, 28), 4, ["2019-03-01"], "2024-02-29"),
    ("ten years", FISCAL, (12, 31), 10, ["2012-08-08"], "2022-12-31"),
    ("no years", FISCAL, (12, 31), 0, ["2021-05-05"], "2021-12-31"),
    ("latest of three", FISCAL, (12, 31), 5,
     ["2016-01-01", "2019-03-03", "2017-12-31"], "2024-12-31"),
    ("future-dated", FISCAL, (12, 31), 5, ["2018-01-01", "2031-05-05"], "2036-12-31"),
    ("calendar year", CALENDAR, (12, 31), 5, ["2018-02-01"], "2023-12-31"),
    ("calendar, broken year", CALENDAR, (6, 30), 5, ["2018-02-01"], "2023-12-31"),
    ("calendar, second half", CALENDAR, (6, 30), 5, ["2018-07-01"], "2023-12-31"),
    ("calendar, last day", CALENDAR, (6, 30), 5, ["2018-12-31"], "2023-12-31"),
    ("calendar, first day", CALENDAR, (6, 30), 5, ["2019-01-01"], "2024-12-31"),
    ("calendar, eight years", CALENDAR, (12, 31), 8, ["2016-06-06"], "2024-12-31"),
    ("Swedish, first half", SWEDISH, (6, 30), 7, ["2018-02-01"], "2025-12-31"),
    ("Swedish, second half", SWEDISH, (6, 30), 7, ["2018-07-01"], "2026-12-31"),
    ("Swedish, full year", SWEDISH, (12, 31), 7, ["2018-05-05"], "2025-12-31"),
    ("Swedish, year to April", SWEDISH, (4, 30), 7, ["2018-05-01"], "2026-12-31"),
    ("from the last activity", LAST, (12, 31), 5, ["2018-02-01"], "2023-02-01"),
    ("leap day to no leap year", LAST, (12, 31), 1, ["2020-02-29"], "2021-02-28"),
    ("leap day to leap year", LAST, (12, 31), 4, ["2020-02-29"], "2024-02-29"),
    ("New Year's Eve", LAST, (12, 31), 5, ["2019-12-31"], "2024-12-31"),
    ("the day itself", LAST, (12, 31), 0, ["2021-05-05"], "2021-05-05"),
]  # fmt: skip
# Name, individual years, law (None: the company's five), days, expected end.
LAW = [
    ("longer", 8, None, ["2018-02-01"], "2026-12-31"),
    ("shorter than the law", 1, None, ["2018-02-01"], "2023-12-31"),
    ("law longer", 0, Period(8, CALENDAR), ["2018-02-01"], "2026-12-31"),
    ("law shorter", 0, Period(3, CALENDAR), ["2018-02-01"], "2023-12-31"),
    ("law and shorter", 1, Period(3, CALENDAR), ["2018-02-01"], "2021-12-31"),
    ("law not undercut", 1, Period(10, CALENDAR), ["2018-02-01"], "2028-12-31"),
    ("taxes open", 0, Period(8, CALENDAR, True), ["2018-02-01"], None),
    ("taxes assessed", 0, Period(8, CALENDAR, True), ["2017-12-31"], "2025-12-31"),
    ("one year open", 2, Period(3, CALENDAR, True), ["2016-05-05", "2018-01-01"], None),
]  # fmt: skip


@tagged("post_install", "-at_install")
class TestDueDates(CandidateCase):
    def _settled(self, partner, days):
        for day in days:
            self._pay(self._invoice(partner, day))

    def _end(self, partner):
        self.env.flush_all()
        subjects = membership.collect(self.env.cr, partner.ids)
        return due_date.due(self.env, DataMap(self.env), subjects)[0].end

    def _assert_end(self, partner, expected):
        """The end, and what a scheduled run says on that day and the next."""
        expected = date.fromisoformat(expected)
        self.assertEqual(self._end(partner), expected)
        for day, is_kept in ((expected, True), (expected + timedelta(days=1), False)):
            with freeze_time(day):
                found = find_blockers.find(
                    self.env,
                    DataMap(self.env),
                    membership.collect(self.env.cr, partner.ids),
                    self.env.user,
                    by_policy=True,
                )
                codes = {one.code for one in found}
                self.assertEqual("retention" in codes, is_kept, day)

    def test_entries(self):
        for name, start, (month, last), years, days, expected in ENTRIES:
            with self.subTest(name):
                self.env.company.write(
                    {
                        "fiscalyear_last_month": str(month),
                        "fiscalyear_last_day": last,
                        "anonymization_retention_start": start,
                        "anonymization_retention_years": years,
                    }
                )
                partner = self.Partner.create({"name": f"Case {name}"})
                self._settled(partner, days)
                self._assert_end(partner, expected)

    def test_law(self):
        self.assertGreaterEqual(len(ENTRIES) + len(LAW), 40)
        company = self.env.company
        company.anonymization_taxes_open_from = "2018-01-01"
        for name, individual, law, days, expected in LAW:
            with self.subTest(name):
                company.anonymization_period_ids.unlink()
                if law:
                    self.env["partner.anonymization.period"].create(
                        {
                            "company_id": company.id,
                            "retention_class": "accounting",
                            "years": law.years,
                            "start": law.start,
                            "suspended": law.suspended,
                        }
                    )
                partner = self.Partner.create(
                    {
                        "name": f"Case {name}",
                        "anonymization_retention_years": individual,
                    }
                )
                self._settled(partner, days)
                if expected:
                    self._assert_end(partner, expected)
                    continue
                self.assertEqual(self._end(partner), NOT_YET)
                with freeze_time("2090-01-01"):
                    (found,) = partner.anonymization_blockers()
                self.assertEqual(found["code"], "retention")
                self.assertIn("taxes are open", found["message"])

    def test_whose_documents_count(self):
        self._settled(self.person, ["2015-05-05"])
        self._assert_end(self.person, "2020-12-31")
        self._settled(self.person.child_ids[1], ["2017-05-05"])
        self._assert_end(self.person, "2022-12-31")
        self._invoice(self.person, "2021-05-05", post=False).button_cancel()
        self._assert_end(self.person, "2022-12-31")
        other = self.Partner.create({"name": "Z. Quillfeather"})
        self._settled(other, ["2019-05-05"])
        self.person.anonymization_same_partner_ids = other
        self.person.child_ids[2].anonymization_retention_years = 7
        self.env.flush_all()
        (due,) = due_date.due(
            self.env,
            DataMap(self.env),
            membership.collect(self.env.cr, self.person.ids),
        ).values()
        self.assertEqual(due.end, date(2026, 12, 31))

    def test_the_payment_is_the_last_activity(self):
        move = self._invoice(self.person, "2018-12-30")
        self._pay(move, "2019-01-02")
        self._assert_end(self.person, "2024-12-31")

    def test_no_activity(self):
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = '2015-06-06' WHERE id = ANY(%s)",
            [[self.person.id, *self.person.child_ids.ids]],
        )
        self._assert_end(self.person, "2020-12-31")
        self.person.anonymization_retention_years = 2
        self._assert_end(self.person, "2017-12-31")
        with freeze_time("2016-01-01"):
            self.assertEqual(self._codes(self.person), set(), "asked for by hand")


@tagged("post_install", "-at_install")
class TestSeveralCompanies(CandidateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_data_2 = cls.setup_other_company()
        cls.second = cls.company_data_2["company"]
        cls.second.write(
            {
                "fiscalyear_last_month": "6",
                "fiscalyear_last_day": 30,
                "anonymization_retention_years": 10,
            }
        )
        cls.first = cls.env.company

    def _policy(self):
        return Policy.load(self.env)

    def _entry(self, company, day):
        accounts = self.company_data_2 if company == self.second else self.company_data
        move = self.env["account.move"].with_company(company).create(
            {
                "move_type": "entry",
                "journal_id": accounts["default_journal_misc"].id,
                "date": day,
                "line_ids": [
                    (0, 0, {
                        "account_id": accounts["default_account_revenue"].id,
                        "partner_id": self.person.id,
                        "balance": balance,
                    })
                    for balance in (5, -5)
                ],
            }
        )  # fmt: skip
        move.action_post()

    def _end(self):
        subjects = membership.collect(self.env.cr, self.person.ids)
        return due_date.due(self.env, DataMap(self.env), subjects)[0].end

    def test_the_latest_end_wins(self):
        self._entry(self.first, "2018-02-01")
        self.assertEqual(self._end(), date(2023, 12, 31))
        self._entry(self.second, "2012-08-01")
        self.assertEqual(self._end(), date(2023, 12, 31))
        self._entry(self.second, "2016-08-01")
        self.assertEqual(self._end(), date(2027, 6, 30))
        self._entry(self.first, "2024-08-01")
        self.assertEqual(self._end(), date(2029, 12, 31))

    def test_no_company(self):
        """What belongs to no company counts in the one that keeps longest."""
        policy = self._policy()
        day = date(2018, 2, 1)
        ends = [policy.legal_end(one.id, "accounting", day) for one in
                self.env["res.company"].search([])]  # fmt: skip
        self.assertEqual(policy.legal_end(0, "accounting", day), max(ends))
        self.assertEqual(policy.legal_end(None, "correspondence", day), None)
        self.assertEqual(policy.starts(0, day)[1], max(
            policy.starts(one.id, day)[1] for one in self.env["res.company"].search([])
        ))  # fmt: skip


@tagged("post_install", "-at_install")
class TestYearsBySql(TransactionCase):
    def test_same_as_by_sql(self):
        """Years are added by PostgreSQL for individual periods."""
        days = [date(2019, 12, 30) + timedelta(days=n) for n in range(0, 800, 7)]
        days += [date(2020, 2, 29), date(2024, 2, 29), date(2020, 2, 28)]
        for years in (0, 1, 3, 4, 10, 99):
            self.env.cr.execute(
                "SELECT (d + make_interval(years => %s))::date"
                " FROM unnest(%s::date[]) WITH ORDINALITY u(d, n) ORDER BY n",
                [years, days],
            )
            found = [day for (day,) in self.env.cr.fetchall()]
            self.assertEqual(found, [after(day, years) for day in days])
            self.assertEqual(found[3], days[3] + relativedelta(years=years))
