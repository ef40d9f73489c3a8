"""The list of documents with the apps that are installed."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..cases.overview import OverviewCase


@tagged("post_install", "-at_install")
class TestDocumentOverviewApps(OverviewCase):
    """The documents of the apps that are installed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.installed = {
            "sale.order",
            "purchase.order",
            "stock.picking",
            "crm.lead",
            "project.task",
        } <= set(cls.env.registry)

    def _states(self):
        rows = self._rows().filtered("res_id")
        return {(row.model, row.res_id): row.state for row in rows}

    def test_order_and_transfer(self):
        if not self.installed:
            return
        product = self.env["product.product"].create(
            {"name": "Bird house", "type": "consu", "invoice_policy": "delivery"}
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": self.other.id,
                "partner_shipping_id": self.child.id,
                "order_line": [Command.create({"product_id": product.id})],
            }
        )
        order_key = ("sale.order", order.id)
        self.assertEqual(self._states(), {order_key: "open"})
        order.action_confirm()
        picking = order.picking_ids
        picking_key = ("stock.picking", picking.id)
        self.assertEqual(self._states(), {order_key: "open", picking_key: "open"})
        picking.move_ids.write({"quantity": 1, "picked": True})
        picking.button_validate()
        self.env.flush_all()
        self.assertEqual(self._states()[picking_key], "closed")
        rows = {row.model: row for row in self._rows()}
        self.assertEqual(rows["stock.picking"].type, "Transfer")
        self.assertEqual(rows["sale.order"].type, "Sales order")
        self.assertEqual(rows["sale.order"].date, order.date_order.date())
        self.assertFalse(rows["sale.order"].kept_until)
        self.assertFalse(rows["sale.order"].kept_label)

    def test_move_without_transfer(self):
        """A part is a document of its own where it has no other."""
        if not self.installed:
            return
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )
        product = self.env["product.product"].create({"name": "Nest"})
        move = self.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom_qty": 1,
                "location_id": warehouse.lot_stock_id.id,
                "location_dest_id": warehouse.lot_stock_id.id,
                "partner_id": self.person.id,
            }
        )
        self.assertEqual(self._states(), {("stock.move", move.id): "closed"})

    def test_purchase_order(self):
        if not self.installed:
            return
        order = self.env["purchase.order"].create({"partner_id": self.person.id})
        self.assertEqual(self._states(), {("purchase.order", order.id): "open"})
        order.button_cancel()
        self.assertEqual(self._states(), {("purchase.order", order.id): "closed"})

    def test_leads(self):
        if not self.installed:
            return
        Lead = self.env["crm.lead"]
        linked = Lead.create({"name": "Birds", "partner_id": self.child.id})
        unlinked = Lead.create({"name": "Nests", "email_from": self.person.email})
        Lead.create({"name": "Trees", "email_from": "somebody@else.example"})
        linked.action_set_lost()
        self.assertEqual(
            self._states(),
            {("crm.lead", linked.id): "closed", ("crm.lead", unlinked.id): "open"},
        )
        row = self._found()["crm.lead", unlinked.id]
        self.assertEqual(row.date, unlinked.create_date.date())

    def test_project_and_its_parts(self):
        if not self.installed:
            return
        project = self.env["project.project"].create(
            {"name": "Aviary", "partner_id": self.person.id}
        )
        self.env["project.update"].create(
            {"name": "News", "project_id": project.id, "status": "on_track"}
        )
        task = self.env["project.task"].create(
            {"name": "Build", "project_id": project.id, "partner_id": self.child.id}
        )
        keys = ("project.project", project.id), ("project.task", task.id)
        self.assertEqual(self._states(), dict.fromkeys(keys, "open"))
        task.state = "1_done"
        self.assertEqual(self._states()[keys[1]], "closed")

    def test_user_without_the_rights_of_the_apps(self):
        if not self.installed:
            return
        order = self.env["sale.order"].create({"partner_id": self.person.id})
        blind = self._clerk("blind", "group_anonymize", accounting=False)
        row = self._found(user=blind)["sale.order", order.id]
        self.assertEqual((row.document, row.state), (f"#{order.id}", "open"))
        with self.assertRaisesRegex(AccessError, "Ask somebody who works with it"):
            row.action_open()
