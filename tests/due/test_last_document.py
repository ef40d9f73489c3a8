"""Of one day the last document is the document itself, not what settles or repeats it,
and not a mere message; one by one and for the worklist of all."""

from datetime import datetime

from odoo import Command
from odoo.tests import tagged

from ...engine.datamap.datamap import DataMap
from ...engine.due import due_date, last_activity
from ...engine.subject.membership import Subject
from ...engine.worklist import candidate_rows, due_for_all
from ...engine.worklist.listed_persons import Listing
from ..cases.accounting import BooksCase
from ..cases.activity import ActivityMixin

DAY = "2012-03-04"


@tagged("post_install", "-at_install")
class TestLastDocument(ActivityMixin, BooksCase):
    def assertLastDocument(self, record):
        """Asked for one, and on the list of all."""
        self.env.flush_all()
        datamap = DataMap(self.env)
        subjects = [Subject(self.person.id, frozenset(self.person.ids))]
        number = due_date.due(self.env, datamap, subjects)[0].last
        found = last_activity.decode(datamap, number)
        self.assertEqual((found.rule.model, found.res_id), (record._name, record.id))
        self.assertEqual(self._listed(datamap), (record._name, record.id))
        (due,) = self.person.anonymization_due()
        self.assertEqual((due["last_model"], due["last_id"]), self._listed(datamap))

    def _listed(self, datamap):
        due_for_all.evaluate(self.env, datamap, Listing(), datetime.now().date())
        candidate_rows.write(self.env, datamap)
        self.env.cr.execute(
            "SELECT last_model, last_id FROM partner_anonymization_candidate"
            " WHERE partner_id = %s",
            [self.person.id],
        )
        return self.env.cr.fetchone()

    def test_invoice_before_its_entry_of_payment(self):
        invoice = self._invoice(self.person, DAY)
        self._pay(invoice)
        self.assertLastDocument(invoice)

    def test_bill_before_its_payment(self):
        for outstanding in (True, False):
            with self.subTest(outstanding=outstanding):
                bill = self._invoice(self.person, DAY, move_type="in_invoice")
                self._register(bill, outstanding)
                self.assertLastDocument(bill)

    def _register(self, move, has_entry):
        lines = self.bank_journal.outbound_payment_method_line_ids
        account = self.company_data["default_account_assets"].copy()
        lines.payment_account_id = account if has_entry else False
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        payment = wizard.create({"payment_date": DAY})._create_payments()
        self.assertEqual(bool(payment.move_id), has_entry)
        self.assertIn(payment.state, ("in_process", "paid"))

    def test_invoice_before_a_line_of_a_statement(self):
        invoice = self._invoice(self.person, DAY)
        self._statement_line()
        self.assertLastDocument(invoice)

    def _statement_line(self, day=DAY):
        return self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank_journal.id,
                "payment_ref": "transfer",
                "partner_id": self.person.id,
                "amount": 5,
                "date": day,
            }
        )

    def test_a_later_payment_is_the_last_document(self):
        self._invoice(self.person, DAY)
        line = self._statement_line("2012-03-05")
        self.assertIn(self._last_of(), (line, line.move_id))

    def _last_of(self):
        _day, model, res_id, _role = self.last()
        return self.env[model].browse(res_id)

    def test_the_newest_of_two_invoices(self):
        self._invoice(self.person, DAY)
        self.assertLastDocument(self._invoice(self.person, DAY))

    def test_invoice_before_a_message(self):
        invoice = self._invoice(self.person, DAY)
        message = self.env["mail.message"].create(
            {"message_type": "email", "author_id": self.person.id}
        )
        self._at_noon(message, "date")
        self.assertLastDocument(invoice)

    def test_invoice_before_costs(self):
        """An analytic line repeats what an invoice or bill says."""
        plan = self.env["account.analytic.plan"].create({"name": "Birds"})
        account = self.env["account.analytic.account"].create(
            {"name": "Houses", "plan_id": plan.id}
        )
        self.env["account.analytic.line"].create(
            {
                "name": "Nails",
                "account_id": account.id,
                "partner_id": self.person.id,
                "date": DAY,
            }
        )
        self.assertLastDocument(self._invoice(self.person, DAY))

    def test_quotation_before_a_payment(self):
        if "sale.order" not in self.env:
            return
        order = self.env["sale.order"].create(
            {
                "partner_id": self.person.id,
                "order_line": [
                    Command.create({"display_type": "line_note", "name": "Houses"})
                ],
            }
        )
        self._at_noon(order, "date_order")
        self.env.cr.execute(
            "DELETE FROM mail_message WHERE model = 'sale.order' AND res_id = %s",
            order.ids,
        )
        self._statement_line()
        self.assertLastDocument(order)

    def _at_noon(self, record, name):
        self.env.flush_all()
        record.env.cr.execute(
            f"UPDATE {record._table} SET {name} = %s WHERE id = %s",  # noqa: S608
            [f"{DAY} 12:00:00", record.id],
        )
        record.invalidate_recordset()

    def test_rule_of_ones_own(self):
        """A module's own kind of payment says so in its rule."""
        self.env["partner.anonymization.rule"].create(
            {
                "name": "Accounts as documents",
                "model": "res.partner.bank",
                "partner_path": "partner_id",
                "activity_field": "create_date",
                "activity_settles": "[('acc_holder_name', '=', 'settles')]",
            }
        )
        first, second = self.env["res.partner.bank"].create(
            [
                {
                    "partner_id": self.person.id,
                    "acc_number": number,
                    "acc_holder_name": holder,
                }
                for number, holder in (("11-22", "is one"), ("33-44", "settles"))
            ]
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner_bank SET create_date = %s WHERE partner_id = %s"
            " AND id <> ALL(%s)",
            ["2001-01-01 12:00", self.person.id, (first | second).ids],
        )
        for account in first, second:
            self._at_noon(account, "create_date")
        self.assertLastDocument(first)
