"""A place that stands at an anonymized address, or belongs to its owner, does not come
back into use by any door."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import AnonymizationCase


@tagged("all_apps", "post_install", "-at_install", "-standard")
class TestPlaces(AnonymizationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Location = cls.env["stock.location"].with_context(active_test=False)
        cls.other = cls.Partner.create({"name": "Olga Octavius"})
        cls.customers = cls.env.ref("stock.stock_location_customers")

    def _refused(self, function, *args):
        self.env.flush_all()
        with self.assertRaisesRegex(UserError, "anonymiz"), self.env.cr.savepoint():
            function(*args)
            self.env.flush_all()
        self.env.invalidate_all()

    def _warehouse(self, partner, code="ATT"):
        return self.env["stock.warehouse"].create(
            {"name": f"Attic {code}", "code": code, "partner_id": partner.id}
        )

    def _places(self, warehouse):
        return self.Location.search([("id", "child_of", warehouse.view_location_id.id)])

    def test_locations_of_a_warehouse(self):
        warehouse = self._warehouse(self.person)
        shelf = self.Location.create(
            {"name": "Shelf", "location_id": warehouse.lot_stock_id.id}
        )
        warehouse.action_archive()
        self.person.anonymize()
        places = self._places(warehouse)
        self.assertIn(shelf, places)
        self.assertIn(warehouse.view_location_id, places)
        for place in places:
            self._refused(place.write, {"active": True})
            self._refused(place.action_unarchive)
            self.assertFalse(place.active, place.id)
        self._refused(places.action_unarchive)
        types = self.env["stock.picking.type"].with_context(active_test=False)
        for one in types.search([("warehouse_id", "=", warehouse.id)]):
            self._refused(one.action_unarchive)

    def test_new_places_there(self):
        warehouse = self._warehouse(self.person)
        warehouse.action_archive()
        self.person.anonymize()
        stock = warehouse.lot_stock_id
        values = {"name": "Shelf", "location_id": stock.id}
        self._refused(self.Location.create, values)
        self._refused(self.Location.create, {**values, "active": False})
        self._refused(stock.copy)
        self._refused(warehouse.copy, {"name": "Copy", "code": "CPY"})
        self._refused(self._warehouse, self.person, "NEW")
        elsewhere = self.Location.create({"name": "Shelf"})
        self._refused(elsewhere.write, {"location_id": stock.id})
        self._refused(self._import, [["Import", str(stock.id)]])

    def _import(self, rows):
        result = self.Location.load(["name", "location_id/.id"], rows)
        if not result["ids"]:
            raise UserError(result["messages"][0]["message"])

    def test_a_place_moved_out_of_its_warehouse(self):
        """It stays in the tree although the warehouse is not named any more."""
        warehouse = self._warehouse(self.person)
        warehouse.action_archive()
        self.env.flush_all()
        self.env.cr.execute("UPDATE stock_location SET warehouse_id = NULL")
        self.env.invalidate_all()
        self.person.anonymize()
        self._refused(warehouse.lot_stock_id.action_unarchive)

    def _customer_location(self, partner, **values):
        place = self.Location.create(
            {
                "name": "Zacharias' corner",
                "usage": "customer",
                "location_id": self.customers.id,
                **values,
            }
        )
        partner.property_stock_customer = place
        return place

    def test_customer_location(self):
        place = self._customer_location(self.person)
        corner = self.Location.create(
            {"name": "Corner", "usage": "customer", "location_id": place.id}
        )
        place.active = False
        self.person.anonymize()
        for one in (place, corner):
            self._refused(one.action_unarchive)
        self._refused(place.copy)
        self._refused(self.Location.create, {"name": "Below", "location_id": place.id})

    def test_vendor_location_of_another_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        place = self.Location.create(
            {"name": "Yard", "usage": "supplier", "company_id": False}
        )
        self.person.with_company(company).property_stock_supplier = place
        place.active = False
        self.person.anonymize()
        self._refused(place.action_unarchive)

    def _goods(self, place, quantity):
        product = self.env["product.product"].create(
            {"name": "Bird house", "is_storable": True}
        )
        return self.env["stock.quant"].create(
            {"product_id": product.id, "location_id": place.id, "quantity": quantity}
        )

    def _consignment(self, partner=None):
        found = (partner or self.person).anonymization_blockers()
        return [one for one in found if one["code"] == "consignment"]

    def test_our_goods_at_the_customer(self):
        place = self._customer_location(self.person, usage="internal")
        self.assertEqual(self._consignment(), [])
        quant = self._goods(place, 3)
        (blocker,) = self._consignment()
        self.assertEqual(
            (blocker["model"], blocker["res_ids"]), (place._name, place.ids)
        )
        self.assertEqual(self._consignment(self.other), [])
        with self.assertRaisesRegex(UserError, "goods"):
            self.person.anonymize()
        quant.quantity = 0
        self.assertEqual(self._consignment(), [])

    def test_our_goods_below_the_place_of_the_customer(self):
        place = self._customer_location(self.person, usage="view")
        shelf = self.Location.create({"name": "Shelf", "location_id": place.id})
        self._goods(shelf, 3)
        self.assertEqual(self._consignment()[0]["res_ids"], shelf.ids)

    def test_goods_that_have_been_sold(self):
        """What lies at a place of the type customer is not ours any more."""
        self._goods(self._customer_location(self.person), 3)
        self.assertEqual(self._consignment(), [])

    def test_goods_at_the_default_place(self):
        default = self.Location.create({"name": "All", "usage": "internal"})
        self.env["ir.default"].set("res.partner", "property_stock_customer", default.id)
        self.person.property_stock_customer = default
        self._goods(default, 3)
        self.assertEqual(self._consignment(), [])

    def test_name_of_the_place(self):
        place = self._customer_location(
            self.person, name="Store of Zacharias Quillfeather", usage="internal"
        )
        shelf = self.Location.create({"name": "Shelf", "location_id": place.id})
        old = (place.name, place.complete_name, shelf.complete_name)
        self.person.anonymize()
        self.env.invalidate_all()
        self.env.cr.execute(
            "SELECT name, complete_name FROM stock_location WHERE id = ANY(%s)",
            [[place.id, shelf.id]],
        )
        for text in sum(self.env.cr.fetchall(), ()):
            self.assertNotIn("Quillfeather", text)
        self.assertEqual(place.name, "Store of Anonymized")
        self.assertTrue(place.active)
        self.person.deanonymize()
        self.env.invalidate_all()
        self.assertEqual((place.name, place.complete_name, shelf.complete_name), old)

    def test_places_of_everybody(self):
        """What living partners use, or all of them by default, is no one's own."""
        place = self._customer_location(self.person)
        self.other.property_stock_customer = place
        self.person.property_stock_supplier = self.customers
        place.active = False
        self.customers.active = False
        self.person.anonymize()
        place.action_unarchive()
        self.customers.action_unarchive()
        self.assertTrue(place.active and self.customers.active)

    def test_anybody_elses_place(self):
        warehouse = self._warehouse(self.other)
        warehouse.action_archive()
        self.person.anonymize()
        warehouse.action_unarchive()
        self.assertTrue(warehouse.lot_stock_id.active)

    def test_after_restoring(self):
        warehouse = self._warehouse(self.person)
        place = self._customer_location(self.person)
        warehouse.action_archive()
        place.active = False
        self.person.anonymize()
        self.person.deanonymize()
        warehouse.action_unarchive()
        place.action_unarchive()
        self.assertTrue(warehouse.lot_stock_id.active and place.active)

    def test_archived_places_may_be_changed_and_used_up(self):
        """Only their coming back is refused."""
        warehouse = self._warehouse(self.person)
        warehouse.action_archive()
        self.person.anonymize()
        warehouse.lot_stock_id.write({"name": "Old stock", "active": False})
        self.assertEqual(warehouse.lot_stock_id.name, "Old stock")
