"""Money that belongs to no document is open; money that no bank statement shows yet is
none of the partner's business."""

from datetime import date, timedelta
from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from ..cases.accounting import BooksCase

DAY = "2012-05-05"


@tagged("post_install", "-at_install", "accounting_only")
class TestPayments(BooksCase):
    def _found(self, code="unmatched_payment"):
        found = self.person.anonymization_blockers()
        return [one for one in found if one["code"] == code]

    def _register(self, move, amount=None, day=DAY):
        """Pay as a user does, by the button of the invoice or bill."""
        values = {"payment_date": day, "journal_id": self.bank_journal.id}
        if amount:
            values["amount"] = amount
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        return wizard.create(values)._create_payments()

    def _bill(self):
        return self._invoice(self.person, DAY, move_type="in_invoice")

    def _payment(self, **values):
        return self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.person.id,
                "amount": 5,
                "date": DAY,
                "journal_id": self.bank_journal.id,
                **values,
            }
        )

    def _without_entry(self, **values):
        """A payment as the full accounting app has it: no journal entry of its own."""
        self.bank_journal.inbound_payment_method_line_ids.payment_account_id = False
        move_class = type(self.env["account.move"])
        with patch.object(
            move_class, "_get_invoice_in_payment_state", lambda _self: "in_payment"
        ):
            payment = self._payment(**values)
            payment.action_post()
        self.assertFalse(payment.move_id)
        return payment

    def test_paid_bill(self):
        """No bank reconciliation ever ends this payment's being in process."""
        bill = self._bill()
        payment = self._register(bill)
        self.assertEqual(payment.state, "in_process")
        self.assertFalse(payment.is_matched)
        self.assertEqual(self.person.anonymization_blockers(), [])
        self.person.anonymize()
        self.assertEqual(self.person.anonymization_state, "anonymized")
        self.assertEqual(payment.state, "in_process")

    def test_refunded_customer(self):
        credit = self._invoice(self.person, DAY, move_type="out_refund")
        payment = self._register(credit)
        self.assertFalse(payment.is_matched)
        self.assertEqual(self.person.anonymization_blockers(), [])

    def test_allocated_to_an_entry(self):
        """An opening balance is no invoice, but a document for all that."""
        account = self.company_data["default_account_receivable"]
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": DAY,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "partner_id": self.person.id,
                            "debit": 5,
                        }
                    ),
                    Command.create(
                        {
                            "account_id": self.company_data[
                                "default_account_revenue"
                            ].id,
                            "credit": 5,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        payment = self._payment()
        payment.action_post()
        self.assertEqual(self._found()[0]["res_ids"], payment.ids)
        lines = (entry | payment.move_id).line_ids
        lines.filtered(lambda line: line.account_id == account).reconcile()
        self.assertEqual(payment.state, "in_process")
        self.assertEqual(self.person.anonymization_blockers(), [])

    def test_not_allocated(self):
        """The user is told the buttons that are there."""
        payment = self._payment()
        self.assertIn("“Confirm”", self._found()[0]["message"])
        payment.action_post()
        (blocker,) = self._found()
        self.assertEqual(blocker["res_ids"], payment.ids)
        self.assertIn("“Add”", blocker["message"])
        self.assertIn("“Reset to Draft”", blocker["message"])
        payment.action_draft()
        payment.action_cancel()
        self.assertEqual(self._found(), [])

    def test_partly_allocated(self):
        bill = self._bill()
        payment = self._register(bill, amount=160)
        self.assertEqual(bill.amount_residual, 0)
        self.assertEqual(self._found()[0]["res_ids"], payment.ids)

    def test_without_a_journal_entry(self):
        payment = self._without_entry()
        (blocker,) = self._found()
        self.assertEqual(blocker["res_ids"], payment.ids)
        self.assertIn("“Validate”", blocker["message"])
        payment.action_validate()
        self.assertEqual(self._found(), [])

    def test_without_a_journal_entry_but_with_an_invoice(self):
        invoice = self._invoice(self.person, DAY)
        payment = self._without_entry(invoice_ids=[Command.set(invoice.ids)])
        self.assertEqual(payment.state, "in_process")
        self.assertEqual(self._found(), [])
        self.assertTrue(self._found("open_item"), "the books still have it open")
        invoice.button_draft()
        self.assertTrue(self._found(), "nothing is paid by it any more")

    def test_invoice_that_is_in_payment(self):
        """The full accounting app calls an allocated invoice so until the bank shows
        the money."""
        invoice = self._invoice(self.person, DAY)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move SET payment_state = 'in_payment', amount_residual = 0"
            " WHERE id = %s",
            [invoice.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self._found("open_document"), [])

    def test_payment_of_an_anonymized_partner_ends(self):
        """It is matched, validated or cancelled as if nothing had happened."""
        bill = self._bill()
        payment = self._register(bill)
        self.person.anonymize()
        outstanding = payment.outstanding_account_id
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": DAY,
                "journal_id": self.bank_journal.id,
                "line_ids": [
                    Command.create({"account_id": outstanding.id, "debit": 100}),
                    Command.create(
                        {
                            "account_id": self.bank_journal.default_account_id.id,
                            "credit": 100,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        lines = (entry | payment.move_id).line_ids
        lines.filtered(lambda line: line.account_id == outstanding).reconcile()
        self.env.flush_all()
        self.assertTrue(payment.is_matched)
        self.assertEqual(payment.state, "paid")

    def test_words(self):
        """A vendor's bill is no invoice of a customer."""
        self._bill()
        self._invoice(self.person, DAY)
        self._invoice(self.person, DAY, move_type="out_refund")
        messages = [one["message"] for one in self._found("open_document")]
        self.assertEqual(len(messages), 3)
        for word in ("Unpaid invoice", "Unpaid vendor bill", "Credit note"):
            self.assertEqual(
                len([text for text in messages if word in text]), 1, messages
            )

    def test_words_for_whom_may_not_read_invoices(self):
        """How many there are, and whom to ask: no empty brackets."""
        invoices = self._invoice(self.person, DAY) | self._invoice(self.person, DAY)
        clerk = self._user("clerk", "group_anonymize")
        self.assertFalse(invoices.with_user(clerk).has_access("read"))
        found = self.person.with_user(clerk).anonymization_blockers()
        (message,) = [o["message"] for o in found if o["code"] == "open_document"]
        self.assertIn("Unpaid invoice: 2.", message)
        self.assertNotIn("…", message)
        self.assertNotIn(invoices[0].name, message)
        self.assertIn("ask somebody of", message)

    def _warned(self):
        wizard = self.env["partner.anonymize"].create(
            {"partner_ids": [Command.set(self.person.ids)], "override_retention": True}
        )
        return wizard

    def test_young_payment_is_a_warning(self):
        day = date.today() - timedelta(days=59)
        bill = self._invoice(self.person, day, move_type="in_invoice")
        payment = self._register(bill, day=day)
        wizard = self._warned()
        self.assertTrue(wizard.can_proceed)
        (group,) = wizard.payment_groups
        self.assertEqual(group["id"], self.person.id)
        self.assertEqual(group["items"][0]["ids"], payment.ids)
        self.assertIn("bank statement", wizard.payment_summary)
        wizard.action_rehearse()
        self.assertIn("bank statement", wizard.report_html)
        param = self.env["ir.config_parameter"]
        param.set_param("partner_anonymization.payment_warning_days", "58")
        self.assertFalse(self._warned().payment_summary)
        param.set_param("partner_anonymization.payment_warning_days", "60")
        self.person.anonymize("Ticket 4711", override_retention=True)
        line = self.person.anonymization_line_id
        self.assertEqual(line.outcome in ("done", "partial"), True)
        self.assertIn("payment_in_process", line.warnings)

    def test_old_payment_is_no_warning(self):
        self._register(self._bill())
        self.assertFalse(self._warned().payment_summary)
        self.person.anonymize()
        self.assertFalse(self.person.anonymization_line_id.warnings)
