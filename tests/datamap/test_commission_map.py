"""An agent is active until what was earned is settled and invoiced."""

from odoo import Command
from odoo.tests import tagged

from ..cases.fakes import FakeAppsCase


@tagged("post_install", "-at_install")
class TestCommissionMap(FakeAppsCase):
    @classmethod
    def _fake_models(cls):
        from ..cases import commission_models as commission

        found = commission.MODELS
        if "sale.order.line" in cls.env:
            found = (*found, commission.OrderAgent)
        return found

    def _blocking(self):
        return {
            (one["code"], one["model"]): one["res_ids"]
            for one in self.person.anonymization_blockers()
            if one["code"] == "role"
        }

    def _settlement(self, state):
        return self.env["commission.settlement"].create(
            {
                "name": "January of Zacharias Quillfeather",
                "agent_id": self.person.id,
                "date_to": "2010-01-31",
                "state": state,
            }
        )

    def test_settlement(self):
        settlement = self._settlement("settled")
        key = ("role", "commission.settlement")
        for state, blocks in (
            ("settled", True),
            ("except_invoice", True),
            ("invoiced", False),
            ("cancel", False),
        ):
            settlement.state = state
            found = self._blocking()
            self.assertEqual(found, {key: settlement.ids} if blocks else {}, state)

    def test_settlement_loses_the_name(self):
        settlement = self._settlement("invoiced")
        self.person.anonymize(note="Asked for")
        settlement.invalidate_recordset()
        self.assertEqual(settlement.name, "January of Anonymized")
        self.assertEqual(settlement.agent_id, self.person)
        self.person.deanonymize()
        settlement.invalidate_recordset()
        self.assertEqual(settlement.name, "January of Zacharias Quillfeather")

    def test_commission_of_an_invoice(self):
        move = self.env["account.move"].create({"partner_id": self.other.id})
        agent = self.env["account.invoice.line.agent"].create(
            {"agent_id": self.person.id, "invoice_id": move.id}
        )
        self.assertEqual(self._blocking(), {}, "a draft of somebody else")
        self.env.cr.execute(
            "UPDATE account_move SET state = 'posted' WHERE id = %s", move.ids
        )
        self.env.invalidate_all()
        found = {("role", "account.invoice.line.agent"): agent.ids}
        self.assertEqual(self._blocking(), found)
        agent.settled = True
        self.assertEqual(self._blocking(), {})

    def test_commission_of_an_order(self):
        """The agent goes on to the invoice of an order that is confirmed."""
        if "sale.order" not in self.env:
            return
        product = self.env["product.product"].create({"name": "Bird house"})
        order = self.env["sale.order"].create(
            {
                "partner_id": self.other.id,
                "order_line": [Command.create({"product_id": product.id})],
            }
        )
        agent = self.env["sale.order.line.agent"].create(
            {"agent_id": self.person.id, "object_id": order.order_line.id}
        )
        found = {("role", "sale.order.line.agent"): agent.ids}
        self.assertEqual(self._blocking(), found)
        order.action_confirm()
        self.assertEqual(self._blocking(), found)
        order.order_line.qty_delivered = 1
        self.env.cr.execute(
            "UPDATE sale_order SET invoice_status = 'invoiced' WHERE id = %s", order.ids
        )
        self.env.invalidate_all()
        self.assertEqual(self._blocking(), {})
