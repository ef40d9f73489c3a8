"""What another retention would change, before it is saved."""

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ...engine.datamap.datamap import DataMap
from ...engine.worklist import what_if
from .test_candidates import CandidateCase


@tagged("post_install", "-at_install")
class TestSimulator(CandidateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.Partner
        for year in range(2014, 2024):
            partner = cls.Partner.create({"name": f"Buyer of {year}"})
            cls._pay(cls._invoice(partner, f"{year}-03-03"))
            cls.people |= partner

    def _simulation(self, **values):
        return self.env["partner.anonymization.simulation"].create(values)

    def _counts(self, simulation):
        return {
            (one.year, one.category): (one.before, one.after)
            for one in simulation.line_ids
        }

    @freeze_time("2024-06-15")
    def test_longer(self):
        before = self._simulation()
        before.action_simulate()
        self.assertIn("Nobody becomes due", before.summary)
        self.assertEqual(before.years, 5)
        (now, same) = self._counts(before)[(0, "customer")]
        self.assertEqual(now, same)
        longer = self._simulation()
        longer.years = 8
        longer.action_simulate()
        counts = self._counts(longer)
        # 2014 and 2015 stay due; 2016 to 2018 no longer are.
        self.assertEqual(counts[(0, "customer")], (now, now - 3))
        self.assertEqual(counts[(2025, "customer")][1] >= 1, True)
        self.assertIn("0 become due today, 3 no longer are", longer.summary)
        self.assertEqual(self.env.company.anonymization_retention_years, 5)
        labels = longer.chart["labels"]
        (bars,) = (
            one
            for one in longer.chart["sets"]
            if one["stack"] == "after" and "Customer" in one["label"]
        )
        self.assertEqual(
            bars["data"][labels.index("2025")], counts[(2025, "customer")][1]
        )

    @freeze_time("2024-06-15")
    def test_law(self):
        form = Form(self.env["partner.anonymization.simulation"])
        with form.period_ids.new() as period:
            period.retention_class = "accounting"
            period.years = 7
            period.start = "calendar_year_end"
        simulation = form.save()
        simulation.action_simulate()
        self.assertIn("2 no longer are", simulation.summary)
        simulation.taxes_open_from = "2014-01-01"
        simulation.period_ids.suspended = True
        simulation.action_simulate()
        self.assertIn("5 no longer are", simulation.summary)
        (before, after) = self._counts(simulation)[(9999, "customer")]
        self.assertGreaterEqual(after, 10)

    @freeze_time("2024-06-15")
    def test_class_that_no_company_has_yet(self):
        """Payments are entries without a voucher, which belong to the books."""
        simulation = self._simulation()
        simulation.period_ids = [
            Command.create({"retention_class": name, "years": years})
            for name, years in (("accounting", 5), ("books", 8))
        ]
        simulation.action_simulate()
        self.assertIn("3 no longer are", simulation.summary)
        datamap = DataMap(self.env)
        promised = what_if.due_ids(
            self.env,
            datamap,
            self.env["partner.anonymization.candidate"]._listing(),
            simulation._proposed(datamap.policy),
            fields.Date.today(),
        )
        self.assertEqual(set(self.people.ids) & promised, set(self.people[:2].ids))
        simulation.action_apply()
        listed = self.Candidate.search([("is_due", "=", True)])
        self.assertEqual(set(listed.partner_id.ids), promised)

    @freeze_time("2024-06-15")
    def test_saved(self):
        simulation = self._simulation()
        simulation.years = 2
        simulation.period_ids = [
            Command.create({"retention_class": "accounting", "years": 3})
        ]
        simulation.action_simulate()
        datamap = DataMap(self.env)
        listing = self.env["partner.anonymization.candidate"]._listing()
        today = fields.Date.today()
        promised = what_if.due_ids(
            self.env, datamap, listing, simulation._proposed(datamap.policy), today
        )
        self.assertLessEqual(set(self.people[:7].ids), promised)
        self.assertFalse(set(self.people[7:].ids) & promised)
        simulation.action_apply()
        company = self.env.company
        self.assertEqual(company.anonymization_retention_years, 2)
        self.assertEqual(company.anonymization_period_ids.years, 3)
        listed = self.Candidate.search([("is_due", "=", True)])
        self.assertEqual(set(listed.partner_id.ids), promised)

    def test_rights(self):
        clerk = self._user("simulating_clerk", "group_anonymize")
        with self.assertRaises(AccessError):
            self.env["partner.anonymization.simulation"].with_user(clerk).create({})
        manager = self._user("simulating_manager", "group_manager")
        simulation = (
            self.env["partner.anonymization.simulation"].with_user(manager).create({})
        )
        simulation.action_simulate()
        self.assertTrue(simulation.summary)
        with self.assertRaises(AccessError):
            simulation.action_apply()

    def test_negative_years(self):
        period = {"retention_class": "accounting", "years": 0}
        wrong = (
            {"years": -2},
            {"quick_years": -1},
            {"period_ids": [Command.create(period)]},
        )
        for values in wrong:
            with (
                self.subTest(values=values),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self._simulation(**values).flush_recordset()
