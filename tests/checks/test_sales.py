"""What blocks when sale, purchase, stock, crm and project are installed."""

from odoo import Command
from odoo.tests import tagged

from ..common import AnonymizationCase


@tagged("post_install", "-at_install")
class TestSales(AnonymizationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.Partner.create({"name": "Olga Octavius"})
        cls.apps = {"sale.order", "purchase.order", "crm.lead", "project.task"}
        cls.installed = cls.apps <= set(cls.env.registry)

    def _codes_of(self, partner):
        return {(one["code"], one["model"]) for one in partner.anonymization_blockers()}

    def test_apps_are_there(self):
        """Without the apps their rules do not count, and nothing breaks."""
        rules = self.env["partner.anonymization.rule"].search(
            [("model", "in", list(self.apps))]
        )
        self.assertEqual(set(rules.mapped("model")), self.apps)
        self.assertEqual(all(rules.mapped("is_installed")), self.installed)

    def test_order(self):
        if not self.installed:
            return
        product = self.env["product.product"].create(
            {"name": "Bird house", "type": "service", "list_price": 5}
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": self.person.id,
                "client_order_ref": "Quote for Zacharias Quillfeather",
                "order_line": [Command.create({"product_id": product.id})],
            }
        )
        blocked = {("open_document", "sale.order")}
        self.assertEqual(self._codes_of(self.person), blocked)
        order.action_confirm()
        self.assertEqual(self._codes_of(self.person), blocked)
        order._action_cancel()
        self.assertEqual(self._codes_of(self.person), set())
        order.message_post(body="Zacharias Quillfeather has changed his mind")
        self.person.anonymize()
        self.assertEqual(order.client_order_ref, "Quote for Anonymized")
        self.assertIn("Anonymized has changed", order.message_ids[0].body)
        self.person.deanonymize()
        self.assertEqual(order.client_order_ref, "Quote for Zacharias Quillfeather")

    def test_invoice_recipient_of_somebody_else(self):
        if not self.installed:
            return
        order = self.env["sale.order"].create(
            {"partner_id": self.other.id, "partner_invoice_id": self.person.id}
        )
        found = [
            one
            for one in self.person.anonymization_blockers()
            if one["code"] == "invoice_recipient"
        ]
        self.assertEqual(found[0]["res_ids"], order.ids)
        both = self.person | self.other
        self.assertIn(("invoice_recipient", "sale.order"), self._codes_of(both))
        order.partner_invoice_id = self.other
        self.assertEqual(self._codes_of(self.person), set())

    def test_purchase_lead_and_task(self):
        if not self.installed:
            return
        order = self.env["purchase.order"].create({"partner_id": self.person.id})
        lead = self.env["crm.lead"].create(
            {"name": "Birds", "partner_id": self.person.id}
        )
        project = self.env["project.project"].create({"name": "Aviary"})
        task = self.env["project.task"].create(
            {"name": "Build", "project_id": project.id, "partner_id": self.person.id}
        )
        expected = {
            ("open_document", "purchase.order"),
            ("open_document", "crm.lead"),
            ("open_document", "project.task"),
        }
        self.assertEqual(self._codes_of(self.person), expected)
        order.button_cancel()
        lead.action_set_lost()
        task.state = "1_done"
        self.assertEqual(self._codes_of(self.person), set())
        self.person.anonymize()
        self.assertFalse(lead.contact_name)
        self.assertFalse(lead.email_from)
        self.assertFalse(lead.phone)
        self.person.deanonymize()
        self.assertEqual(lead.email_from, "zacharias@quillfeather.example")

    def test_warehouse_and_owned_goods(self):
        if "stock.warehouse" not in self.env:
            return
        warehouse = self.env["stock.warehouse"].create(
            {"name": "Attic", "code": "ATT", "partner_id": self.person.id}
        )
        product = self.env["product.product"].create(
            {"name": "Bird house", "type": "consu", "is_storable": True}
        )
        quant = self.env["stock.quant"].create(
            {
                "product_id": product.id,
                "location_id": warehouse.lot_stock_id.id,
                "quantity": 3,
                "owner_id": self.person.id,
            }
        )
        self.assertEqual(
            self._codes_of(self.person),
            {("consignment", "stock.warehouse"), ("consignment", "stock.quant")},
        )
        quant.quantity = 0
        warehouse.active = False
        self.assertEqual(self._codes_of(self.person), set())
        self.person.anonymize()
        with self.assertRaisesRegex(Exception, "anonymized"):
            warehouse.active = True
            self.env.flush_all()
