"""Books, one-stop-shop sales, orders and letters are kept by periods of their own."""

from datetime import date, datetime

from odoo import Command
from odoo.tests import tagged

from ...engine.datamap.datamap import DataMap
from ...engine.due import due_date
from ...engine.subject.membership import Subject
from ..cases.accounting import BooksCase
from ..cases.apps import AppsCase


@tagged("post_install", "-at_install")
class TestLegalClasses(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["partner.anonymization.period"].create(
            [
                {"retention_class": name, "years": years, "start": "calendar_year_end"}
                for name, years in (("accounting", 8), ("books", 10), ("oss", 12))
            ]
        )

    def _end(self, move):
        return move.anonymization_retention_end.year - move.date.year

    def test_entry_without_a_voucher(self):
        move = self._invoice(self.person, "2021-03-04")
        entry = self._pay(move)
        self.assertEqual((self._end(move), self._end(entry)), (8, 10))
        payment = self.env["account.payment"].create(
            {
                "partner_id": self.person.id,
                "amount": 5,
                "date": "2021-03-04",
                "journal_id": self.bank_journal.id,
            }
        )
        payment.action_post()
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank_journal.id,
                "payment_ref": "transfer",
                "amount": 5,
                "date": "2021-03-04",
            }
        )
        for entry in payment.move_id | line.move_id:
            self.assertEqual((entry.move_type, self._end(entry)), ("entry", 8))

    def test_labels_of_such_an_entry_are_kept_as_long(self):
        move = self._invoice(self.person, "2021-03-04")
        entry = self._pay(move)
        items = entry.line_ids.filtered("partner_id")
        items.name = "Zacharias Quillfeather paid"
        self.person.anonymize("Ticket 4711", override_retention=True)
        self.assertEqual(items.name, "Zacharias Quillfeather paid")
        kept = self.person.sudo().anonymization_line_id.kept_ids.filtered(
            lambda one: one.model == "account.move.line" and one.res_id == items.id
        )
        self.assertEqual(kept.date_until, date(2031, 12, 31))

    def test_one_stop_shop(self):
        """Its taxes carry the tag of the same name; without it nothing is one."""
        plain = self._invoice(self.person, "2021-03-04")
        self.assertEqual(self._end(plain), 8)
        tag = self.env["account.account.tag"].create(
            {"name": "OSS", "applicability": "taxes"}
        )
        parts = [
            Command.create(
                {"repartition_type": kind, "tag_ids": [Command.set(tag.ids)]}
            )
            for kind in ("base", "tax")
        ]
        tax = self.env["account.tax"].create(
            {
                "name": "25.0% DK VAT",
                "amount": 25,
                "type_tax_use": "sale",
                "invoice_repartition_line_ids": parts,
                "refund_repartition_line_ids": parts,
            }
        )
        move = self._invoice(self.person, "2021-03-04", post=False, ref="for Zacharias")
        move.invoice_line_ids.tax_ids = tax
        move.invoice_line_ids.name = "A house for Zacharias Quillfeather"
        move.action_post()
        self.assertEqual(self._end(move), 12)
        self._pay(move)
        self._pay(plain)
        subjects = [Subject(self.person.id, frozenset(self.person.ids))]
        found = due_date.due(self.env, DataMap(self.env), subjects)[0]
        self.assertEqual(found.legal_end, date(2033, 12, 31))
        self.person.anonymize("Ticket 4711", override_retention=True)
        kept = self.person.sudo().anonymization_line_id.kept_ids.filtered(
            lambda one: one.res_id in move.line_ids.ids and one.field == "name"
        )
        self.assertEqual(set(kept.mapped("date_until")), {date(2033, 12, 31)})


@tagged("post_install", "-at_install")
class TestCorrespondence(AppsCase):
    """Orders and deliveries are letters of business, kept where a period says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.day = datetime(2022, 2, 3, 12)
        cls.env["partner.anonymization.period"].search([]).unlink()
        cls.apps = {"sale.order", "purchase.order", "crm.lead", "project.task"}
        cls.installed = cls.apps <= set(cls.env.registry)

    def _order(self, **values):
        order = self.env["sale.order"].create(
            {"partner_id": self.person.id, "date_order": self.day, **values}
        )
        order.access_token = False
        return order

    def _confirmed(self, **values):
        """An order that blocks nothing: nothing is left to deliver or to invoice."""
        order = self._order(**values)
        order.action_confirm()
        self._set(order, date_order=self.day)
        return order

    def _picking(self):
        types = self.env["stock.picking.type"].search([("code", "=", "outgoing")])
        return self.env["stock.picking"].create(
            {
                "partner_id": self.person.id,
                "picking_type_id": types[0].id,
                "scheduled_date": self.later,
                "origin": "For Zacharias Quillfeather",
            }
        )

    def test_orders_without_a_period_are_kept_by_no_law(self):
        if not self.installed:
            return
        order = self._confirmed(client_order_ref="Zacharias Quillfeather 7")
        self.assertEqual(self._blocked(), set())
        file = self._attach(order)
        self.person.anonymize()
        self.assertEqual(self._row(order, "client_order_ref"), ("Anonymized 7",))
        self.assertFalse(self._files(order))
        kept = self.person.sudo().anonymization_line_id.kept_ids
        self.assertFalse(kept.filtered(lambda one: one.model == "sale.order"))
        self.person.deanonymize()
        self.assertEqual(
            self._row(order, "client_order_ref"), ("Zacharias Quillfeather 7",)
        )
        self.assertTrue(file.raw)

    def _attach(self, record):
        return self.env["ir.attachment"].create(
            {
                "name": "order.txt",
                "raw": b"Zacharias Quillfeather",
                "res_model": record._name,
                "res_id": record.id,
            }
        )

    def _correspondence(self, years=30):
        return self.env["partner.anonymization.period"].create(
            {
                "retention_class": "correspondence",
                "years": years,
                "start": "calendar_year_end",
            }
        )

    def test_orders_with_a_period_are_kept_and_listed(self):
        if not self.installed:
            return
        self._correspondence()
        order = self._confirmed(
            client_order_ref="Zacharias Quillfeather 7",
            signed_by="Zacharias Quillfeather",
        )
        quotation = self._order(client_order_ref="Zacharias Quillfeather 8")
        quotation._action_cancel()
        self.assertEqual(self._blocked(), {("retention", "res.partner")})
        self._attach(order)
        self.person.anonymize("Ticket 4711", override_retention=True)
        self.assertEqual(
            self._row(order, "client_order_ref", "signed_by"),
            ("Zacharias Quillfeather 7", None),
        )
        self.assertTrue(self._files(order))
        self.assertEqual(self._row(quotation, "client_order_ref"), ("Anonymized 8",))
        kept = self.person.sudo().anonymization_line_id.kept_ids
        kept = kept.filtered(lambda one: one.model == "sale.order")
        self.assertEqual(kept.mapped("field"), ["client_order_ref"])
        self.assertEqual(kept.date_until, date(2052, 12, 31))

    def test_purchases_and_deliveries_with_a_period(self):
        if not self.installed:
            return
        self._correspondence()
        order = self.env["purchase.order"].create(
            {"partner_id": self.person.id, "partner_ref": "Zacharias Quillfeather 9"}
        )
        order.button_confirm()
        self._set(order, date_approve=self.day)
        done, cancelled = self._picking(), self._picking()
        self._set(done, state="done", date_done=self.day)
        self._set(cancelled, state="cancel", date_done=self.day)
        self.person.anonymize("Ticket 4711", override_retention=True)
        kept = "For Zacharias Quillfeather"
        self.assertEqual(self._row(done, "origin"), (kept,))
        self.assertEqual(self._row(cancelled, "origin"), ("For Anonymized",))
        self.assertEqual(self._row(order, "partner_ref"), ("Zacharias Quillfeather 9",))

    def test_a_period_that_is_over_keeps_nothing(self):
        if not self.installed:
            return
        self._correspondence(years=1)
        order = self._confirmed(client_order_ref="Zacharias Quillfeather 7")
        self.assertEqual(self._blocked(), set())
        self.person.anonymize()
        self.assertEqual(self._row(order, "client_order_ref"), ("Anonymized 7",))
