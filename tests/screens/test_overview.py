"""The first screen: every number is that of the list which it opens."""

import time
from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import HttpCase, tagged

from ...models.overview.overview_tiles import TILES
from ..cases.accounting import BooksCase

TODAY = date.today()


class OverviewCase(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Nothing of the demo data: what is counted is made here.
        for table in ("candidate", "request"):
            cls.env.cr.execute(f"DELETE FROM partner_anonymization_{table}")
        cls.env.cr.execute("UPDATE res_partner SET anonymization_hold = FALSE")
        cls.env.invalidate_all()
        cls.company_2 = cls.env["res.company"].create({"name": "Second of Them"})
        cls.Overview = cls.env["partner.anonymization.overview"]

    @classmethod
    def _overview_user(cls, login, groups):
        user = cls._user(login, groups)
        user.group_ids |= cls.env.ref("account.group_account_invoice")
        company = cls.env.company
        user.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        return user

    @classmethod
    def _candidate(cls, days, state="ready", **values):
        partner = cls.Partner.create({"name": "Listed", **values.pop("of", {})})
        return (
            cls.env["partner.anonymization.candidate"]
            .sudo()
            .create(
                {
                    "partner_id": partner.id,
                    "category": "customer",
                    "due_date": TODAY + timedelta(days=days),
                    "state": state,
                    **values,
                }
            )
        )

    @classmethod
    def _situation(cls):
        """Something behind nearly every number."""
        cls._candidate(-40)
        cls._candidate(-1, "blocked")
        cls._candidate(0, category="supplier")
        cls._candidate(-3, is_excluded=True)
        cls._candidate(30)
        cls._candidate(31)
        cls._candidate(-1, of={"company_id": cls.company_2.id})
        held, over = cls.Partner.create([{"name": "Held"}, {"name": "Over"}])
        held.write({"anonymization_hold": True, "anonymization_hold_reason": "C-1"})
        over.write(
            {
                "anonymization_hold": True,
                "anonymization_hold_reason": "C-2",
                "anonymization_hold_until": TODAY - timedelta(days=1),
            }
        )
        Request = cls.env["partner.anonymization.request"]
        for days in (-60, -27, -1):
            Request.create({"date_received": TODAY + timedelta(days=days)})
        cls._pay(cls._invoice(cls.person, f"{TODAY.year - 2}-05-05"))
        cls.log_run = cls.person.anonymize(
            override_retention=True, override_reason="Asked for"
        )

    def _numbers(self, user):
        sections = self.Overview.with_user(user).get_overview()["sections"]
        return {tile["key"]: tile for one in sections for tile in one["tiles"]}

    def _list(self, user, key, place=None):
        """The records of the list behind a number, as the client searches it."""
        overview = self.Overview.with_user(user)
        action = overview.action_open(key, place)
        self.assertFalse(
            [one for one in action["context"] if one.startswith("search_default")]
        )
        records = overview.env[action["res_model"]].with_context(**action["context"])
        return records.search(Domain(action["domain"]))


@tagged("post_install", "-at_install", "accounting_only")
class TestOverview(OverviewCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._situation()
        cls.clerk = cls._overview_user("overview-clerk", "group_anonymize")
        cls.manager = cls._overview_user("overview-manager", "group_manager")

    def test_numbers(self):
        numbers = self._numbers(self.clerk)
        wanted = {
            "due": 3,
            "soon": 1,
            "blocked": 1,
            "excluded": 1,
            "hold": 1,
            "overdue": 1,
            "requests": 3,
            "running": 0,
        }
        found = {key: numbers[key]["count"] for key in wanted}
        self.assertEqual(found, wanted)
        self.assertGreater(numbers["kept"]["count"], 0)
        self.assertGreaterEqual(numbers["unproved"]["count"], 1)
        self.assertEqual(numbers["overdue"]["tone"], "danger")
        self.assertEqual(numbers["running"]["tone"], "")

    def test_each_number_is_that_of_its_list(self):
        for user in (self.clerk, self.manager):
            numbers = self._numbers(user)
            for key, tile in numbers.items():
                with self.subTest(user=user.login, key=key):
                    self.assertEqual(tile["count"], len(self._list(user, key)))
        self.assertEqual(numbers.keys(), TILES.keys())

    def test_companies(self):
        """Somebody of the other company sees its candidate, too."""
        both = self._overview_user("overview-both", "group_anonymize")
        both.company_ids |= self.company_2
        overview = self.Overview.with_user(both).with_context(
            allowed_company_ids=both.company_ids.ids
        )
        tiles = overview.get_overview()["sections"][0]["tiles"]
        self.assertEqual((tiles[0]["key"], tiles[0]["count"]), ("due", 4))
        overview = overview.with_context(allowed_company_ids=self.env.company.ids)
        tiles = overview.get_overview()["sections"][0]["tiles"]
        self.assertEqual((tiles[0]["key"], tiles[0]["count"]), ("due", 3))

    def _seen(self, user, line):
        env = self.env(user=user)
        own = [("line_id", "=", line.id)]
        return [
            env["partner.anonymization.line"].search_count([("id", "=", line.id)]),
            env["partner.anonymization.kept"].search_count(own) > 0,
            env["partner.anonymization.trace"].search_count(own) > 0,
        ]

    def test_what_is_of_other_companies(self):
        """Anonymized people are archived: their company counts all the same, also one
        that is added later, or archived."""
        both = self._overview_user("overview-two", "group_anonymize")
        both.company_ids |= self.company_2
        partner = self.Partner.create({"name": "Olga Octavius"})
        self._pay(self._invoice(partner))
        run = partner.anonymize(override_retention=True, override_reason="T-1")
        line = run.line_ids
        for company in (self.company_2, self._later()):
            self.env.cr.execute(
                "UPDATE res_partner SET company_id = %s WHERE id = %s",
                [company.id, partner.id],
            )
            self.env.invalidate_all()
            self.assertEqual(self._seen(self.clerk, line), [0, False, False])
        self.assertEqual(self._seen(both, line), [0, False, False])
        company.action_archive()
        self.assertEqual(self._seen(both, line), [0, False, False])
        both.company_ids |= company
        self.env.cr.execute(
            "UPDATE res_partner SET company_id = %s WHERE id = %s",
            [self.company_2.id, partner.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self._seen(both, line), [1, True, True])

    def _later(self):
        self._seen(self.clerk, self.log_run.line_ids)  # the rules are remembered
        return self.env["res.company"].create({"name": "Third of Them"})

    def test_nobody_of_all_companies_looks_up_contacts(self):
        everybody = self._overview_user("overview-all", "group_anonymize")
        everybody.company_ids = self.env["res.company"].search([])
        for model in ("candidate", "line", "kept", "trace"):
            records = self.env(user=everybody)[f"partner.anonymization.{model}"]
            records = records.with_context(
                allowed_company_ids=everybody.company_ids.ids
            )
            query = str(records._search([]).select().code)
            self.assertNotIn("res_partner", query)

    def test_only_what_a_user_may_see(self):
        self.assertNotIn("unmapped", self._numbers(self.clerk))
        self.assertIn("unmapped", self._numbers(self.manager))
        somebody = self._overview_user("overview-nobody", "")
        with self.assertRaises(AccessError):
            self.Overview.with_user(somebody).get_overview()
        with self.assertRaises(AccessError):
            self.Overview.with_user(somebody).action_open("due")
        with self.assertRaises(UserError):
            self.Overview.with_user(self.clerk).action_open("nothing")

    def test_next_day(self):
        line = self.log_run.line_ids
        hint = self._numbers(self.clerk)["sealed"]["hint"]
        first = min(
            one.purge_date
            for one in self._list(self.clerk, "sealed")
            if one.purge_date >= TODAY
        )
        self.assertLessEqual(first, line.purge_date)
        self.assertIn(str(first.year), hint)

    def test_charts(self):
        """Each bar is as high as its list is long, and together they hold all."""
        due, kept = self.Overview.with_user(self.clerk).get_overview()["charts"]
        for chart, key in ((due, "chart_due"), (kept, "chart_kept")):
            total = 0
            for one in chart["sets"]:
                for place, number in zip(chart["places"], one["data"], strict=True):
                    found = self._list(self.clerk, key, [place, one["key"]])
                    self.assertEqual(number, len(found), f"{key} {place}")
                    total += number
            everything = "kept" if key == "chart_kept" else None
            if everything:
                self.assertEqual(total, self._numbers(self.clerk)[everything]["count"])
            else:
                self.assertEqual(total, 5)
        self.assertEqual({one["key"] for one in due["sets"]}, {"customer", "supplier"})

    def test_statements(self):
        """One statement per model and graph, whatever the number of records."""
        overview = self.Overview.with_user(self.manager)
        overview.get_overview()
        start = self.env.cr.sql_log_count
        overview.get_overview()
        first = self.env.cr.sql_log_count - start
        for _number in range(20):
            self._candidate(-1)
        self.env.flush_all()
        start = self.env.cr.sql_log_count
        began = time.monotonic()
        overview.get_overview()
        self.assertLess(time.monotonic() - began, 2)
        self.assertLessEqual(self.env.cr.sql_log_count - start, first)
        self.assertLess(first, 45)


@tagged("post_install", "-at_install", "accounting_only")
class TestOverviewSteps(OverviewCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._overview_user("steps-manager", "group_manager")
        cls.clerk = cls._overview_user("steps-clerk", "group_anonymize")

    def _steps(self, user=None):
        steps = self.Overview.with_user(user or self.manager).get_overview()["steps"]
        return {step["key"]: step for step in steps}

    def _done(self, key):
        return self._steps()[key]["done"]

    def test_periods(self):
        self.env["partner.anonymization.period"].search([]).unlink()
        self.assertFalse(self._done("step_periods"))
        self.env["partner.anonymization.period"].create(
            {
                "company_id": self.env.company.id,
                "retention_class": "accounting",
                "years": 5,
                "source": "A law",
            }
        )
        self.assertTrue(self._done("step_periods"))

    def test_keys_and_responsible(self):
        parameters = self.env["ir.config_parameter"]
        self.assertTrue(self._done("step_keys"))
        parameters.set_param("partner_anonymization.key_dir", False)
        self.assertFalse(self._done("step_keys"))
        self.assertFalse(self._done("step_responsible"))
        parameters.set_param("partner_anonymization.responsible_id", self.manager.id)
        self.assertTrue(self._done("step_responsible"))

    def test_candidates(self):
        self.assertFalse(self._done("step_candidates"))
        self._candidate(1)
        self.assertTrue(self._done("step_candidates"))

    def test_rehearsal_run_and_proof(self):
        """They are checked off one after the other."""
        for table in ("event", "trace", "kept"):
            self.env.cr.execute(f"DELETE FROM partner_anonymization_{table}")
        self.env.cr.execute("UPDATE res_partner SET anonymization_line_id = NULL")
        self.env.cr.execute("DELETE FROM partner_anonymization_seal")
        self.env.cr.execute("DELETE FROM partner_anonymization_line")
        self.env.cr.execute("DELETE FROM partner_anonymization")
        self.env.invalidate_all()
        keys = ["step_rehearsal", "step_run", "step_proof"]
        self.assertEqual([self._done(key) for key in keys], [False] * 3)
        wizard = self.env["partner.anonymize"].create({"partner_ids": self.person.ids})
        wizard.action_rehearse()
        self.assertEqual([self._done(key) for key in keys], [True, False, False])
        run = self.person.anonymize()
        self.assertEqual([self._done(key) for key in keys], [True, True, False])
        run.line_ids.action_prove()
        self.env.invalidate_all()
        self.assertEqual([self._done(key) for key in keys], [True] * 3)

    def test_whose_step_it_is(self):
        """A step opens for those who have its right, and tells the others."""
        self.env["partner.anonymization.period"].search([]).unlink()
        self.env["ir.config_parameter"].set_param(
            "partner_anonymization.key_dir", False
        )
        mine, theirs = self._steps(self.clerk), self._steps(self.manager)
        self.assertRegex(
            mine["step_periods"]["who"], "^Ask .+: .*“Anonymization Manager”"
        )
        self.assertFalse(theirs["step_periods"]["who"])
        self.assertRegex(theirs["step_keys"]["who"], "^Ask .+: .*Administrator”")
        self.assertFalse(mine["step_rehearsal"]["who"])
        with self.assertRaisesRegex(AccessError, "Anonymization Manager”"):
            self.Overview.with_user(self.clerk).action_open("step_periods")
        for user, steps in ((self.clerk, mine), (self.manager, theirs)):
            for key, step in steps.items():
                if not step["who"] and not (step["done"] and user == self.clerk):
                    action = self.Overview.with_user(user).action_open(key)
                    self.assertIn("type", action)

    def test_who_can_do_what_the_user_cannot(self):
        """By name, of the user's company; or that nobody can."""
        self.env["partner.anonymization.period"].search([]).unlink()
        right = self.env.ref("partner_anonymization.group_manager")
        right.user_ids = self.manager
        stranger = self._overview_user("steps-stranger", "group_manager")
        company = self.company_2
        stranger.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        told = self._steps(self.clerk)["step_periods"]["who"]
        self.assertTrue(told.startswith(f"Ask {self.manager.name}: "), told)
        self.manager.active = False
        told = self._steps(self.clerk)["step_periods"]["who"]
        self.assertIn("Nobody has the right", told)


@tagged("post_install", "-at_install")
class TestOverviewTour(OverviewCase, HttpCase):
    def test_tour(self):
        """The app opens with the overview; each number and a step open their list."""
        self._situation()
        self._overview_user("overview-boss", "group_manager")
        self.start_tour(
            "/odoo", "partner_anonymization_overview", login="overview-boss"
        )
