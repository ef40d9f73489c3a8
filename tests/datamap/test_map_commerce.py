"""What shops and tills store about a person, and what blocks there."""

from odoo import Command
from odoo.tests import new_test_user, tagged

from ..cases.apps import AppsCase
from ..common import PIXEL


@tagged("all_apps", "post_install", "-at_install", "-standard")
class TestMapCommerce(AppsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env["product.product"].create(
            {"name": "Bird house", "type": "service", "list_price": 5}
        )
        cls.website = cls.env["website"].search([], limit=1)

    def _order(self, **values):
        return self.env["sale.order"].create(
            {
                "partner_id": self.person.id,
                "order_line": [Command.create({"product_id": self.product.id})],
                **values,
            }
        )

    def test_cart_blocks_for_a_day(self):
        cart = self._order(website_id=self.website.id)
        blocked = {("open_document", "sale.order")}
        self.assertEqual(self._blocked(), blocked)
        cart.date_order = self.past
        self.assertEqual(self._blocked(), set())
        cart.state = "sent"
        self.assertEqual(self._blocked(), blocked)

    def test_quotation_blocks_however_old(self):
        self._order(date_order=self.past)
        self.assertEqual(self._blocked(), {("open_document", "sale.order")})

    def test_cart_invoiced_to_the_person(self):
        cart = self._order(
            partner_id=self.other.id,
            partner_invoice_id=self.person.id,
            website_id=self.website.id,
        )
        self.assertIn(("invoice_recipient", "sale.order"), self._blocked())
        cart.date_order = self.past
        self.assertEqual(self._blocked(), set())

    def test_order(self):
        order = self._order(
            signed_by="Zach Q. Feather",
            signature=PIXEL,
            access_token="secret-of-the-order",
            pickup_location_data={"name": "Kiosk", "street": "Brombærvej 15"},
            delivery_message="Sent to Zacharias Quillfeather by bike",
            customizable_pdf_form_fields={"1": "For Zacharias Quillfeather"},
        )
        order._action_cancel()
        self.assertEqual(self._files(order), 1)
        self.person.anonymize()
        self.assertEqual(
            self._row(
                order,
                "signed_by",
                "access_token",
                "pickup_location_data",
                "delivery_message",
            ),
            (None, None, None, "Sent to Anonymized by bike"),
        )
        form = self._row(order, "customizable_pdf_form_fields")[0]
        self.assertEqual(form, {"1": "For Anonymized"})
        self.assertEqual(self._files(order), 0)
        self.person.deanonymize()
        self.assertEqual(
            self._row(order, "signed_by", "access_token"), ("Zach Q. Feather", None)
        )
        self.assertEqual(self._files(order), 1)

    def test_loyalty_card(self):
        program = self.env["loyalty.program"].create(
            {"name": "Birds", "program_type": "ewallet"}
        )
        card = self.env["loyalty.card"].create(
            {
                "program_id": program.id,
                "partner_id": self.person.id,
                "points": 12.5,
                "history_ids": [
                    Command.create(
                        {"description": "A present of Zacharias Quillfeather"}
                    )
                ],
            }
        )
        code = card.code
        self.assertEqual(self._blocked(), {("open_document", "loyalty.card")})
        card.points = 0
        self.assertEqual(self._blocked(), set())
        self.person.anonymize()
        self.assertEqual(self._row(card, "code"), (f"anonymized-{card.id}",))
        self.assertEqual(
            self._row(card.history_ids, "description"), ("A present of Anonymized",)
        )
        self.person.deanonymize()
        self.assertEqual(self._row(card, "code"), (code,))

    def test_wishlist_goes_at_the_purge(self):
        wish = self.env["product.wishlist"].create(
            {
                "partner_id": self.person.id,
                "product_id": self.product.id,
                "website_id": self.website.id,
            }
        )
        self.person.anonymize()
        self.assertTrue(self._exists(wish))
        self.person.purge_anonymized()
        self.assertFalse(self._exists(wish))

    def _pos_order(self, **values):
        self.card = self.env["pos.payment.method"].create({"name": "Card"})
        config = self.env["pos.config"].create(
            {"name": "Till", "payment_method_ids": [Command.set(self.card.ids)]}
        )
        session = self.env["pos.session"].create(
            {"config_id": config.id, "user_id": self.env.uid}
        )
        return self.env["pos.order"].create(
            {
                "session_id": session.id,
                "company_id": self.env.company.id,
                "amount_tax": 0,
                "amount_total": 5,
                "amount_paid": 5,
                "amount_return": 0,
                "lines": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "price_subtotal": 5,
                            "price_subtotal_incl": 5,
                            "customer_note": "For Zacharias Quillfeather, no salt",
                        }
                    )
                ],
                **values,
            }
        )

    def test_till(self):
        order = self._pos_order(
            partner_id=self.person.id,
            email="zach@private.example",
            floating_order_name="Zach",
            internal_note="Zacharias Quillfeather sits with Olga Octavius",
        )
        payment = self.env["pos.payment"].create(
            {
                "pos_order_id": order.id,
                "payment_method_id": self.card.id,
                "amount": 5,
                "cardholder_name": "Z QUILLFEATHER",
                "card_no": "4242",
            }
        )
        blocked = {("open_document", "pos.order")}
        self.assertEqual(self._blocked(), blocked)
        self._set(order, state="done")
        kept = {("retention", "res.partner")}
        self.assertEqual(self._blocked(), blocked | kept)
        self._set(order.session_id, state="closed")
        self.assertEqual(self._blocked(), kept)
        self.person.anonymize("Ticket 4711", override_retention=True)
        self.assertEqual(
            self._row(order, "email", "mobile", "floating_order_name", "access_token"),
            (None, None, None, None),
        )
        self.assertEqual(
            self._row(order, "internal_note", "partner_id"),
            ("Anonymized sits with Olga Octavius", self.person.id),
        )
        self.assertEqual(
            self._row(order.lines, "customer_note"), ("For Anonymized, no salt",)
        )
        self.assertEqual(
            self._row(payment, "cardholder_name", "card_no", "amount"),
            (None, None, 5),
        )

    def test_till_without_customer(self):
        order = self._pos_order(email="Zacharias@Quillfeather.example")
        foreign = self._pos_order(
            partner_id=self.other.id, email="zacharias@quillfeather.example"
        )
        self.assertEqual(self._blocked(), {("open_document", "pos.order")})
        self._set(order | foreign, state="done")
        self._set((order | foreign).session_id, state="closed")
        self.person.anonymize()
        self.assertEqual(self._row(order, "email"), (None,))
        self.assertEqual(
            self._row(foreign, "email"), ("zacharias@quillfeather.example",)
        )

    def test_payment(self):
        provider = self.env["payment.provider"].search([("code", "=", "demo")], limit=1)
        method = self.env["payment.method"].search([], limit=1)
        both = {
            "provider_id": provider.id,
            "payment_method_id": method.id,
            "partner_id": self.person.id,
        }
        token = self.env["payment.token"].create(
            {**both, "payment_details": "4242", "provider_ref": "customer-of-demo"}
        )
        transaction = self.env["payment.transaction"].create(
            {
                **both,
                "amount": 5,
                "currency_id": self.env.company.currency_id.id,
                "reference": "BIRD-1",
                "state": "pending",
            }
        )
        self.assertEqual(self._blocked(), {("open_document", "payment.transaction")})
        self._set(transaction, state="done")
        self.assertEqual(self._blocked(), set())
        self.person.anonymize()
        self.assertEqual(
            self._row(
                transaction,
                "partner_name",
                "partner_email",
                "partner_phone",
                "partner_address",
                "reference",
            ),
            (None, None, None, None, "BIRD-1"),
        )
        self.assertEqual(
            self._row(token, "payment_details", "provider_ref", "active"),
            (None, f"anonymized-{token.id}", False),
        )

    def test_visitor(self):
        visitor = self.env["website.visitor"].create(
            {"access_token": str(self.person.id), "timezone": "Europe/Copenhagen"}
        )
        self.assertEqual(visitor.partner_id, self.person)
        track = self.env["website.track"].create(
            {"visitor_id": visitor.id, "url": "/shop?search=Quillfeather"}
        )
        self.person.anonymize()
        self.assertEqual(self._row(track, "url"), (None,))
        self.assertEqual(self._row(visitor, "timezone"), (None,))
        self.person.deanonymize()
        self.assertEqual(self._row(track, "url"), ("/shop?search=Quillfeather",))
        self.person.anonymize()
        self.person.purge_anonymized()
        self.assertFalse(self._exists(track))
        self.assertFalse(self._exists(visitor))

    def test_password_of_a_portal_user(self):
        user = new_test_user(
            self.env, "zach-portal", "base.group_portal", password="Feather-1-Feather"
        )
        user.partner_id.write({"name": "Zacharias Portalfeather"})
        self.assertTrue(self._row(user, "password")[0])
        user.partner_id.anonymize()
        self.assertEqual(self._row(user, "password", "active"), (None, False))
