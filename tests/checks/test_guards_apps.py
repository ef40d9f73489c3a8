"""Apps neither offer nor bring back what is anonymized, and show placeholders only."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..cases.apps import AppsCase

WORDS = (
    "quillfeather",
    "zacharias",
    "31415926",
    "31 41 59 26",
    "brombærvej",
    "nachtigall",
)


@tagged("all_apps", "post_install", "-at_install", "-standard")
class TestGuardsApps(AppsCase):
    def _refused(self, function):
        self.env.flush_all()
        with self.assertRaisesRegex(UserError, "anonymiz"), self.env.cr.savepoint():
            function()
            self.env.flush_all()
        self.env.invalidate_all()

    def test_warehouse(self):
        warehouse = self.env["stock.warehouse"].create(
            {"name": "Shed", "code": "SHED", "partner_id": self.person.id}
        )
        self.assertIn("stock.warehouse", {model for _code, model in self._blocked()})
        warehouse.action_archive()
        self.assertEqual(self._blocked(), set())
        self.person.anonymize()
        self._refused(warehouse.action_unarchive)
        self._refused(lambda: warehouse.write({"active": True}))
        self.assertFalse(warehouse.active)
        self.person.deanonymize()
        warehouse.action_unarchive()
        self.assertTrue(warehouse.active)

    def _owned(self, location, quantity):
        """Goods that belong to the person, in a place."""
        product = self.env["product.product"].create(
            {"name": "Bird house", "is_storable": True}
        )
        return self.env["stock.quant"].create(
            {
                "product_id": product.id,
                "location_id": location.id,
                "owner_id": self.person.id,
                "quantity": quantity,
            }
        )

    def test_consignment_that_has_left(self):
        """Goods of the person that came and went: what Odoo books at vendors and
        customers is not here."""
        for name, quantity in (("suppliers", -4), ("customers", 4), ("stock", -1)):
            self._owned(self.env.ref(f"stock.stock_location_{name}"), quantity)
        self.assertEqual(self._blocked(), set())

    def test_consignment_on_its_way(self):
        values = {"name": "Lorry", "usage": "transit"}
        self._owned(self.env["stock.location"].create(values), 4)
        self.assertEqual(self._blocked(), {("consignment", "stock.quant")})

    def test_consignment(self):
        location = self.env.ref("stock.stock_location_stock")
        quant = self._owned(location, 3)
        self.assertEqual(self._blocked(), {("consignment", "stock.quant")})
        self._set(quant, quantity=0)
        self.assertEqual(self._blocked(), set())
        self.person.anonymize()
        self._refused(lambda: quant.write({"quantity": 2}))
        self._refused(
            lambda: quant.create(
                {
                    "product_id": quant.product_id.id,
                    "location_id": location.id,
                    "owner_id": self.person.id,
                    "quantity": 1,
                }
            )
        )

    def test_everything_that_can_be_archived(self):
        """Whatever model has a partner and an archive, from whatever app."""
        guarded = self.env["partner.anonymization.rule"]._guarded_models()
        archived = {
            name
            for name, one in guarded.items()
            if "active" in one.reopening and "active" in self.env[name]._fields
        }
        expected = {"stock.warehouse", "crm.lead", "project.project", "event.track"}
        self.assertEqual(expected - archived, set())
        project = self.env["project.project"].create(
            {"name": "Nest", "partner_id": self.person.id, "active": False}
        )
        self.person.anonymize()
        self._refused(project.action_unarchive)

    def test_point_of_sale(self):
        config = self.env["pos.config"].create({"name": "Till"})
        session = self.env["pos.session"].create(
            {"config_id": config.id, "user_id": self.env.uid}
        )
        order = self.env["pos.order"].create(
            {
                "session_id": session.id,
                "partner_id": self.person.id,
                "amount_tax": 0,
                "amount_total": 0,
                "amount_paid": 0,
                "amount_return": 0,
            }
        )
        self.env["ir.config_parameter"].set_param(
            "point_of_sale.limited_customer_count", 100000
        )
        data = {"pos.order": [{"partner_id": self.person.id}]}
        load = self.env["res.partner"]._load_pos_data_search_read
        ids = {one["id"] for one in load(data, config)}
        self.assertIn(self.person.id, ids)
        self.assertIn(self.other.id, ids)
        self._set(order, state="done")
        self._set(session, state="closed")
        members = self.person | self.person.child_ids
        self.person.anonymize("Ticket 4711", override_retention=True)
        ids = {one["id"] for one in load(data, config)}
        self.assertFalse(ids & set(members.ids))
        self.assertIn(self.other.id, ids)
        for domain in ([], [("id", "in", members.ids)], [("name", "ilike", "anonym")]):
            found = self.env["res.partner"].get_new_partner(config.id, domain, 0)
            ids = {one["id"] for one in found["res.partner"]}
            self.assertFalse(ids & set(members.ids), domain)

    def test_addresses_of_website_and_portal(self):
        company = self.Partner.create({"name": "Octavius Ltd", "is_company": True})
        own, foreign = self.Partner.create(
            [
                {"name": name, "parent_id": company.id, "type": kind}
                for name, kind in (
                    ("Zelda Quillfeather", "delivery"),
                    ("Dock", "other"),
                )
            ]
        )
        portal = CustomerPortal()
        before = portal._prepare_address_data(company.with_context(active_test=True))
        self.assertLessEqual(own | foreign, before["delivery_addresses"])
        own.anonymize()
        after = portal._prepare_address_data(company.with_context(active_test=True))
        for kind in ("billing_addresses", "delivery_addresses"):
            self.assertNotIn(own, after[kind])
        self.assertIn(foreign, after["delivery_addresses"])

    def test_exports_and_searches_show_placeholders(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.person.id,
                "client_order_ref": "Zacharias Quillfeather's own",
                "note": "<p>Brombærvej 15</p>",
                "order_line": [
                    Command.create(
                        {"display_type": "line_note", "name": "for Zacharias"}
                    )
                ],
            }
        )
        order._action_cancel()
        members = self.person | self.person.child_ids
        names = {
            records: [
                name
                for name, field in records._fields.items()
                if field.exportable
                and field.type in ("char", "text", "html", "many2one", "date")
            ]
            for records in (members, order)
        }
        self.assertGreater(min(map(len, names.values())), 30)
        self.assertTrue(self._words(members, names[members]))
        self.assertTrue(self._words(order, names[order]))
        self.person.anonymize()
        self.env.invalidate_all()
        self.assertEqual(self._words(members, names[members]), {})
        self.assertEqual(self._words(order, names[order]), {})
        everybody = self.env["res.partner"].with_context(active_test=False)
        for word in ("Quillfeather", "Nachtigall", "31415926", "Brombærvej"):
            found = everybody.search(
                ["|", "|", ("display_name", "ilike", word), ("street", "ilike", word),
                 ("phone_mobile_search", "ilike", word)]
            )  # fmt: skip
            self.assertFalse(found & members, word)
        self.assertFalse(
            [
                pair
                for pair in everybody.name_search("Quillfeather")
                if pair[0] in members.ids
            ]
        )
        self.assertEqual(
            set(everybody.search([("id", "in", members.ids)]).mapped("display_name")),
            {"Anonymized"},
        )

    def _words(self, records, names):
        """``{field: exported text}`` of those that still name the person."""
        rows = records.with_context(active_test=False).export_data(names)["datas"]
        return {
            name: value
            for row in rows
            for name, value in zip(names, row, strict=True)
            if isinstance(value, str) and any(word in value.lower() for word in WORDS)
        }
