"""Leads that hang on no contact: when they are due, and who may see them."""

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_retention_corners import CornerCase


@tagged("post_install", "-at_install")
class TestCornerLeads(CornerCase):
    def _leads(self, days, **values):
        leads = self.env["crm.lead"].create(
            [
                {
                    "name": "Aviary",
                    "contact_name": "Lena Leadbetter",
                    "email_from": "lena@leadbetter.example",
                    **values,
                }
                for _day in days
            ]
        )
        leads.action_set_lost()
        self.env.flush_all()
        for lead, day in zip(leads, days, strict=True):
            self.env.cr.execute(
                "UPDATE crm_lead SET create_date = %s, date_closed = %s,"
                " date_last_stage_update = %s WHERE id = %s",
                [day, day, day, lead.id],
            )
        self.env.invalidate_all()
        return leads

    def _rows(self, leads):
        return self.Candidate.search(
            [("origin_model", "=", "crm.lead"), ("origin_id", "in", leads.ids)]
        )

    def test_several_companies(self):
        """The latest end wins, whatever the order of the companies."""
        if "crm.lead" not in self.env:
            return
        first = self.env.company
        second = self.env["res.company"].create({"name": "Second"})
        first.anonymization_quick_retention_years = 4
        second.anonymization_quick_retention_years = 1
        leads = self._leads(["2018-05-05", "2018-05-05"])
        for lead, company in zip(leads, first | second, strict=True):
            self.env.cr.execute(
                "UPDATE crm_lead SET company_id = %s WHERE id = %s",
                [company.id, lead.id],
            )
        self._refresh()
        self.assertEqual(self._rows(leads).due_date, date(2023, 1, 1))
        self.env.cr.execute(
            "UPDATE crm_lead SET company_id = NULL WHERE id = %s", [leads[0].id]
        )
        self._refresh()
        self.assertEqual(self._rows(leads).due_date, date(2023, 1, 1))

    def test_exclusion_is_of_the_person(self):
        if "crm.lead" not in self.env:
            return
        leads = self._leads(["2018-05-05"])
        self._refresh()
        self._rows(leads).exclude("Warranty")
        leads |= self._leads(["2019-05-05"])
        self._refresh()
        rows = self._rows(leads)
        self.assertEqual(len(rows), 1)
        self.assertTrue(rows.is_excluded)

    def test_simulated(self):
        """The simulator counts them as the worklist lists them."""
        if "crm.lead" not in self.env:
            return
        self._leads(["2019-05-05"])
        with freeze_time("2022-06-15"):
            simulation = self.env["partner.anonymization.simulation"].create({})
            simulation.quick_years = 5
            simulation.action_simulate()
            lines = simulation.line_ids.filtered(lambda one: one.category == "quick")
            now = lines.filtered(lambda one: one.year == 0)
            self._refresh()
            listed = self.Candidate.search_count(
                [("is_due", "=", True), ("category", "=", "quick")]
            )
            self.assertEqual(now.before, listed)
            later = lines.filtered(lambda one: one.year == 2025)
            self.assertGreaterEqual(later.after, 1)

    def test_open_lead(self):
        """One that is still worked on blocks, and no contact is made of it."""
        if "crm.lead" not in self.env:
            return
        leads = self._leads(["2018-05-05", "2018-05-05"])
        self.env.cr.execute(
            "UPDATE crm_lead SET active = TRUE, won_status = 'pending',"
            " date_closed = NULL WHERE id = %s",
            [leads[0].id],
        )
        self.env.invalidate_all()
        self._refresh()
        row = self._rows(leads)
        row._check_blockers()
        self.assertEqual((row.state, row.blocker_count), ("blocked", 1))
        self.assertEqual(row.blocker_codes, "open_document")
        row.state = "ready"
        row._anonymize_scheduled()
        mail = "lena@leadbetter.example"
        self.assertFalse(self.Partner.search([("email", "=", mail)]))
        self.assertEqual(set(leads.mapped("email_from")), {mail})
        self.assertEqual(row.state, "unchecked")

    def test_new_lead_in_the_meantime(self):
        if "crm.lead" not in self.env:
            return
        leads = self._leads(["2018-05-05"])
        self._refresh()
        row = self._rows(leads)
        self._leads([str(date.today())])
        row._anonymize_scheduled()
        mail = "lena@leadbetter.example"
        self.assertFalse(self.Partner.search([("email", "=", mail)]))
        self.assertEqual(leads.email_from, mail)

    def test_other_company(self):
        """Who does not see the company of a lead does not see its candidate."""
        if "crm.lead" not in self.env:
            return
        second = self.env["res.company"].create({"name": "Second"})
        leads = self._leads(["2018-05-05"], company_id=second.id, user_id=False)
        self._refresh()
        row = self._rows(leads)
        self.assertTrue(row)
        clerk = self._user("lead_clerk", "group_anonymize")
        self.assertFalse(self.Candidate.with_user(clerk).search([("id", "=", row.id)]))
        with self.assertRaises(AccessError):
            row.with_user(clerk).action_anonymize()

    def _looked_at(self, leads):
        """The wizard was opened for these, and closed again."""
        row = self._rows(leads)
        row.action_anonymize()
        return row, leads.partner_id

    def test_looking_leaves_nothing_behind(self):
        if "crm.lead" not in self.env:
            return
        leads = self._leads(["2018-05-05", "2018-06-06"])
        values = leads.read(["contact_name", "email_from", "write_date"])
        self._refresh()
        row, partner = self._looked_at(leads)
        self.assertEqual(len(partner), 1)
        self.Candidate._gc_unused_contacts()
        self.assertTrue(partner.exists(), "somebody may still be looking")
        self._age(partner)
        self._refresh()
        self.Candidate._gc_unused_contacts()
        self.assertFalse(partner.exists())
        self.env.invalidate_all()
        self.assertFalse(leads.partner_id)
        self.assertEqual(
            leads.read(["contact_name", "email_from", "write_date"]), values
        )
        self._refresh()
        self.assertEqual(self._rows(leads), row)
        self.assertFalse(row.partner_id)

    def test_last_activity_and_its_document(self):
        if "crm.lead" not in self.env:
            return
        leads = self._leads(["2018-11-11", "2018-05-05"])
        self._refresh()
        row = self._rows(leads)
        self.assertEqual(row.last_date, date(2018, 11, 11))
        self.assertEqual(row.last_id, leads[0].id)
        self.env.user.group_ids += self.env.ref("sales_team.group_sale_manager")
        action = row.action_open_documents()
        Lead = self.env["crm.lead"].with_context(**action["context"])
        self.assertEqual(Lead.search(action["domain"], order="id"), leads)
        self.env.cr.execute(
            "UPDATE crm_lead SET date_closed = '2018-12-12',"
            " date_last_stage_update = '2018-12-12' WHERE id = %s",
            [leads[1].id],
        )
        self._refresh()
        row = self._rows(leads)
        self.assertEqual(row.last_date, date(2018, 12, 12))
        self.assertEqual(row.last_id, leads[1].id)

    def test_leads_of_several_companies(self):
        """Its contact is of none of them, and who sees one of them only makes none."""
        if "crm.lead" not in self.env:
            return
        second = self.env["res.company"].create({"name": "Second"})
        leads = self._leads(["2018-05-05", "2018-06-06"])
        for lead, company in zip(leads, self.env.company | second, strict=True):
            self.env.cr.execute(
                "UPDATE crm_lead SET company_id = %s WHERE id = %s",
                [company.id, lead.id],
            )
        self._refresh()
        row = self.Candidate.search([("origin_id", "in", leads.ids)])
        clerk = self._user("lead_clerk", "group_anonymize")
        clerk.write({"company_ids": [(6, 0, second.ids)], "company_id": second.id})
        with self.assertRaisesRegex(UserError, f"company {self.env.company.id}"):
            row.with_user(clerk).action_anonymize()
        self.assertFalse(leads.partner_id)
        clerk.company_ids |= self.env.company
        row.with_user(clerk).action_anonymize()
        self.assertEqual(len(leads.partner_id), 1)
        self.assertFalse(leads.partner_id.company_id)

    def test_hold_on_a_contact_that_was_made(self):
        """Somebody looked, and learned of a lawsuit."""
        if "crm.lead" not in self.env:
            return
        for name, value in (
            ("anonymization_hold", True),
            ("anonymization_exempt", True),
            ("anonymization_retention_years", 9),
        ):
            leads = self._leads(["2018-05-05"], email_from=f"{name}@leadbetter.example")
            self._refresh()
            _row, partner = self._looked_at(leads)
            partner[name] = value
            self._age(partner)
            self.Candidate._gc_unused_contacts()
            self.assertEqual(leads.partner_id, partner, name)
            self.assertEqual(partner[name], value)

    def test_used_contact_stays(self):
        if "crm.lead" not in self.env:
            return
        leads = self._leads(["2018-05-05"])
        self._refresh()
        row, partner = self._looked_at(leads)
        self._age(partner)
        other = self.env["res.partner"].create({"name": "Lot", "parent_id": partner.id})
        self.Candidate._gc_unused_contacts()
        self.assertEqual((leads.partner_id, row.partner_id), (partner, partner))
        other.parent_id = False
        note = partner.message_post(body="Called")
        self.Candidate._gc_unused_contacts()
        self.assertTrue(partner.exists(), "somebody has left a note")
        note.unlink()
        partner.active = True
        self.Candidate._gc_unused_contacts()
        self.assertTrue(partner.exists(), "somebody has fetched it from the archive")

    def _age(self, partner):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = create_date - interval '2 days',"
            " write_date = write_date - interval '2 days' WHERE id = %s",
            [partner.id],
        )
        self.env.invalidate_all()
