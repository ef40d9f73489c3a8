"""What happens to documents of operations: purchase, stock, projects, fleet, repair."""

from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from ..cases.map_case import MapCase


@tagged("all_apps", "post_install", "-at_install", "-standard")
class TestMapOperations(MapCase):
    def test_transfer(self):
        kind = self.env["stock.picking.type"].search([("code", "=", "outgoing")])[0]
        picking = self.env["stock.picking"].create(
            {
                "partner_id": self.person.id,
                "picking_type_id": kind.id,
                "note": self.html,
                "carrier_tracking_ref": "PARCEL-4711",
                "signature": self.person.image_1920,
            }
        )
        self.assertBlocked("stock.picking")
        picking.action_cancel()
        self.assertFree()
        signature = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "stock.picking"),
                ("res_id", "=", picking.id),
                ("res_field", "=", "signature"),
            ]
        )
        self.assertTrue(self.stored(signature, "store_fname"))
        self.person.anonymize()
        self.assertEqual(self.stored(picking, "note"), self.html_redacted)
        self.assertEmpty(picking, "carrier_tracking_ref")
        self.assertEmpty(signature, "store_fname", "checksum")
        self.person.deanonymize()
        self.assertEqual(self.stored(picking, "carrier_tracking_ref"), "PARCEL-4711")

    def test_batch_driven_by_the_person(self):
        kind = self.env["stock.picking.type"].search([("code", "=", "outgoing")])[0]
        batch = self.env["stock.picking.batch"].create(
            {
                "picking_type_id": kind.id,
                "driver_id": self.person.id,
                "description": self.note,
            }
        )
        file = self.attach(batch)
        self.assertBlocked("stock.picking.batch", "role")
        batch.action_cancel()
        self.assertFree()
        self.person.anonymize()
        self.assertEqual(self.stored(batch, "description"), self.redacted)
        self.assertTrue(self.stored(file, "store_fname"))

    def test_consignment_and_lot(self):
        product = self.env["product.product"].create(
            {"name": "Nest", "is_storable": True, "tracking": "lot"}
        )
        lot = self.env["stock.lot"].create(
            {"name": "Nests of 2020", "product_id": product.id, "note": self.html}
        )
        quant = self.env["stock.quant"].create(
            {
                "product_id": product.id,
                "location_id": self.env.ref("stock.stock_location_stock").id,
                "lot_id": lot.id,
                "owner_id": self.person.id,
                "quantity": 3,
            }
        )
        self.assertBlocked("stock.quant", "consignment")
        quant.quantity = 0
        self.assertFree()
        self.person.anonymize()
        self.assertEqual(self.stored(lot, "note"), self.html_redacted)

    def test_purchase_agreement(self):
        agreement = self.env["purchase.requisition"].create(
            {
                "vendor_id": self.person.id,
                "reference": "Zacharias Quillfeather 7",
                "description": self.html,
            }
        )
        self.assertBlocked("purchase.requisition")
        agreement.action_cancel()
        self.person.anonymize()
        self.assertEqual(
            self.stored(agreement, "reference", "description"),
            ("Anonymized 7", self.html_redacted),
        )

    def test_representative(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Aviary for Olga",
                "partner_id": self.other.id,
                "contact_name": "Olga Octavius",
                "description": self.html,
                "partner_assigned_id": self.person.id,
            }
        )
        self.assertBlocked("crm.lead", "role")
        lead.action_set_lost()
        self.assertFree()
        self.person.anonymize()
        self.assertEqual(
            self.stored(lead, "contact_name", "email_from", "description"),
            ("Olga Octavius", "olga@octavius.example", self.html_redacted),
        )

    def test_lead(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Aviary for Zacharias Quillfeather",
                "partner_id": self.person.id,
                "street": "Falkevej 21",
                "description": "<p>Olga Octavius went to Falkevej 21</p>",
                "reveal_ip": "192.0.2.7",
            }
        )
        self.assertBlocked("crm.lead")
        lead.action_set_lost()
        self.person.anonymize()
        names = (
            "contact_name",
            "email_from",
            "email_normalized",
            "street",
            "reveal_ip",
        )
        self.assertEmpty(lead, *names)
        self.assertEqual(
            self.stored(lead, "name", "description"),
            ("Aviary for Anonymized", "<p>Olga Octavius went to Anonymized</p>"),
        )

    def test_lead_without_contact(self):
        lead = self.env["crm.lead"].create(
            {"name": "Birds", "contact_name": "Zach", "phone": "0045 31415926"}
        )
        self.assertFalse(lead.partner_id)
        self.assertBlocked("crm.lead")
        lead.action_set_lost()
        self.person.anonymize()
        self.assertEmpty(lead, "contact_name", "phone", "phone_sanitized")

    def test_project_with_tasks_and_hours(self):
        project = self.env["project.project"].create(
            {"name": "Aviary", "partner_id": self.person.id, "allow_timesheets": True}
        )
        milestone = self.env["project.milestone"].create(
            {"name": self.note, "project_id": project.id}
        )
        update = self.env["project.update"].create(
            {"name": self.note, "project_id": project.id, "status": "on_track"}
        )
        task = self.env["project.task"].create(
            {
                "name": self.note,
                "project_id": project.id,
                "partner_id": self.person.id,
            }
        )
        employee = self.env["hr.employee"].create({"name": "Olga Octavius"})
        hours = self.env["account.analytic.line"].create(
            {
                "name": self.note,
                "project_id": project.id,
                "task_id": task.id,
                "employee_id": employee.id,
            }
        )
        models = {one["model"] for one in self.person.anonymization_blockers()}
        self.assertEqual(models, {"project.project", "project.task"})
        task.state = "1_done"
        update.status = "done"
        project.last_update_status = "done"
        self.assertFree()
        self.person.anonymize()
        for record in (milestone, update, task, hours):
            self.assertEqual(self.stored(record, "name"), self.redacted, record._name)

    def test_meeting(self):
        start = fields.Datetime.now() + timedelta(days=2)
        meeting = self.env["calendar.event"].create(
            {
                "name": self.note,
                "location": "Brombærvej 15",
                "start": start,
                "stop": start + timedelta(hours=1),
                "partner_ids": [Command.set((self.person | self.other).ids)],
            }
        )
        self.assertBlocked("calendar.event")
        meeting.write(
            {
                "start": start - timedelta(days=9),
                "stop": start - timedelta(days=9, hours=-1),
            }
        )
        self.assertFree()
        mine = meeting.attendee_ids.filtered(lambda a: a.partner_id == self.person)
        theirs = meeting.attendee_ids - mine
        token = self.stored(theirs, "access_token")
        self.person.anonymize()
        self.assertEqual(
            self.stored(meeting, "name", "location"), (self.redacted, "Anonymized")
        )
        self.assertNotIn("quillfeather", (meeting.description or "").lower())
        self.assertEmpty(mine, "access_token")
        self.assertEqual(
            self.stored(theirs, "common_name", "access_token"), ("Olga Octavius", token)
        )

    def test_vehicle(self):
        brand = self.env["fleet.vehicle.model.brand"].create({"name": "Wagon"})
        model = self.env["fleet.vehicle.model"].create(
            {"name": "Coach", "brand_id": brand.id}
        )
        vehicle = self.env["fleet.vehicle"].create(
            {
                "model_id": model.id,
                "driver_id": self.person.id,
                "description": self.html,
            }
        )
        file = self.attach(vehicle)
        self.assertBlocked("fleet.vehicle", "role")
        vehicle.driver_id = self.other
        contract = self.env["fleet.vehicle.log.contract"].create(
            {
                "vehicle_id": vehicle.id,
                "insurer_id": self.person.id,
                "notes": self.html,
            }
        )
        self.assertBlocked("fleet.vehicle.log.contract")
        contract.state = "closed"
        self.assertFree()
        self.person.anonymize()
        for record, name in ((vehicle, "description"), (contract, "notes")):
            self.assertEqual(self.stored(record, name), self.html_redacted)
        self.assertTrue(self.stored(file, "store_fname"))

    def test_equipment_of_a_vendor(self):
        equipment = self.env["maintenance.equipment"].create(
            {
                "name": "Bird bath",
                "partner_id": self.person.id,
                "partner_ref": "Bath of Zacharias Quillfeather",
                "serial_no": "BB-1",
            }
        )
        request = self.env["maintenance.request"].create(
            {"name": self.note, "equipment_id": equipment.id}
        )
        file = self.attach(equipment)
        self.assertFree()
        self.person.anonymize()
        self.assertEqual(
            self.stored(equipment, "partner_ref", "serial_no"),
            ("Bath of Anonymized", "BB-1"),
        )
        self.assertEqual(self.stored(request, "name"), self.redacted)
        self.assertTrue(self.stored(file, "store_fname"))

    def test_repair(self):
        product = self.env["product.product"].create({"name": "Bird house"})
        repair = self.env["repair.order"].create(
            {
                "partner_id": self.person.id,
                "product_id": product.id,
                "internal_notes": self.html,
            }
        )
        self.assertBlocked("repair.order")
        repair.action_repair_cancel()
        self.assertFree()
        self.person.anonymize()
        self.assertEqual(self.stored(repair, "internal_notes"), self.html_redacted)
