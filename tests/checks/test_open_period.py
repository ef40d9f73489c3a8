"""Whoever has entries in a period that is not closed is warned about."""

from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from ...engine.checks import open_period
from ...engine.datamap.datamap import DataMap
from ...engine.subject import membership
from ..cases.accounting import BooksCase


@tagged("post_install", "-at_install")
class TestOpenPeriod(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.child = cls.person.child_ids.filtered(lambda one: one.type == "invoice")
        cls.other = cls.Partner.create({"name": "Living Customer"})
        cls.old = cls._invoice(cls.person, "2015-03-03")
        cls.new = cls._invoice(cls.person, "2015-05-05")

    def _unclosed(self, *partners):
        self.env.flush_all()
        ids = [partner.id for partner in partners or [self.person]]
        subjects = membership.collect(self.env.cr, ids)
        return open_period.unclosed(self.env, DataMap(self.env), subjects)

    def _expected(self, *moves):
        day = max(move.date for move in moves)
        ids = [move.id for move in sorted(moves, key=lambda m: m.date, reverse=True)]
        return {0: [(self.company.id, day, ids)]}

    # What is closed

    def test_tax_lock_date(self):
        self.company.tax_lock_date = "2015-02-28"
        self.assertEqual(self._unclosed(), self._expected(self.new, self.old))
        self.company.tax_lock_date = "2015-03-03"
        self.assertEqual(self._unclosed(), self._expected(self.new))
        self.company.tax_lock_date = "2015-05-05"
        self.assertEqual(self._unclosed(), {})

    def test_hard_lock_date(self):
        self.company.tax_lock_date = "2015-03-31"
        self._lock("hard_lock_date", "2015-04-30")
        self.assertEqual(self._unclosed(), self._expected(self.new))
        self._lock("hard_lock_date", "2015-05-31")
        self.assertEqual(self._unclosed(), {})
        self.company.tax_lock_date = False
        self.assertEqual(self._unclosed(), {})

    def _lock(self, name, day):
        """The date itself; Odoo refuses it while anything is unreconciled."""
        self.env.cr.execute(
            f"UPDATE res_company SET {name} = %s WHERE id = %s", [day, self.company.id]
        )
        self.env.invalidate_all()

    def test_global_lock_date_counts_without_the_others(self):
        self._lock("fiscalyear_lock_date", "2015-12-31")
        self.assertEqual(self._unclosed(), {})
        self._lock("fiscalyear_lock_date", "2015-04-30")
        self.assertEqual(self._unclosed(), self._expected(self.new))
        self.company.tax_lock_date = "2015-02-28"
        self.assertEqual(self._unclosed(), self._expected(self.new, self.old))

    def test_without_lock_dates_two_fiscal_years_count(self):
        for today, warned in (
            ("2015-12-31", True),
            ("2016-12-31", True),
            ("2017-01-01", False),
        ):
            with self.subTest(today=today), freeze_time(today):
                self.assertEqual(bool(self._unclosed()), warned)
        self.company.fiscalyear_last_month = "3"
        with freeze_time("2016-04-01"):
            self.assertEqual(self._unclosed(), self._expected(self.new))
        with freeze_time("2017-03-31"):
            self.assertEqual(self._unclosed(), self._expected(self.new))
        with freeze_time("2017-04-01"):
            self.assertEqual(self._unclosed(), {})

    def test_branch_is_locked_by_its_parent(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        self.company.tax_lock_date = "2015-04-30"
        day = open_period.closed_until(self.env, branch.id)
        self.assertEqual(day, date(2015, 4, 30))

    # Whose entries

    def test_whose(self):
        self.company.tax_lock_date = "2015-12-31"
        self.assertEqual(self._unclosed(), {})
        of_child = self._invoice(self.child, "2016-01-01")
        self._invoice(self.person, "2016-02-02", post=False)
        elsewhere = self._invoice(self.other, "2016-03-03")
        self.assertEqual(self._unclosed(), self._expected(of_child))
        found = self._unclosed(self.person, self.other)
        self.assertEqual(found[1], [(self.company.id, date(2016, 3, 3), elsewhere.ids)])
        self.person.anonymization_same_partner_ids = self.other
        self.assertEqual(self._unclosed(), self._expected(of_child, elsewhere))
        self.assertEqual(self._unclosed(self.Partner.create({"name": "Nobody"})), {})
        self.assertEqual(open_period.unclosed(self.env, DataMap(self.env), []), {})

    def test_item_in_an_entry_of_others(self):
        self.company.tax_lock_date = "2015-12-31"
        account = self.company_data["default_account_expense"].id
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.company_data["default_journal_misc"].id,
                "date": "2016-04-04",
                "line_ids": [
                    Command.create(
                        {
                            "partner_id": partner.id,
                            "account_id": account,
                            "balance": balance,
                        }
                    )
                    for partner, balance in ((self.person, 5), (self.other, -5))
                ],
            }
        )
        self.assertEqual(self._unclosed(), {})
        entry.action_post()
        self.assertEqual(self._unclosed(), self._expected(entry))

    def test_statements(self):
        self.company.tax_lock_date = "2015-02-28"
        self.env.flush_all()
        datamap = DataMap(self.env)
        subjects = membership.collect(self.env.cr, (self.person | self.other).ids)
        open_period.unclosed(self.env, datamap, subjects)
        with self.assertQueryCount(1):
            open_period.unclosed(self.env, datamap, subjects)

    # The wizard

    def _wizard(self, user, partners=None):
        model = self.env["partner.anonymize"].with_user(user)
        partners = partners or self.person
        return model.create({"partner_ids": [Command.set(partners.ids)]})

    def _clerk(self, login, groups="group_anonymize", accounting=True):
        user = self._user(login, groups)
        if accounting:
            user.group_ids |= self.env.ref("account.group_account_invoice")
        company = self.company
        user.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        return user

    def test_wizard_warns_and_does_not_block(self):
        for move in self.old | self.new:
            self._pay(move)
        clerk = self._clerk("clerk")
        self.assertFalse(self._wizard(clerk).open_period_summary)
        self.company.tax_lock_date = "2015-04-30"
        wizard = self._wizard(clerk)
        self.assertTrue(wizard.can_proceed)
        self.assertIn("not closed", wizard.open_period_summary)
        (group,) = wizard.open_period_groups
        (item,) = group["items"]
        self.assertEqual(group["id"], self.person.id)
        self.assertIn(self.company.name, item["what"])
        self.assertIn("05/05/2015", item["what"])
        self.assertIn("Do the exports of this period first", item["remedy"])
        self.assertIn(self.new.id, item["ids"])
        self.assertNotIn(self.old.id, item["ids"])
        self.company.tax_lock_date = "2015-05-31"
        self.assertFalse(self._wizard(clerk).open_period_groups)
        self.assertFalse(self._wizard(clerk).open_period_summary)

    def test_wizard_without_accounting_rights(self):
        self.company.tax_lock_date = "2015-04-30"
        wizard = self._wizard(self._clerk("blind", accounting=False))
        (item,) = wizard.open_period_groups[0]["items"]
        self.assertIn("05/05/2015", item["what"])
        self.assertEqual((item["ids"], item["records"]), ([], []))

    def test_wizard_tells_no_figures_of_hidden_companies(self):
        self.company.tax_lock_date = "2015-04-30"
        manager = self._clerk("boss", "group_manager")
        somewhere = self.env["res.company"].create({"name": "Somewhere"})
        manager.write(
            {"company_ids": [(6, 0, somewhere.ids)], "company_id": somewhere.id}
        )
        (item,) = self._wizard(manager).open_period_groups[0]["items"]
        self.assertIn("cannot see", item["what"])
        self.assertNotIn(self.company.name, str(item))
        self.assertNotRegex(item["what"], r"\d")
        self.assertEqual((item["count"], item["ids"]), (0, []))

    def test_wizard_lists_some_of_many(self):
        self.company.tax_lock_date = "2015-04-30"
        people = self.Partner.create([{"name": f"Bird {n}"} for n in range(12)])
        for partner in people:
            self._invoice(partner, "2015-05-05")
        wizard = self._wizard(self._clerk("clerk"), people)
        self.assertEqual(len(wizard.open_period_groups), 10)
        self.assertIn("12 partners", wizard.open_period_summary)
