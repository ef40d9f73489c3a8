"""What is printed after a run, of whatever app, names the person no more; and nothing
is left that a check of tax numbers or addresses could ask about."""

from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from odoo.addons.base.models.ir_actions_report import IrActionsReport

from ..cases.accounting import BooksCase

WORDS = ("quillfeather", "brombærvej", "31415926")


@tagged("post_install", "-at_install")
class TestPrinted(BooksCase):
    def _records(self):
        """``{model: records of the person}`` that there are reports of."""
        found = {"account.move": self.invoice, "res.partner": self.person}
        for name in ("sale.order", "purchase.order", "stock.picking"):
            if name in self.env:
                found[name] = getattr(self, f"_{name.replace('.', '_')}")()
        return found

    def _sale_order(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.person.id,
                "order_line": [
                    Command.create({"display_type": "line_note", "name": "Houses"})
                ],
            }
        )
        order.action_cancel()
        return order

    def _purchase_order(self):
        order = self.env["purchase.order"].create({"partner_id": self.person.id})
        order.button_cancel()
        return order

    def _stock_picking(self):
        kind = self.env["stock.picking.type"].search(
            [("code", "=", "outgoing"), ("company_id", "=", self.env.company.id)],
            limit=1,
        )
        picking = self.env["stock.picking"].create(
            {"partner_id": self.person.id, "picking_type_id": kind.id}
        )
        picking.action_cancel()
        return picking

    def setUp(self):
        super().setUp()
        # Drawing bars asks for a library that is not everywhere.
        self.startPatcher(
            patch.object(IrActionsReport, "barcode", lambda *_args, **_options: b"")
        )

    def _printed(self, records):
        """``{(report, model): text}`` of all reports that can be printed of these."""
        texts = {}
        reports = self.env["ir.actions.report"].search(
            [("model", "in", list(records)), ("report_type", "=like", "qweb%")]
        )
        for report in reports:
            ids = records[report.model].ids
            html, _type = report._render_qweb_html(report.report_name, ids)
            texts[report.report_name, report.model] = html.decode().casefold()
        return texts

    def test_no_report_names_the_person(self):
        self.invoice = self._invoice(self.person, "2012-03-04")
        self._pay(self.invoice)
        records = self._records()
        before = {
            key
            for key, text in self._printed(records).items()
            if any(word in text for word in WORDS)
        }
        self.assertIn("account.move", {model for _report, model in before})
        self.person.anonymize(override_retention=True, note="Asked for")
        self.env.invalidate_all()
        texts = self._printed(records)
        self.assertLessEqual(before, texts.keys(), "can still be printed")
        for key, text in texts.items():
            for word in WORDS:
                self.assertNotIn(word, text, key)

    def test_nothing_to_check(self):
        """Odoo compares no addresses with lists of sanctions; what it asks an authority
        about is the tax number."""
        self.person.write({"vat": "DK13585628", "country_id": self.country.id})
        self.person.anonymize(override_retention=True, note="Asked for")
        names = {
            "vat",
            "street",
            "zip",
            "city",
            "email",
            "vies_valid",
            "peppol_endpoint",
        }
        for name in names & self.person._fields.keys():
            self.assertFalse(self.person[name], name)
        self.assertFalse(self.person.bank_ids.filtered("acc_holder_name"))
