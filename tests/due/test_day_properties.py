"""Ten thousand days by SQL and by Python, among them none, no end, and the hours in
which clocks are changed."""

import random
from datetime import date, datetime, timedelta

from odoo.tests import BaseCase, tagged
from odoo.tools import SQL

from ...engine.datamap import record_day
from ...engine.periods import Policy, time_zones
from ..common import AnonymizationCase
from .test_days import BEYOND

SEED = 20261129
COUNT = 10_000
# Clocks change at night, at midnight forwards and backwards, by half an hour, once
# across a whole day; and where they never do.
ZONES = (
    "Europe/Copenhagen",
    "America/New_York",
    "America/Sao_Paulo",
    "America/Havana",
    "Asia/Beirut",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Kathmandu",
)
SKIPPED = {("Pacific/Apia", date(2011, 12, 30))}


def changes(zone):
    """The moments, in UTC, at which the clocks of a zone are changed, by the hour."""
    policy = policy_of([zone])
    found, moment = [], datetime(1985, 1, 1)
    while moment.year < 2035:
        if offset(policy, moment) != offset(policy, moment + timedelta(days=1)):
            found.append(moment)
        moment += timedelta(days=1)
    return found


def offset(policy, moment):
    local = moment.replace(tzinfo=time_zones.timezone.utc)
    return local.astimezone(time_zones._rules(policy.zone(1))).utcoffset()


def policy_of(zones):
    ids = dict(enumerate(zones, 1))
    return Policy(dict.fromkeys(ids), lambda: ids)


def values(zone, chance):
    """Moments of which many are near a change of the clocks or a turn of the year, with
    the day that they count as where they are none."""
    near = changes(zone) or [datetime(2000, 1, 1)]
    for _number in range(COUNT):
        kind = chance.random()
        if kind < 0.05:
            yield chance.choice(BEYOND)
            continue
        start = datetime(chance.randint(1972, 2200), 1, 1)
        if kind < 0.5:
            start = chance.choice(near) + timedelta(hours=chance.randint(-26, 50))
        elif kind < 0.75:
            start += timedelta(days=chance.randint(0, 364))
        yield start + timedelta(seconds=chance.randint(-90_000, 90_000)), ...


@tagged("post_install", "-at_install", "accounting_only")
class TestDayProperties(AnonymizationCase):
    def test_sql_as_python(self):
        chance = random.Random(SEED)
        policy = policy_of(ZONES)
        changed = 0
        for company, zone in enumerate(ZONES, 1):
            found = list(values(zone, chance))
            texts = [value and str(value) for value, _day in found]
            days = [
                time_zones.day_of(policy, company, value) if day is ... else day
                for value, day in found
            ]
            by_sql = self._by_sql(policy, texts, company)
            triples = zip(texts, days, by_sql, strict=True)
            wrong = [one for one in triples if one[1] != one[2]]
            self.assertFalse(wrong[:5], zone)
            changed += sum(
                day is ... and value.date() != local
                for (value, day), local in zip(found, days, strict=True)
            )
        self.assertGreater(changed, COUNT, "the zone makes a difference")

    def _by_sql(self, policy, texts, company):
        rows = self.env.execute_query(
            SQL(
                "SELECT %s FROM unnest(%s::text[]::timestamp[])"
                " WITH ORDINALITY u(v, n) ORDER BY n",
                record_day.of_moment(policy, SQL("v"), SQL("%s", company)),
                texts,
            )
        )
        return [day for (day,) in rows]


@tagged("post_install", "-at_install", "pure")
class TestStartOfDay(BaseCase):
    def test_first_moment(self):
        """A day begins when the one before has ended, whatever the clocks do then."""
        policy = policy_of(ZONES)
        for company, zone in enumerate(ZONES, 1):
            for moment in changes(zone):
                for shift in range(-1, 3):
                    day = moment.date() + timedelta(days=shift)
                    if (zone, day) in SKIPPED:
                        continue
                    start = time_zones.start_of(policy, company, day)
                    before = start - timedelta(microseconds=1)
                    self.assertEqual(time_zones.day_of(policy, company, start), day)
                    self.assertLess(
                        time_zones.day_of(policy, company, before), day, (zone, day)
                    )
