"""In which order a night takes what is due: nobody waits behind what never can be."""

from contextlib import suppress
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from ...engine.periods.policy import Policy
from ...engine.runs import finish
from ...models.nights import partner_anonymization_finish
from ..cases.finish_case import FinishCase


@tagged("post_install", "-at_install")
class TestFinishOrder(FinishCase):
    def setUp(self):
        super().setUp()
        self.params = self.env["ir.config_parameter"]
        self._anonymize()

    def _second(self, day):
        """Somebody who was anonymized later, with one document."""
        second = self.Partner.create({"name": "Olga Octavius"})
        move = self._invoice(second, day, narration="<p>Olga Octavius</p>")
        self._pay(move)
        second.anonymize("Ticket 4711", override_retention=True)
        self.env.flush_all()
        self.env.invalidate_all()
        return second.sudo().anonymization_line_id, move

    def _limit(self, number):
        self.params.set_param("partner_anonymization.finish_per_night", number)

    def _looked_at(self, day):
        """The lines that a night looks at, in order."""
        batch, seen = finish.batch, []

        def spy(env, run_id, line_ids, *args):
            seen.extend(line_ids)
            return batch(env, run_id, line_ids, *args)

        with patch.object(finish, "batch", spy):
            self._night(day)
        return seen

    # ------------------------------------------------------------------
    # Periods that did not change
    # ------------------------------------------------------------------

    def _told(self, day):
        self.env.flush_all()
        with freeze_time(day):
            return Policy.load(self.env).fingerprint()

    def _fiscal_year(self, month, day):
        self.company.write({"fiscalyear_last_month": month, "fiscalyear_last_day": day})

    def test_a_new_year_changes_no_period(self):
        for month, last in (("12", 31), ("2", 28), ("6", 30)):
            self._fiscal_year(month, last)
            days = [
                f"{year}-{day}"
                for year in range(2020, 2031)
                for day in ("01-01", "03-01", "12-31")
            ]
            told = set(map(self._told, days))
            self.assertEqual(len(told), 1, (month, last))

    def test_another_time_zone_is_noticed(self):
        told = set()
        for zone in (False, "Europe/Copenhagen", "Asia/Tokyo"):
            self.company.partner_id.tz = zone
            told.add(self._told("2026-02-02"))
        self.assertEqual(len(told), 3)

    def test_another_fiscal_year_is_noticed(self):
        told = set()
        for month, last in (("12", 31), ("2", 28), ("6", 30), ("6", 15)):
            self._fiscal_year(month, last)
            told.add(self._told("2026-02-02"))
        self.company.anonymization_retention_years += 1
        told.add(self._told("2026-02-02"))
        self.assertEqual(len(told), 5)

    def test_an_irregular_year_is_noticed(self):
        regular = self._told("2026-02-02")
        told = {
            year: self._with_short_year(year, ("2026-02-02", "2027-01-01"))
            for year in (2024, 2025)
        }
        self.assertEqual(len({regular, *told.values()}), 3)

    def _with_short_year(self, year, days):
        """What is told when a fiscal year ends with June, the next with December."""
        model = type(self.company)
        compute = model.compute_fiscalyear_dates
        short = date(year, 1, 1), date(year, 6, 30)
        other = date(year, 7, 1), date(year, 12, 31)

        def irregular(company, day):
            for first, last in (short, other):
                if first <= day <= last:
                    return {"date_from": first, "date_to": last}
            return compute(company, day)

        with patch.object(model, "compute_fiscalyear_dates", irregular):
            (told,) = {self._told(day) for day in days}
        return told

    def test_nobody_is_looked_at_in_a_new_year(self):
        self._night("2026-12-31")
        self.assertFalse(self._looked_at("2027-01-01"))
        self.assertEqual(self.line.finish_date, date(2028, 1, 1))

    # ------------------------------------------------------------------
    # Order
    # ------------------------------------------------------------------

    def test_due_before_what_is_looked_at_again(self):
        """The periods were changed: all are looked at, those with a day last."""
        line, move = self._second("2021-02-02")
        self.assertEqual(line.finish_date, date(2027, 1, 1))
        self.assertLess(self.line.id, line.id)
        self._limit(1)
        self.params.set_param("partner_anonymization.finish_periods", "others")
        self.env.flush_all()
        self.assertEqual(self._looked_at("2027-01-01"), line.ids)
        self.assertNotIn("Olga", move.narration)
        self.assertEqual(self.line.finish_date, date(2028, 1, 1), "as it was")
        self.assertEqual(self._looked_at("2027-01-02"), self.line.ids)
        self.assertFalse(self._looked_at("2027-01-03"), "looked at once")

    def test_the_longest_due_comes_first(self):
        line, _move = self._second("2021-02-02")
        self.assertEqual(self._looked_at("2029-01-01"), [line.id, self.line.id])

    def test_what_cannot_be_opened_goes_last(self):
        line, move = self._second("2022-02-02")
        self.assertEqual(line.finish_date, self.line.finish_date)
        self.env.cr.execute(
            "UPDATE partner_anonymization_seal"
            " SET payload = set_byte(payload, 20, get_byte(payload, 20) # 1)"
            " WHERE line_id = %s",
            self.line.ids,
        )
        self._limit(1)
        self.assertEqual(self._looked_at("2028-01-01"), self.line.ids)
        self.assertEqual(self.line.finish_tried_date, date(2028, 1, 1))
        self.assertEqual(self._looked_at("2028-01-02"), line.ids)
        self.assertNotIn("Olga", move.narration)
        self.assertEqual(self._looked_at("2028-01-03"), self.line.ids, "once more")
        self.assertEqual(self.line.finish_tried_date, date(2028, 1, 3))
        self.assertIn(2022, self._clear())

    def test_an_error_goes_last(self):
        line, move = self._second("2022-02-02")
        self._limit(1)

        def fail(_env, _run_id, line_ids, *_args):
            if self.line.id in line_ids:
                raise ValueError

        with patch.object(finish, "batch", fail), self.assertLogs(level="ERROR"):
            self._night("2028-01-01")
        self.assertEqual(self.line.finish_tried_date, date(2028, 1, 1))
        self.assertEqual(self._looked_at("2028-01-02"), line.ids)
        self.assertNotIn("Olga", move.narration)
        self.assertEqual(self._looked_at("2028-01-03"), self.line.ids)
        self.assertFalse(self.line.finish_tried_date, "done")
        self.assertEqual(self._clear(), [2023, 2024, 2025])

    def test_the_end_of_the_process_goes_last(self):
        """A try is noted before it is made: others are finished the next time."""
        line, move = self._second("2022-02-02")
        self.patch(partner_anonymization_finish, "BATCH", 1)
        batch, ended = finish.batch, []

        def end(env, run_id, line_ids, *args):
            if self.line.id in line_ids:
                env.cr.execute(
                    "SELECT finish_tried_date FROM partner_anonymization_line"
                    " WHERE id = ANY(%s)",
                    [line_ids],
                )
                ended.extend(env.cr.fetchall())
                raise Exception("the process ends")
            return batch(env, run_id, line_ids, *args)

        with patch.object(finish, "batch", end):
            for day in ("2028-01-01", "2028-01-02"):
                with suppress(Exception):
                    self._night(day)
        self.assertEqual(ended, [(date(2028, 1, 1),), (date(2028, 1, 2),)])
        self.assertNotIn("Olga", move.narration)
        self.assertFalse(line.finish_tried_date)
        self.assertEqual(self._looked_at("2028-01-03"), self.line.ids)

    def test_locked_keeps_its_place(self):
        self._second("2022-02-02")
        self._limit(1)
        lock = type(self.person).try_lock_for_update
        with patch.object(
            type(self.person),
            "try_lock_for_update",
            lambda partners, **kwargs: lock(partners - self.person, **kwargs),
        ):
            self._night("2028-01-01")
        self.assertFalse(self.line.finish_tried_date)
        self.assertEqual(self._looked_at("2028-01-02"), self.line.ids)

    def test_each_once_a_night(self):
        line, _move = self._second("2022-02-02")
        self.env.cr.execute(
            "UPDATE partner_anonymization_seal"
            " SET payload = set_byte(payload, 20, get_byte(payload, 20) # 1)"
            " WHERE line_id = ANY(%s)",
            [(self.line | line).ids],
        )
        self.assertEqual(self._looked_at("2028-01-01"), [self.line.id, line.id])

    def test_undone(self):
        """Nothing of a live partner is looked at, whatever happened before."""
        self.params.set_param("partner_anonymization.finish_periods", "others")
        self._limit(1)
        self._second("2021-02-02")
        self._night("2027-01-01")
        self.assertTrue(self.line.finish_again)
        self.person.deanonymize()
        self.env.invalidate_all()
        self.assertFalse(self.line.finish_again)
        self.assertFalse(self.line.finish_date)
