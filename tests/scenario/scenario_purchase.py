"""The supplier: agreements, requests, receipts, bills; and what is made from it."""

from odoo import Command, fields

from .scenario import SUPPLIER, ScenarioCase, sentence


class PurchaseSteps(ScenarioCase):
    """Everything that is bought from the supplier."""

    @classmethod
    def meet_supplier(cls):
        """A company with a contact, an account and a price."""
        cls.supplier = cls.card(SUPPLIER, is_company=True)
        cls.bank_account(SUPPLIER, cls.supplier)
        cls.make(
            "product.supplierinfo",
            partner_id=cls.supplier.id,
            product_tmpl_id=cls.product.product_tmpl_id.id,
            product_name=f"Stone of {SUPPLIER['name']}",
            price=50,
        )
        cls.say(SUPPLIER, cls.supplier)
        cls.plan(SUPPLIER, cls.supplier)

    @classmethod
    def agree(cls):
        """A blanket order that ends."""
        agreement = cls.make(
            "purchase.requisition",
            vendor_id=cls.supplier.id,
            requisition_type="blanket_order",
            reference=f"{SUPPLIER['name']} 2",
            description=f"<p>{sentence(SUPPLIER)}</p>",
            line_ids=[
                Command.create(
                    {"product_id": cls.product.id, "product_qty": 9, "price_unit": 5}
                )
            ],
        )
        cls.click(agreement, "action_confirm")
        cls.say(SUPPLIER, agreement)
        cls.click(agreement, "action_done")

    @classmethod
    def buy(cls):
        """From the request to the receipt."""
        order = cls.purchase = cls.make(
            "purchase.order",
            partner_id=cls.supplier.id,
            partner_ref=f"{SUPPLIER['name']} 3",
            note=f"<p>{sentence(SUPPLIER)}</p>",
            order_line=[
                Command.create(
                    {
                        "product_id": cls.product.id,
                        "product_qty": 3,
                        "price_unit": 50,
                        "name": f"Stone of {SUPPLIER['name']}",
                        "tax_ids": [Command.clear()],
                    }
                )
            ],
        )
        action = cls.click(order, "action_rfq_send")
        cls.dialog(action, "action_send_mail")
        cls.click(order, "button_confirm")
        cls.mail_in(SUPPLIER, "purchase.order", "info@company.example", "Answer", order)
        picking = order.picking_ids
        picking.move_ids.write({"quantity": 3, "picked": True})
        cls.say(SUPPLIER, picking)
        cls.click(picking, "button_validate")

    @classmethod
    def settle(cls):
        """The supplier's invoice, with a file, paid."""
        cls.click(cls.purchase, "action_create_invoice")
        bill = cls.bill = cls.purchase.invoice_ids
        bill.invoice_date = fields.Date.today()
        bill.ref = f"{SUPPLIER['name']} 3"
        cls.click(bill, "action_post")
        cls.say(SUPPLIER, bill)
        cls.pay(bill)
        cls.click(cls.purchase, "button_lock")

    @classmethod
    def produce(cls):
        """Flour for the customer from the supplier's stone."""
        flour = cls.make("product.product", name="Flour", type="consu")
        order = cls.make(
            "mrp.production",
            product_id=flour.id,
            product_qty=1,
            origin=f"For {SUPPLIER['name']}",
            move_raw_ids=[
                Command.create({"product_id": cls.product.id, "product_uom_qty": 1})
            ],
        )
        cls.click(order, "action_confirm")
        order.qty_producing = 1
        order.move_raw_ids.write({"quantity": 1, "picked": True})
        cls.click(order, "message_post", body=sentence(SUPPLIER))
        cls.click(order, "button_mark_done")

    @classmethod
    def keep_running(cls):
        """The supplier repairs a car and a machine."""
        model = cls.env["fleet.vehicle.model"].search([], limit=1)
        vehicle = cls.vehicle = cls.make(
            "fleet.vehicle", model_id=model.id, license_plate="MILL 1"
        )
        service = cls.make(
            "fleet.vehicle.log.services",
            vehicle_id=vehicle.id,
            vendor_id=cls.supplier.id,
            description=f"Brakes by {SUPPLIER['name']}",
            notes=sentence(SUPPLIER),
        )
        cls.click(service, "write", {"state": "done"})
        machine = cls.make(
            "maintenance.equipment",
            name="Mill",
            partner_id=cls.supplier.id,
            partner_ref=f"{SUPPLIER['name']} 4",
            note=f"<p>{sentence(SUPPLIER)}</p>",
        )
        request = cls.make(
            "maintenance.request",
            name=f"{SUPPLIER['name']} comes",
            equipment_id=machine.id,
            description=f"<p>{sentence(SUPPLIER)}</p>",
        )
        done = cls.env["maintenance.stage"].search([("done", "=", True)], limit=1)
        cls.click(request, "write", {"stage_id": done.id})
        cls.say(SUPPLIER, request)
        cls.click(request, "archive_equipment_request")
