"""A sale that was made is never lost: it is kept without the anonymized customer."""

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..cases.accounting import BooksCase


@tagged("all_apps", "post_install", "-at_install", "-standard")
class TestGuardsPos(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.Partner.create({"name": "Olga Octavius"})
        cls.product = cls.env["product.product"].create(
            {"name": "Bird house", "available_in_pos": True, "taxes_id": False}
        )
        cash = cls.env["account.journal"].create(
            {"name": "Till cash", "type": "cash", "code": "TILLC"}
        )
        cls.method = cls.env["pos.payment.method"].create(
            {"name": "Till cash", "journal_id": cash.id}
        )
        cls.config = cls.env["pos.config"].create(
            {"name": "Till", "payment_method_ids": cls.method.ids}
        )
        cls.config.open_ui()
        cls.session = cls.config.current_session_id
        cls.person.anonymize("Ticket 4711", override_retention=True)
        cls.env.invalidate_all()

    def _order(self, number, partner, **values):
        line = {
            "product_id": self.product.id,
            "qty": 1,
            "price_unit": 10.0,
            "price_subtotal": 10.0,
            "price_subtotal_incl": 10.0,
            "tax_ids": [(6, 0, [])],
            "pack_lot_ids": [],
        }
        payment = {
            "amount": 10.0,
            "name": fields.Datetime.now(),
            "payment_method_id": self.method.id,
        }
        return {
            "name": f"Order {number}",
            "uuid": f"till-{number}",
            "access_token": f"token-{number}",
            "state": "paid",
            "session_id": self.session.id,
            "partner_id": partner.id,
            "email": partner.email,
            "user_id": self.env.uid,
            "date_order": fields.Datetime.to_string(fields.Datetime.now()),
            "amount_paid": 10.0,
            "amount_total": 10.0,
            "amount_tax": 0.0,
            "amount_return": 0.0,
            "last_order_preparation_change": "{}",
            "lines": [(0, 0, line)],
            "payment_ids": [(0, 0, payment)],
            "to_invoice": False,
            **values,
        }

    def _sync(self, *orders):
        self.env["pos.order"].sync_from_ui(list(orders))
        self.env.flush_all()
        found = self.env["pos.order"].search([("uuid", "like", "till-%")], order="uuid")
        return {order.uuid: order for order in found}

    def test_a_batch(self):
        orders = self._sync(
            self._order(1, self.other),
            self._order(
                2, self.person, email="zacharias@quillfeather.example", to_invoice=True
            ),
            self._order(3, self.other),
        )
        self.assertEqual(len(orders), 3)
        for order in orders.values():
            self.assertEqual((order.state, order.amount_paid), ("paid", 10.0))
            self.assertEqual(len(order.payment_ids), 1)
        kept = orders["till-2"]
        self.assertFalse(kept.partner_id or kept.email or kept.mobile)
        self.assertFalse(kept.to_invoice or kept.account_move)
        self.assertEqual(orders["till-1"].partner_id, self.other)
        self.assertIn("without the partner", kept.message_ids[0].body)
        told = self.env["mail.message"].search(
            [("subject", "=", "A record was kept without its anonymized partner")]
        )
        self.assertIn(str(kept.id), told.body)

    def test_a_draft_that_is_paid_later(self):
        self._sync(
            self._order(4, self.env["res.partner"], state="draft", payment_ids=[])
        )
        orders = self._sync(self._order(4, self.person))
        self.assertEqual(orders["till-4"].state, "paid")
        self.assertFalse(orders["till-4"].partner_id)

    def test_session_closes(self):
        self._sync(self._order(5, self.person))
        self.session.action_pos_session_closing_control()
        self.assertEqual(self.session.state, "closed")

    def test_bank_statement_line(self):
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank_journal.id,
                "partner_id": self.person.id,
                "payment_ref": "late payment",
                "amount": 7.0,
            }
        )
        self.assertFalse(line.partner_id or line.move_id.partner_id)
        self.assertEqual(line.amount, 7.0)

    def test_a_paid_transaction_is_not_lost(self):
        provider = self.env["payment.provider"].search([], limit=1)
        transaction = self.env["payment.transaction"].search([], limit=1)
        method = self.env["payment.method"].search([], limit=1)
        self.person.deanonymize()
        transaction = transaction.create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "reference": "late-1",
                "amount": 10.0,
                "currency_id": self.env.company.currency_id.id,
                "partner_id": self.person.id,
                "state": "error",
            }
        )
        self.person.anonymize("Ticket 4711", override_retention=True)
        transaction.write({"state": "done", "state_message": "paid after all"})
        self.assertEqual(transaction.state, "done")
        payment = self.env["account.payment"].create(
            {
                "partner_id": self.person.id,
                "amount": 10.0,
                "payment_transaction_id": transaction.id,
            }
        )
        self.assertFalse(payment.partner_id)
        with self.assertRaisesRegex(UserError, "anonymiz"):
            payment.create({"partner_id": self.person.id, "amount": 10.0})
