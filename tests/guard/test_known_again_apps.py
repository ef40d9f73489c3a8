"""Erased persons who are entered again in other apps: both ways to take it."""

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .test_known_again import EMAIL, KnownAgainCase


@tagged("all_apps", "post_install", "-at_install", "-standard")
class TestKnownAgainApps(KnownAgainCase):
    def _mailing_contacts(self):
        marketing = self._user("marketing")
        marketing.group_ids += self.env.ref("mass_mailing.group_mass_mailing_user")
        return self.env["mailing.contact"].with_user(marketing)

    def test_mailing_contact(self):
        contacts = self._mailing_contacts()
        self._turn("refuse")
        self._erase()
        with self.assertRaisesRegex(UserError, "was erased on"):
            contacts.create({"name": "Tea", "email": f"Zach <{EMAIL.upper()}>"})
        other = contacts.create({"name": "Tea", "email": "tea@else.example"})
        with self.assertRaisesRegex(UserError, "was erased on"):
            other.email = EMAIL
        result = contacts.load(["name", "email"], [["Tea", EMAIL]])
        self.assertFalse(result["ids"])
        self.assertIn("was erased on", result["messages"][0]["message"])
        self._turn("warn")
        contact = contacts.create({"name": "Tea", "email": EMAIL})
        self.assertIn("e-mail address was erased", self._notes(contact.sudo()))
        result = contacts.load(["name", "email"], [["Tea", EMAIL]])
        self.assertEqual(len(result["ids"]), 1)
        self.assertIn("was erased on", result["messages"][0]["message"])

    def test_imported_lead(self):
        self.sales.group_ids += self.env.ref("sales_team.group_sale_salesman")
        leads = self.env["crm.lead"].with_user(self.sales)
        self._turn("refuse")
        self._erase()
        data = ["name", "email_from"], [["Tea", EMAIL]]
        result = leads.load(*data)
        self.assertFalse(result["ids"])
        self.assertIn("was erased on", result["messages"][0]["message"])
        self._turn("warn")
        result = leads.load(*data)
        self.assertEqual(len(result["ids"]), 1)
        self.assertIn("was erased on", result["messages"][0]["message"])

    def test_till(self):
        """Whoever is at the till is asked for the reason there, in the same form."""
        self._turn("refuse")
        self._erase()
        cashier = self._user("cashier")
        cashier.group_ids += self.env.ref("point_of_sale.group_pos_user")
        cashier.group_ids += self.env.ref("base.group_partner_manager")
        action = self.env.ref("point_of_sale.res_partner_action_edit_pos")
        partners = self.env["res.partner"].with_user(cashier)
        form = Form(partners, view=action.view_id)
        form.name, form.email = "Zach Again", EMAIL
        with self.assertRaisesRegex(UserError, "Back Again Because Of"):
            form.save()
        form.anonymization_return_reason = "purchase"
        partner = form.save()
        self.assertEqual(partner.email, EMAIL)
        self.assertEqual(self._events("returned").user_id, cashier)
