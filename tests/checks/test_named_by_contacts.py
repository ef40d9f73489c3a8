"""Who represents others, or gets their invoices, is not done with."""

from odoo import Command
from odoo.tests import new_test_user, tagged

from ..common import AnonymizationCase

FIELDS = {
    "x_commission_agent_id": {},
    "x_sales_rep_ids": {"ttype": "many2many"},
    "x_property_agent_id": {"company_dependent": True},
    "x_payer_id": {},
    "x_partner_invoice_id": {},
    "x_billing_partner_id": {"company_dependent": True},
}


class NamedCase(AnonymizationCase):
    """Living contacts that name the person by fields of their own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person.child_ids.unlink()
        cls.customers = cls.Partner.create(
            [{"name": "Olga Octavius"}, {"name": "Paul Pelican"}]
        )
        cls._add_fields()

    def _found(self, code, partner=None):
        found = (partner or self.person).anonymization_blockers()
        return [one for one in found if one["code"] == code]

    @classmethod
    def _add_fields(cls):
        """Fields of other people's modules."""
        for name, values in FIELDS.items():
            cls.env["ir.model.fields"].create(
                {
                    "name": name,
                    "field_description": name.removeprefix("x_").replace("_", " "),
                    "model_id": cls.env["ir.model"]._get_id("res.partner"),
                    "ttype": "many2one",
                    "relation": "res.partner",
                    **values,
                }
            )

    def assertNamed(self, code, name, value, nothing=False):
        """The person is blocked as long as living contacts name it in this field."""
        self.customers[name] = value
        (blocker,) = self._found(code)
        self.assertEqual(blocker["model"], "res.partner")
        self.assertEqual(blocker["res_ids"], self.customers.ids)
        self.assertFalse(blocker["overridable"])
        self.customers[0].active = False
        self.assertEqual(self._found(code)[0]["res_ids"], self.customers[1].ids)
        self.customers[1][name] = nothing
        self.assertEqual(self._found(code), [])
        self.person.anonymize()
        self.assertEqual(self.person.anonymization_state, "anonymized")


@tagged("post_install", "-at_install")
class TestRepresentative(NamedCase):
    def test_salesperson(self):
        """Also when the login is archived already."""
        user = new_test_user(self.env, "seller", partner_id=self.person.id)
        user.active = False
        self.assertNamed("role", "user_id", user.id)

    def test_own_salesperson(self):
        user = new_test_user(self.env, "seller", partner_id=self.person.id)
        user.active = False
        self.person.user_id = user
        self.assertEqual(self._found("role"), [])

    def test_agent_of_another_app(self):
        self.assertNamed("role", "x_commission_agent_id", self.person.id)

    def test_agents_of_another_app(self):
        self.assertNamed(
            "role",
            "x_sales_rep_ids",
            [Command.link(self.person.id)],
            [Command.clear()],
        )

    def test_agent_of_a_company(self):
        """A field whose value every company has for itself."""
        self.assertNamed("role", "x_property_agent_id", self.person.id)

    def test_anonymized_contacts_assign_nobody(self):
        user = new_test_user(self.env, "seller", partner_id=self.person.id)
        user.active = False
        self.customers.user_id = user
        self.customers.anonymize()
        self.assertEqual(self._found("role"), [])

    def test_reseller(self):
        if "assigned_partner_id" not in self.Partner._fields:
            return
        self.person.grade_id = self.env["res.partner.grade"].create({"name": "Gold"})
        self.assertEqual(self._found("role"), [])
        self.assertNamed("role", "assigned_partner_id", self.person.id)

    def test_leader_and_member_of_a_sales_team(self):
        if "crm.team.member" not in self.env:
            return
        user = new_test_user(self.env, "seller", partner_id=self.person.id)
        team = self.env["crm.team"].create({"name": "Birds", "user_id": user.id})
        member = self.env["crm.team.member"].create(
            {"crm_team_id": team.id, "user_id": user.id}
        )
        self.assertEqual(
            {(one["model"], *one["res_ids"]) for one in self._found("role")},
            {("crm.team", team.id), ("crm.team.member", member.id)},
        )
        member.active = False
        team.user_id = False
        self.assertEqual(self._found("role"), [])

    def test_salesperson_of_an_open_lead(self):
        if "crm.lead" not in self.env:
            return
        user = new_test_user(self.env, "seller", partner_id=self.person.id)
        lead = self.env["crm.lead"].create({"name": "Nests", "user_id": user.id})
        (blocker,) = self._found("role")
        self.assertEqual((blocker["model"], blocker["res_ids"]), ("crm.lead", lead.ids))
        lead.action_set_lost()
        self.assertEqual(self._found("role"), [])

    def test_what_the_user_may_know(self):
        user = new_test_user(self.env, "seller", partner_id=self.person.id)
        user.active = False
        other = self.env["res.company"].create({"name": "Other"})
        self.customers[1].company_id = other
        self.customers.user_id = user
        clerk = self._user("clerk", "group_anonymize")
        found = self._found("role", self.person.with_user(clerk))
        self.assertEqual(
            sorted(one["res_ids"] for one in found), [[], self.customers[0].ids]
        )


@tagged("post_install", "-at_install")
class TestInvoiceRecipient(NamedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firm = cls.Partner.create(
            {
                "name": "Finch & Co",
                "is_company": True,
                "child_ids": [
                    Command.create({"name": "Ida Invoice", "type": "invoice"}),
                    Command.create({"name": "Rita Ramp", "type": "delivery"}),
                    Command.create({"name": "Carl Contact", "type": "contact"}),
                ],
            }
        )
        cls.invoicing = cls.firm.child_ids.filtered(lambda one: one.type == "invoice")

    def test_payer_of_others(self):
        self.assertNamed("invoice_recipient", "x_payer_id", self.person.id)

    def test_invoice_partner_of_others(self):
        self.assertNamed("invoice_recipient", "x_partner_invoice_id", self.person.id)

    def test_recipients_of_a_company(self):
        self.assertNamed("invoice_recipient", "x_billing_partner_id", self.person.id)

    def test_invoice_address_of_a_living_company(self):
        (blocker,) = self._found("invoice_recipient", self.invoicing)
        self.assertEqual(blocker["res_ids"], self.firm.ids)
        self.assertIn("go to Finch & Co", blocker["message"])
        # Another address that comes first, and the company's own end.
        self.Partner.create(
            {"name": "Abel Accounts", "type": "invoice", "parent_id": self.firm.id}
        )
        self.assertEqual(self.firm.address_get(["invoice"])["invoice"], _first(self))
        self.assertEqual(self._found("invoice_recipient", self.invoicing), [])

    def test_next_invoice_address_is_named(self):
        self.Partner.create(
            {"name": "Zoe Zander", "type": "invoice", "parent_id": self.firm.id}
        )
        (blocker,) = self._found("invoice_recipient", self.invoicing)
        self.assertIn("Zoe Zander", blocker["message"])

    def test_with_its_company(self):
        self.assertEqual(self._found("invoice_recipient", self.firm), [])
        self.firm.active = False
        self.assertEqual(self._found("invoice_recipient", self.invoicing), [])

    def test_other_addresses(self):
        others = self.firm.child_ids - self.invoicing
        self.assertEqual(self._found("invoice_recipient", others), [])

    def test_address_of_a_department(self):
        """Odoo looks below a contact and above it, up to the company."""
        contact = self.firm.child_ids.filtered(lambda one: one.type == "contact")
        self.invoicing.parent_id = contact
        found = self._found("invoice_recipient", self.invoicing)
        self.assertEqual(
            {id_ for one in found for id_ in one["res_ids"]}, {self.firm.id, contact.id}
        )

    def test_the_user_agrees(self):
        wizard = self.env["partner.anonymize"].create(
            {"partner_ids": [Command.set(self.invoicing.ids)]}
        )
        self.assertFalse(wizard.can_proceed)
        self.assertTrue(wizard.can_agree_recipients)
        self.assertIn("Finch & Co", wizard.blocker_groups[0]["items"][0]["remedy"])
        wizard.recipients_agreed = True
        self.assertTrue(wizard.can_proceed)
        wizard.confirmation = wizard.confirmation_text
        wizard.action_anonymize()
        self.assertEqual(self.invoicing.anonymization_state, "anonymized")
        self.assertEqual(
            self.firm.address_get(["invoice"])["invoice"],
            self.firm.id,
            "what the user has been told",
        )

    def test_agreement_covers_nothing_else(self):
        self.customers.x_payer_id = self.invoicing
        wizard = self.env["partner.anonymize"].create(
            {
                "partner_ids": [Command.set(self.invoicing.ids)],
                "recipients_agreed": True,
            }
        )
        self.assertFalse(wizard.can_proceed)


def _first(case):
    return case.firm.child_ids.filtered(lambda one: one.name == "Abel Accounts").id
