"""A run starts from any record that stands for a person, with a contact or without."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from ..common import AnonymizationCase

ACTION = "partner_anonymization.start_action"


class StartCase(AnonymizationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.Partner.create(
            {"name": "Olga Octavius", "email": "olga@octavius.example"}
        )
        cls.starts = cls.env["partner.anonymization.start"]

    def _open(self, records, user=None):
        """The people that the wizard would open with."""
        action = self.env.ref(ACTION).with_user(user or self.env.user)
        found = action.with_context(
            active_model=records._name,
            active_ids=records.ids,
            active_id=records[:1].id,
        ).run()
        self.assertEqual(found["res_model"], "partner.anonymize")
        return self.Partner.browse(found["context"]["default_partner_ids"])

    def _anonymize(self, records, **values):
        """Through the wizard; the partners that were anonymized."""
        partners = self._open(records)
        wizard = self.env["partner.anonymize"].create(
            {"partner_ids": partners.ids, **values}
        )
        wizard._onchange_partner_ids()
        self.assertTrue(wizard.can_proceed, wizard.blocker_groups)
        wizard.confirmation = wizard.confirmation_text
        wizard.action_anonymize()
        self.assertEqual(set(partners.mapped("anonymization_state")), {"anonymized"})
        self.env.invalidate_all()
        return partners

    def _row(self, record, *names):
        self.env.flush_all()
        (row,) = self.env.execute_query(
            SQL(
                "SELECT %s FROM %s WHERE id = %s",
                SQL(", ").join(map(SQL.identifier, names)),
                SQL.identifier(record._table),
                record.id,
            )
        )
        return row

    def _age(self, partners):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = create_date - interval '2 days',"
            " write_date = write_date - interval '2 days' WHERE id = ANY(%s)",
            [partners.ids],
        )
        self.env.invalidate_all()

    def _offered(self, model, user):
        found = self.env["ir.actions.actions"].with_user(user).get_bindings(model)
        id_ = self.env.ref(ACTION).id
        return [one for one in found.get("action", ()) if one["id"] == id_]


@tagged("all_apps", "post_install", "-at_install", "-standard")
class TestStarts(StartCase):
    def _lost(self, **values):
        lead = self.env["crm.lead"].create(
            {"name": "Aviary", "contact_name": "Lena Leadbetter", **values}
        )
        lead.action_set_lost()
        return lead

    def test_offered(self):
        clerk = self._user("start_clerk", "group_anonymize")
        plain = new_test_user(self.env, "start_plain", "base.group_user")
        wanted = {
            "crm.lead",
            "event.booth.registration",
            "event.registration",
            "event.track",
            "hr.applicant",
            "hr.employee",
            "mail.group.member",
            "mail.guest",
            "mailing.contact",
            "pos.order",
            "project.task",
            "res.users",
            "sale.order",
            "survey.user_input",
            "website.visitor",
        }
        for model in sorted(wanted):
            (one,) = self._offered(model, clerk)
            self.assertEqual(one["name"], "Anonymize")
            self.assertLessEqual(
                {"list", "form"}, {*one["binding_view_types"].split(",")}
            )
            self.assertFalse(self._offered(model, plain), model)
        for model in ("account.move", "project.project", "mail.message", "res.company"):
            self.assertFalse(self._offered(model, clerk), model)
        views = self.env["crm.lead"].with_user(clerk).sudo()
        found = views.get_views([(False, "form"), (False, "list")], {"toolbar": True})
        for view in found["views"].values():
            names = [one["name"] for one in view["toolbar"]["action"]]
            self.assertIn("Anonymize", names)

    def test_rights(self):
        lead = self._lost()
        plain = new_test_user(self.env, "start_plain", "base.group_user")
        with self.assertRaises(AccessError):
            self._open(lead, plain)
        with self.assertRaises(AccessError):
            self.starts.with_user(plain)._open("crm.lead", lead.ids)
        clerk = self._user("start_clerk", "group_anonymize")
        with self.assertRaises(AccessError):
            self._open(lead, clerk)
        self.assertFalse(lead.partner_id)
        with self.assertRaises(UserError):
            self.starts._open("crm.lead", [2**31 - 1])
        for model, ids in (("crm.lead", []), ("account.move", [1]), ("no.such", [1])):
            with self.assertRaises(UserError):
                self.starts._open(model, ids)
        with self.assertRaises(AccessError):
            self.starts.create(
                {"partner_id": self.other.id, "model": "crm.lead", "res_id": lead.id}
            )

    def test_lead(self):
        lead = self._lost(email_from="lena@leadbetter.example", street="Nest 4")
        before = self._row(lead, "contact_name", "email_from", "street", "write_date")
        (partner,) = self._anonymize(lead)
        names = ("contact_name", "email_from", "street")
        self.assertEqual(self._row(lead, *names), (None, None, None))
        line = partner.anonymization_line_id
        line._prove()
        self.assertEqual(line.proof_state, "proved", line.trace_ids.mapped("field"))
        partner.deanonymize()
        self.assertEqual(self._row(lead, *names, "write_date"), before)

    def test_new_lead(self):
        """One that is worked on blocks as it does for a contact."""
        lead = self.env["crm.lead"].create(
            {"name": "Aviary", "contact_name": "Lena Leadbetter"}
        )
        partner = self._open(lead)
        self.assertEqual(partner.name, "Lena Leadbetter")
        self.assertEqual(self._codes(partner), {"open_document"})
        lead.action_set_lost()
        self.assertEqual(self._codes(partner), set())

    def test_who_has_a_contact(self):
        linked = self._lost(partner_id=self.person.id)
        alike = self._lost(email_from='"O." <Olga@octavius.example>')
        self.assertEqual(self._open(linked), self.person)
        self.assertEqual(self._open(alike), self.other)
        self.assertEqual(self._open(linked | alike), self.person | self.other)
        self.assertFalse(self.starts.sudo().search([]))

    def test_several_with_one_address(self):
        twin = self.Partner.create(
            {"name": "Lena Leadbetter", "email": "olga@octavius.example"}
        )
        lead = self._lost(email_from="olga@octavius.example")
        self.assertEqual(self._open(lead), twin)
        lead.contact_name = "Nobody Known"
        self.assertEqual(self._open(lead).name, "Nobody Known")

    def test_one_person_of_several_records(self):
        leads = self._lost(email_from="lena@leadbetter.example")
        leads |= self._lost(email_from="Lena <LENA@leadbetter.example>")
        leads |= self._lost(email_from="ludo@leadbetter.example", contact_name="Ludo")
        leads |= self._lost(email_from="lena@leadbetter.example", contact_name=False)
        partners = self._open(leads)
        self.assertEqual(partners.mapped("name"), ["Lena Leadbetter", "Ludo"])
        self.assertEqual(len(leads[:2].partner_id), 1)

    def test_name_only(self):
        """Nothing but the number of the record says whose it is."""
        contact = self.env["mailing.contact"].create({"name": "Gerda"})
        namesake = self.env["mailing.contact"].create({"name": "Gerda"})
        looked_at = self._open(contact)
        (partner,) = self._anonymize(contact)
        self.assertEqual(partner, looked_at)
        self.assertEqual(self._row(contact, "name"), ("Anonymized",))
        self.assertEqual(self._row(namesake, "name"), ("Gerda",))
        partner.deanonymize()
        self.assertEqual(self._row(contact, "name"), ("Gerda",))

    def test_mailing_contact(self):
        contact = self.env["mailing.contact"].create(
            {"name": "Gerda Gans", "email": "gerda@gans.example"}
        )
        (partner,) = self._anonymize(contact)
        self.assertEqual(self._row(contact, "name", "email"), ("Anonymized", None))
        line = partner.anonymization_line_id
        line._prove()
        self.assertEqual(line.proof_state, "proved")
        partner.purge_anonymized()
        self.assertEqual(self._row(contact, "email", "email_normalized"), (None, None))

    def test_applicant(self):
        applicant = self.env["hr.applicant"].create({"partner_name": "Adam Applicant"})
        partner = self._open(applicant)
        self.assertEqual(self._codes(partner), {"open_document"})
        applicant.action_archive()
        self._anonymize(applicant)
        self.assertEqual(self._row(applicant, "partner_name"), (None,))

    def test_attendee_is_not_who_booked(self):
        event = self.env["event.event"].create(
            {
                "name": "Bird fair",
                "date_begin": Datetime.subtract(Datetime.now(), days=9),
                "date_end": Datetime.subtract(Datetime.now(), days=8),
            }
        )
        one, own = self.env["event.registration"].create(
            [
                {"event_id": event.id, "partner_id": self.other.id, **values}
                for values in (
                    {"name": "Anna Attendee", "email": "anna@attendee.example"},
                    {"name": "Olga Octavius", "email": False, "phone": False},
                )
            ]
        )
        self.assertEqual(self._open(own), self.other)
        partner = self._anonymize(one)
        self.assertNotEqual(partner, self.other)
        self.assertEqual(
            self._row(one, "name", "email", "partner_id"),
            ("Anonymized", None, self.other.id),
        )
        self.assertFalse(self.other.anonymization_state)
        self.assertEqual(own.name, "Olga Octavius")

    def test_visitor_and_guest(self):
        visitor = self.env["website.visitor"].create({"access_token": "f" * 32})
        country = self.env.ref("base.dk")
        self.env.cr.execute(
            "UPDATE website_visitor SET country_id = %s WHERE id = %s",
            [country.id, visitor.id],
        )
        self.env.invalidate_all()
        guest = self.env["mail.guest"].create({"name": "Gustav Guest"})
        (partner,) = self._anonymize(visitor)
        self.assertEqual(self._row(visitor, "country_id"), (None,))
        self.assertEqual(partner.name, "Anonymized")
        self._anonymize(guest)
        self.assertNotIn("Gustav", self._row(guest, "name")[0])

    def test_till(self):
        config = self.env["pos.config"].create({"name": "Kiosk"})
        config.open_ui()
        session = config.current_session_id
        order = self.env["pos.order"].create(
            {
                "session_id": session.id,
                "company_id": self.env.company.id,
                "email": "till@guest.example",
                "amount_tax": 0,
                "amount_total": 0,
                "amount_paid": 0,
                "amount_return": 0,
            }
        )
        self.assertIn("open_document", self._codes(self._open(order)))
        order.state = "cancel"
        self._anonymize(order)
        self.assertEqual(self._row(order, "email"), (None,))

    def test_staff(self):
        """Employees and users are who their contact is."""
        user = self._user("start_staff")
        employee = self.env["hr.employee"].create({"name": "Emil Employee"})
        self.assertEqual(self._open(user), user.partner_id)
        self.assertEqual(self._codes(user.partner_id), {"internal_user"})
        contact = self._open(employee)
        self.assertEqual(contact, employee.work_contact_id)
        self.assertIn("employee", self._codes(contact))
        employee.work_contact_id = False
        made = self._open(employee)
        self.assertEqual(employee.work_contact_id, made)
        self.assertIn("employee", self._codes(made))

    def test_guest_of_the_shop(self):
        guest = self.Partner.create({"name": "Wanda Web", "email": "wanda@web.example"})
        order = self.env["sale.order"].create({"partner_id": guest.id})
        self.assertEqual(self._open(order), guest)

    def test_looking_leaves_nothing_behind(self):
        lead = self._lost()
        contact = self.env["mailing.contact"].create({"name": "Gerda Gans"})
        partners = self._open(lead) | self._open(contact)
        self.starts._gc_unused_contacts()
        self.assertEqual(len(partners.exists()), 2, "somebody may still be looking")
        self._age(partners)
        held = self._open(self._lost(contact_name="Hilda Hold"))
        held.write({"anonymization_hold": True, "anonymization_hold_reason": "L-1"})
        self._age(held)
        self.starts._gc_unused_contacts()
        self.assertFalse(partners.exists())
        self.assertTrue(held.exists())
        self.env.invalidate_all()
        self.assertFalse(lead.partner_id)
        self.assertEqual(lead.contact_name, "Lena Leadbetter")
        self.assertEqual(self.starts.sudo().search([]).partner_id, held)

    def test_of_another_company(self):
        second = self.env["res.company"].create({"name": "Second"})
        lead = self._lost(company_id=second.id, user_id=False)
        clerk = self._user("start_clerk", "group_anonymize")
        clerk.group_ids |= self.env.ref("sales_team.group_sale_salesman_all_leads")
        with self.assertRaises(AccessError):
            self._open(lead, clerk)
        clerk.company_ids |= second
        clerk.company_id = second
        self.assertEqual(self._open(lead, clerk).company_id, second)
