"""The contact card says until when somebody is kept, and because of what."""

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import format_date

from ..cases.accounting import BooksCase


@tagged("post_install", "-at_install", "accounting_only")
class TestContactStatus(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.write(
            {
                "anonymization_retention_years": 5,
                "anonymization_quick_retention_years": 1,
                "anonymization_retention_start": "fiscal_year_end",
            }
        )
        cls.clerk = cls._user("status-clerk", "group_anonymize")
        cls.clerk.group_ids |= cls.env.ref("account.group_account_invoice")
        cls._only_here(cls.clerk)

    @classmethod
    def _only_here(cls, user):
        company = cls.env.company
        user.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})

    def _lines(self, partner=None, user=None):
        partner = partner or self.person
        return partner.with_user(user or self.clerk).anonymization_status()

    def _day(self, *parts):
        return format_date(self.env, date(*parts))

    def test_kept_by_the_company(self):
        self.env.company.anonymization_period_ids.unlink()
        move = self._invoice(self.person, "2020-05-05")
        with freeze_time("2024-06-01"):
            (line,) = self._lines()
        self.assertEqual(
            line["text"],
            f"Kept until {self._day(2025, 12, 31)} by the company's own years",
        )
        self.assertEqual(line["tone"], "info")
        self.assertEqual(
            line["document"],
            {
                "label": f"Customer Invoice of {self._day(2020, 5, 5)}",
                "url": f"/odoo/account.move/{move.id}",
            },
        )

    def test_kept_by_law(self):
        """By its own document: the last one may be another."""
        self.env.company.anonymization_period_ids.unlink()
        self.env["partner.anonymization.period"].create(
            {
                "company_id": self.env.company.id,
                "retention_class": "accounting",
                "years": 10,
                "start": "fiscal_year_end",
                "source": "A law",
            }
        )
        move = self._invoice(self.person, "2020-05-05")
        with freeze_time("2024-06-01"):
            (line,) = self._lines()
        self.assertEqual(line["text"], f"Kept by law until {self._day(2030, 12, 31)}")
        self.assertEqual(line["document"]["url"], f"/odoo/account.move/{move.id}")

    def test_due_since(self):
        self._pay(self._invoice(self.person, "2015-05-05"))
        self.env.company.anonymization_period_ids.unlink()
        with freeze_time("2024-06-01"):
            (line,) = self._lines()
        since = self._day(2021, 1, 1)
        self.assertEqual(line["text"], f"Due for anonymization since {since}")
        self.assertEqual(line["tone"], "warning")

    def test_no_document(self):
        other = self.Partner.create({"name": "Nobody Knows"})
        (line,) = self._lines(other)
        self.assertIn("no document, created on", line["text"])
        self.assertFalse(line["document"])

    def test_hold_and_exempt(self):
        self.person.write(
            {"anonymization_hold": True, "anonymization_hold_reason": "C-1"}
        )
        held, kept = self._lines()
        self.assertEqual(held["tone"], "danger")
        self.assertIn("On legal hold", held["text"])
        self.assertTrue(kept["text"])
        child = self.person.child_ids[:1]
        self.assertIn("On legal hold", self._lines(child)[0]["text"])
        self.person.write({"anonymization_hold": False, "anonymization_exempt": True})
        (line,) = self._lines()
        self.assertIn("Never anonymized", line["text"])

    def test_who_may_read_the_document(self):
        """Without a right to the document its kind and day are told, and no link."""
        self._invoice(self.person, "2020-05-05")
        other = self._user("status-other", "group_anonymize")
        self._only_here(other)
        (line,) = self._lines(user=other)
        self.assertFalse(line["document"]["url"])
        with self.assertRaises(AccessError):
            self._lines(user=self._user("status-plain"))

    def test_anonymized(self):
        self.person.anonymize()
        self.assertEqual(self._lines(), [])
