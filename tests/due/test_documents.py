"""Documents show whose customer is anonymized and when their own retention ends."""

from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from ..cases.accounting import BooksCase


@tagged("post_install", "-at_install", "accounting_only")
class TestDocuments(BooksCase):
    def _found(self, domain):
        moves = self.env["account.move"].search(
            [("partner_id", "in", [self.person.id, self.other.id]), *domain]
        )
        return moves

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.Partner.create({"name": "Living Customer"})

    def test_customer_anonymized(self):
        old = self._invoice(self.person, "2015-05-05")
        entry = self._pay(old)
        living = self._invoice(self.other, "2015-05-05")
        self.person.anonymize()
        self.env.flush_all()
        found = self._found([("anonymization_state", "!=", False)])
        self.assertEqual(found, old)
        self.assertNotIn(living, found)
        self.assertNotIn(entry, found)

    def test_retention_over(self):
        company = self.env.company
        company.anonymization_retention_years = 5
        days = ["2015-05-05", "2020-06-15", "2020-12-31", "2021-01-01", "2025-03-03"]
        moves = self.env["account.move"].union(
            *(self._invoice(self.person, day) for day in days)
        )
        for start in ("fiscal_year_end", "calendar_year_end", "last_activity"):
            company.anonymization_retention_start = start
            for today in ("2025-06-15", "2025-06-16", "2025-12-31", "2026-01-01"):
                with self.subTest(start=start, today=today), freeze_time(today):
                    over = self._found([("anonymization_retention_end", "<", "today")])
                    expected = moves.filtered(
                        lambda move: move.anonymization_retention_end < date.today()
                    )
                    self.assertEqual(over, expected)
                    running = self._found(
                        [("anonymization_retention_end", ">=", "today")]
                    )
                    self.assertEqual(running, moves - expected)

    def test_filters_of_the_views(self):
        for name in ("account_move_view_search", "account_move_view_search_entries"):
            arch = self.env.ref(f"partner_anonymization.{name}").arch
            self.assertIn("Customer Anonymized", arch)
            self.assertIn("Legal Retention Over", arch)
