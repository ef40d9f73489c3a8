"""The law of a country as data: offered, taken over, compared, shortened knowingly."""

from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..cases.accounting import BooksCase

COUNTED = ("years", "start", "suspended", "machine_readable")


@tagged("post_install", "-at_install")
class TestPresets(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.Preset = cls.env["partner.anonymization.preset"]
        cls.Period = cls.env["partner.anonymization.period"]
        cls.company.country_id = cls.env.ref("base.de")

    def _preset(self, name):
        return self.env.ref(f"partner_anonymization.preset_{name}")

    def _use(self, **values):
        wizard = self.env["partner.anonymization.use.presets"].create(
            {"company_id": self.company.id, **values}
        )
        wizard.action_use()
        return wizard

    def _periods(self):
        return {
            one.retention_class: one for one in self.company.anonymization_period_ids
        }

    def test_every_preset_names_its_source(self):
        shipped = self.Preset.search([])
        self.assertGreater(len(shipped.country_id), 15)
        for preset in shipped:
            self.assertTrue(preset.source and preset.source_date, preset)

    def test_what_the_law_says(self):
        for name, expected in {
            "dk_accounting": (5, "fiscal_year_end", False, False),
            "de_accounting": (8, "calendar_year_end", True, True),
            "de_books": (10, "calendar_year_end", True, True),
            "de_correspondence": (6, "calendar_year_end", True, False),
            "se_accounting": (7, "calendar_of_fiscal_year_end", False, False),
            "fr_accounting": (10, "fiscal_year_end", False, False),
            "eu_oss": (10, "calendar_year_end", False, False),
        }.items():
            preset = self._preset(name)
            found = tuple(preset[field] for field in COUNTED)
            self.assertEqual(found, expected, name)

    def test_offered_by_country(self):
        offered = self.Preset._offered(self.company)
        german = [self._preset(f"de_{n}") for n in ("accounting", "books")]
        self.assertEqual(
            offered["accounting"] | offered["books"], german[0] | german[1]
        )
        self.assertEqual(offered["oss"], self._preset("eu_oss"))
        self.assertEqual(
            self.company.anonymization_preset_offer, "Germany, European Union"
        )
        self.company.country_id = self.env.ref("base.ch")
        self.assertEqual(set(self.Preset._offered(self.company)), {"accounting"})
        self.assertEqual(self.company.anonymization_preset_offer, "Switzerland")
        self.company.country_id = self.env.ref("base.us")
        self.assertFalse(self.company.anonymization_preset_offer)

    def test_a_country_of_its_own_before_the_union(self):
        own = self._preset("eu_oss").copy({"country_id": self.company.country_id.id})
        self.assertEqual(self.Preset._offered(self.company)["oss"], own)
        own.active = False
        self.assertEqual(
            self.Preset._offered(self.company)["oss"], self._preset("eu_oss")
        )

    def test_taken_over_with_source(self):
        kept = self.Period.create(
            {"retention_class": "accounting", "years": 12, "source": "guessed"}
        )
        self._use()
        periods = self._periods()
        self.assertEqual(set(periods), {"accounting", "books", "correspondence", "oss"})
        self.assertEqual(periods["accounting"], kept, "replaced in its place")
        for retention_class, preset in self.Preset._offered(self.company).items():
            for name in (*COUNTED, "source", "source_date"):
                self.assertEqual(periods[retention_class][name], preset[name])

    def test_what_is_removed_from_the_list_is_not_set(self):
        self._use(preset_ids=self._preset("de_accounting").ids)
        self.assertEqual(set(self._periods()), {"accounting"})

    def test_nothing_chosen(self):
        with self.assertRaises(UserError):
            self._use(preset_ids=[])
        self.assertFalse(self._periods())

    def test_own_years_follow_while_nobody_has_set_them(self):
        self._use()
        self.assertEqual(self.company.anonymization_retention_years, 8)
        self.assertEqual(
            self.company.anonymization_retention_start, "calendar_year_end"
        )
        self.company.anonymization_retention_years = 3
        self.assertFalse(self._use().own_years)
        self.assertEqual(self.company.anonymization_retention_years, 3)
        self._use(own_years=True)
        self.assertEqual(self.company.anonymization_retention_years, 8)

    def test_entries_are_kept_by_the_new_period(self):
        move = self._invoice(self.person, "2020-05-05")
        self.assertEqual(move.anonymization_retention_end, date(2025, 12, 31))
        self._use()
        self.assertEqual(move.anonymization_retention_end, date(2028, 12, 31))

    def test_another_company_is_left_alone(self):
        other = self.env["res.company"].create(
            {"name": "Kolibri Trading", "country_id": self.env.ref("base.dk").id}
        )
        self._use()
        self.assertFalse(other.anonymization_period_ids)
        self.assertEqual(other.anonymization_retention_years, 5)

    def test_settings_tell_what_differs(self):
        self.assertFalse(self.company.anonymization_preset_differences)
        self._use()
        self.assertFalse(self.company.anonymization_preset_differences)
        self._periods()["accounting"].years = 10
        self.assertEqual(
            self.company.anonymization_preset_differences,
            "Germany: Accounting vouchers 8 years (yours: 10)",
        )
        self._periods()["books"].unlink()
        self._periods()["correspondence"].start = "last_activity"
        found = self.company.anonymization_preset_differences.splitlines()
        self.assertEqual(
            found,
            [
                "Germany: Accounting vouchers 8 years (yours: 10)",
                "Germany: Books and closings 10 years (yours: none)",
                "Germany: Orders and business letters from: End of the calendar year"
                " (yours: Last activity)",
            ],
        )

    def test_new_law_shows_in_the_settings(self):
        self._use()
        self._preset("de_accounting").years = 9
        self.company.invalidate_recordset()
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(
            settings.anonymization_preset_differences,
            "Germany: Accounting vouchers 9 years (yours: 8)",
        )
        self._preset("de_accounting").years = 8
        self._preset("de_accounting").machine_readable = False
        self.company.invalidate_recordset()
        self.assertEqual(
            self.company.anonymization_preset_differences,
            "Germany: Accounting vouchers: Debtor Stays Readable: no"
            " (yours: Debtor Stays Readable: yes)",
        )

    def test_shorter_than_the_law_warns_and_is_saved(self):
        with (
            Form(self.Period) as period,
            self.assertLogs("odoo.tests.form.onchange", "WARNING") as log,
        ):
            period.retention_class = "accounting"
            period.start = "calendar_year_end"
            period.years = 3
        self.assertIn("Germany: Accounting vouchers 8 years (yours: 3)", log.output[-1])
        found = self._periods()["accounting"]
        self.assertEqual(found.years, 3)
        self.assertTrue(found.is_shorter)
        found.write({"years": 8, "suspended": True, "machine_readable": True})
        self.assertFalse(found.is_shorter)
        self.assertFalse(found.difference)
        found.start = "last_activity"
        self.assertTrue(found.is_shorter)
        found.write({"years": 20})
        self.assertFalse(found.is_shorter)

    def test_shorter_by_the_start(self):
        """What is offered counts from the end of the calendar year in which the fiscal
        year ended."""
        self.company.write({"fiscalyear_last_month": "6", "fiscalyear_last_day": 30})
        preset = self.env["partner.anonymization.preset"]._offered(self.company)
        preset["accounting"].start = "calendar_of_fiscal_year_end"
        found = self.Period.create(
            {
                "company_id": self.company.id,
                "retention_class": "accounting",
                "years": 8,
                "start": "calendar_of_fiscal_year_end",
                "suspended": True,
            }
        )
        self.assertFalse(found.is_shorter)
        for start in ("calendar_year_end", "fiscal_year_end", "last_activity"):
            found.start = start
            self.assertTrue(found.is_shorter, start)
        found.write({"start": "calendar_year_end", "years": 9})
        self.assertFalse(found.is_shorter)

    def test_one_period_for_each_kind_of_documents(self):
        self._use()
        with mute_logger("odoo.sql_db"):
            with self.assertRaises(IntegrityError), self.cr.savepoint():
                self._periods()["books"].copy()
            with self.assertRaises(IntegrityError), self.cr.savepoint():
                self._preset("de_books").copy()
            with self.assertRaises(IntegrityError), self.cr.savepoint():
                self._periods()["books"].years = 0
                self.env.flush_all()

    def test_only_managers(self):
        clerk = self._user("clerk", "group_anonymize")
        Wizard = self.env["partner.anonymization.use.presets"].with_env(
            self.env(su=False, user=clerk)
        )
        with self.assertRaises(AccessError):
            Wizard.create({})
        own = self.env["partner.anonymization.use.presets"].create({})
        with self.assertRaises(AccessError):
            own.with_env(Wizard.env).action_use()
        # A server action acts as superuser for whoever sets it off.
        with self.assertRaises(AccessError):
            own.with_env(self.env(su=True, user=clerk)).action_use()
        self.assertFalse(self._periods())

    def test_the_settings_open_the_list_first(self):
        settings = self.env["res.config.settings"].create({})
        action = settings.action_anonymization_use_presets()
        wizard = Form(
            self.env[action["res_model"]].with_context(**action["context"])
        ).save()
        self.assertEqual(
            wizard.preset_ids,
            self.Preset.union(*self.Preset._offered(self.company).values()),
        )
        self.assertFalse(self._periods(), "nothing is set before it is confirmed")
        wizard.action_use()
        self.assertEqual(
            settings.anonymization_period_ids,
            wizard.company_id.anonymization_period_ids,
        )
