"""Quotations of whom nobody has heard since do not keep a quick customer for ever."""

from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from ..cases.scheduled import ScheduledCase


@tagged("post_install", "-at_install")
class TestQuotationsLapse(ScheduledCase):
    def _sent(self, day="2022-05-05", **values):
        with freeze_time(day):
            order = self.env["sale.order"].create(
                {
                    "partner_id": self.person.id,
                    "date_order": day,
                    "state": "sent",
                    "validity_date": False,
                    **values,
                }
            )
        self.env.cr.flush()
        self.env.cr.execute(
            "UPDATE mail_message SET date = %s"
            " WHERE model = 'sale.order' AND res_id = %s",
            [day, order.id],
        )
        self.env.invalidate_all()
        return order

    def _blocked_on(self, *days):
        found = {}
        for day in days:
            with freeze_time(day):
                found[day] = self._codes(self.person)
        return found

    def test_without_validity(self):
        order = self._sent()
        self.assertFalse(order.validity_date)
        self.assertEqual(
            self._blocked_on("2023-12-31", "2024-01-01"),
            {"2023-12-31": {"open_document"}, "2024-01-01": set()},
        )
        self._setting("auto_quick", "True")
        self._night("2024-01-02")
        row = self._row(self.person)
        self.assertEqual((row.category, row.state), ("quick", "ready"))
        self.assertEqual(row.due_date, date(2024, 1, 1))
        self._night("2024-01-17")
        self.assertEqual(self.person.anonymization_state, "anonymized")
        self.assertEqual(order.state, "sent")

    def test_company_period(self):
        self.env.company.anonymization_quick_retention_years = 3
        self._sent()
        self.assertEqual(
            self._blocked_on("2025-12-31", "2026-01-01"),
            {"2025-12-31": {"open_document"}, "2026-01-01": set()},
        )

    def test_sent_later_than_dated(self):
        """It counts from the sending, by e-mail or by hand."""
        order = self._sent()
        with freeze_time("2024-02-02 10:00:00"):
            order.message_post(
                body="Your quotation",
                subtype_xmlid="mail.mt_comment",
                partner_ids=self.person.ids,
            )
        self.assertEqual(
            self._blocked_on("2024-01-01", "2025-12-31", "2026-01-01"),
            {
                "2024-01-01": set(),
                "2025-12-31": {"open_document"},
                "2026-01-01": set(),
            },
        )
        with freeze_time("2025-12-31"):
            self._refresh()
            self.assertEqual(self._row(self.person).due_date, date(2026, 1, 1))

    def test_marked_as_sent(self):
        tracked = {"tracking_disable": False, "mail_notrack": False}
        order = self._sent(state="draft").with_context(**tracked)
        with freeze_time("2024-02-02 10:00:00"):
            order.action_quotation_sent()
            self.env.cr.flush()
        sent = self.env.ref("sale.mt_order_sent")
        self.assertIn(sent, order.message_ids.subtype_id)
        self.assertEqual(
            self._blocked_on("2025-12-31", "2026-01-01"),
            {"2025-12-31": {"open_document"}, "2026-01-01": set()},
        )

    def test_notes_are_no_sending(self):
        order = self._sent()
        with freeze_time("2024-02-02 10:00:00"):
            order.message_post(body="Ask again?", subtype_xmlid="mail.mt_note")
        self.assertEqual(
            self._blocked_on("2024-03-03"), {"2024-03-03": set()}, "among colleagues"
        )

    def test_still_valid(self):
        self._sent(validity_date="2025-06-30")
        self.assertEqual(
            self._blocked_on("2025-06-30", "2025-07-01"),
            {"2025-06-30": {"open_document"}, "2025-07-01": set()},
        )

    def test_of_a_buyer(self):
        self._sent("2010-05-05")
        self._pay(self._invoice(self.person, "2010-05-05"))
        self.assertEqual(
            self._blocked_on("2024-01-01"), {"2024-01-01": {"open_document"}}
        )

    def test_invoice_address_of_somebody_else(self):
        other = self.Partner.create({"name": "Olga Octavius"})
        order = self._sent(partner_id=other.id, partner_invoice_id=self.person.id)
        self.assertEqual(order.partner_invoice_id, self.person)
        self.assertEqual(
            self._blocked_on("2023-12-31", "2024-01-01"),
            {"2023-12-31": {"invoice_recipient"}, "2024-01-01": set()},
        )
