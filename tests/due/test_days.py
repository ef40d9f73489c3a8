"""The day of a date: by SQL the same as by Python, whatever stands in the database."""

import random
from datetime import date, datetime, timedelta

from odoo.tests import tagged
from odoo.tools import SQL

from ...engine.datamap import record_day
from ...engine.datamap.datamap import DataMap
from ...engine.due import due_date, judgement, last_activity
from ...engine.periods import Policy, after, time_zones
from ...engine.subject import membership
from ...engine.worklist import due_for_all
from ...engine.worklist.listed_persons import Listing
from ..worklist.test_candidates import CandidateCase

FIRST, LAST = date.min, date.max
SEED = 20261128
# East and west of UTC, with summer time on both halves of the earth, with half hours,
# and one that has left out a whole day.
ZONES = (
    "Europe/Copenhagen",
    "America/New_York",
    "UTC",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Etc/GMT+12",
)
CHANGES = (
    datetime(2024, 3, 31, 1),
    datetime(2024, 10, 27, 1),
    datetime(2024, 3, 10, 7),
    datetime(2024, 11, 3, 6),
    datetime(2011, 12, 30, 10),
    datetime(2045, 7, 1),
)
# What a date of the database may be, and the day that it counts as.
BEYOND = (
    (None, None),
    ("infinity", LAST),
    ("-infinity", FIRST),
    ("12000-01-01", LAST),
    ("10000-01-01", LAST),
    ("9999-12-31", LAST),
    ("0001-01-01", FIRST),
    ("0044-03-15 BC", FIRST),
)


def moments(count):
    """Random moments, many of them around midnight, the turn of the year and the hours
    in which clocks are changed."""
    chance = random.Random(SEED)
    found = []
    for _number in range(count):
        year = chance.randint(1950, 2090)
        start = chance.choice(
            [
                datetime(year, 1, 1),
                datetime(year, chance.randint(1, 12), chance.randint(1, 28)),
                datetime(year, 2, 28) + timedelta(days=chance.randint(0, 2)),
                chance.choice(CHANGES),
            ]
        )
        found.append(start + timedelta(seconds=chance.randint(-100_000, 100_000)))
    return found


@tagged("post_install", "-at_install", "accounting_only")
class TestDays(CandidateCase):
    def _policy(self, zones):
        return Policy(dict.fromkeys(zones), lambda: dict(zones))

    def _by_sql(self, policy, values, companies, kind="timestamp"):
        expression = (
            record_day.of_moment(policy, SQL("v"), SQL("c"))
            if kind == "timestamp"
            else record_day.of_date(SQL("v"))
        )
        rows = self.env.execute_query(
            SQL(
                "SELECT %s FROM unnest(%s::text[]::%s[], %s::int[])"
                " WITH ORDINALITY u(v, c, n) ORDER BY n",
                expression,
                [value and str(value) for value in values],
                SQL(kind),
                companies,
            )
        )
        return [day for (day,) in rows]

    def test_moments(self):
        found = moments(4000)
        chance = random.Random(SEED + 1)
        for first in ZONES:
            ids = dict(enumerate((first, *ZONES), 1))
            policy = self._policy(ids)
            companies = [chance.choice([0, *ids]) for _moment in found]
            days = [
                time_zones.day_of(policy, *pair)
                for pair in zip(companies, found, strict=True)
            ]
            self.assertEqual(self._by_sql(policy, found, companies), days, first)
            self.assertNotEqual(days, [one.date() for one in found])

    def test_one_zone(self):
        """A single zone for all takes another way through the code."""
        found = moments(500)
        for zone in ZONES:
            policy = self._policy({7: zone})
            days = [time_zones.day_of(policy, 7, one) for one in found]
            self.assertEqual(self._by_sql(policy, found, [7] * len(days)), days, zone)

    def test_no_date_and_no_end(self):
        values, days = map(list, zip(*BEYOND, strict=True))
        for zones in ({1: "UTC"}, {1: ZONES[0]}, dict(enumerate(ZONES, 1))):
            policy = self._policy(zones)
            for kind in ("timestamp", "date"):
                for company in (0, *zones):
                    companies = [company] * len(values)
                    found = self._by_sql(policy, values, companies, kind)
                    self.assertEqual(found, days, (zones, kind, company))
            for last in (datetime.max, datetime(9999, 12, 31)):
                self.assertEqual(time_zones.day_of(policy, 1, last), LAST)

    def test_years_after(self):
        chance = random.Random(SEED + 2)
        days = [one.date() for one in moments(500)]
        days += [date(2024, 2, 29), LAST, date(9998, 2, 28), date(9996, 2, 29), FIRST]
        pairs = [(day, chance.choice([1, 3, 4, 30, 99, 8000, 20000])) for day in days]
        rows = self.env.execute_query(
            SQL(
                "SELECT %s FROM unnest(%s::int[], %s::int[])"
                " WITH ORDINALITY u(day, years, n) ORDER BY n",
                judgement.years_after(SQL("day")),
                [last_activity.number_of(day) for day in days] + [None],
                [years for _day, years in pairs] + [5],
            )
        )
        ends = [number for (number,) in rows]
        self.assertIsNone(ends.pop())
        expected = [last_activity.number_of(after(*pair)) for pair in pairs]
        self.assertEqual(ends, expected)


@tagged("slow", "post_install", "-at_install", "accounting_only")
class TestAnyDate(CandidateCase):
    """Persons with documents of random days, in companies of several zones."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chance = random.Random(SEED)
        cls.companies = cls.env.company
        values = [
            ("America/New_York", "6", 30, "fiscal_year_end"),
            ("Pacific/Kiritimati", "2", 28, "last_activity"),
        ]
        for zone, month, day, start in values:
            company = cls.env["res.company"].create(
                {
                    "name": zone,
                    "fiscalyear_last_month": month,
                    "fiscalyear_last_day": day,
                    "anonymization_retention_start": start,
                    "anonymization_retention_years": 3,
                }
            )
            company.partner_id.tz = zone
            cls.companies |= company
        cls.env.company.partner_id.tz = "Europe/Copenhagen"

    def _persons(self, count):
        persons = self.Partner.create(
            [
                {
                    "name": f"Person {number}",
                    "anonymization_retention_years": self.chance.choice([0, 0, 4, 40]),
                    "company_id": self.chance.choice([False, *self.companies.ids]),
                }
                for number in range(count)
            ]
        )
        children = self.Partner.create(
            [{"name": "Depot", "parent_id": one.id} for one in persons[::5]]
        )
        self.env.flush_all()
        return persons, children

    def _write(self, persons, beyond):
        """Days of creation, and messages of random moments."""
        found = moments(len(persons) * 2)
        for person, moment in zip(persons, found[: len(persons)], strict=True):
            self.env.cr.execute(
                "UPDATE res_partner SET create_date = %s WHERE id = %s",
                [self.chance.choice([moment, moment, *beyond]), person.id],
            )
        for person, moment in zip(persons, found[len(persons) :], strict=True):
            if person.id % 3:
                self.env.cr.execute(
                    "INSERT INTO mail_message (author_id, message_type, date)"
                    " VALUES (%s, 'email', %s)",
                    [person.id, self.chance.choice([moment, moment, *beyond])],
                )
        self.env.invalidate_all()

    def test_one_by_one_as_all_together(self):
        persons, children = self._persons(60)
        self._write(persons | children, [None, "infinity", "-infinity"])
        datamap = DataMap(self.env)
        due_for_all.evaluate(self.env, datamap, Listing(), date.today())
        self.env.cr.execute(
            "SELECT root, category, number, ends FROM anonymization_due"
            " WHERE root = ANY(%s)",
            [persons.ids],
        )
        listed = {root: tuple(row) for root, *row in self.env.cr.fetchall()}
        self.assertEqual(listed.keys(), set(persons.ids))
        subjects = membership.collect(self.env.cr, persons.ids)
        together = due_date.due(self.env, datamap, subjects)
        near = 0
        for index, one in enumerate(subjects):
            (alone,) = due_date.due(self.env, datamap, [one]).values()
            self.assertEqual(alone, together[index])
            category, number, end = listed[one.root]
            self.assertEqual(category, alone.category)
            self.assertEqual(last_activity.day_of(number), alone.since)
            if date(1960, 1, 1) < alone.since < date(2040, 1, 1):
                near += 1
                self.assertEqual(end, alone.end)
        self.assertGreater(near, 20)

    def test_no_approval_date(self):
        """A record without a date is no activity, and is not kept for ever."""
        person = self.Partner.create({"name": "No Date"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = '2012-12-31 23:30:00',"
            " company_id = %s WHERE id = %s",
            [self.env.company.id, person.id],
        )
        self.env.cr.execute(
            "INSERT INTO mail_message (author_id, message_type, date)"
            " VALUES (%s, 'email', NULL)",
            [person.id],
        )
        self.env.invalidate_all()
        (due,) = person.anonymization_due()
        self.assertEqual(due["last_date"], date(2013, 1, 1), "where the company is")
        self.assertEqual(due["due_date"], date(2019, 1, 1))
        self.assertFalse(due["last_id"])
