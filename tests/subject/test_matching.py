"""Records that hang on no partner: e-mail and phone find them, a name only offers."""

from odoo.tests import Form, tagged

from ..common import AnonymizationCase


@tagged("post_install", "-at_install")
class TestMatching(AnonymizationCase):
    def _lead(self, **values):
        """A lost lead without a partner."""
        lead = self.env["crm.lead"].create(
            {"name": "Feathers", "type": "opportunity", **values}
        )
        lead.partner_id = False
        lead.write(values)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET partner_id = NULL WHERE id = %s", [lead.id]
        )
        self.env.invalidate_all()
        lead.action_set_lost()
        return lead

    def _stored(self, lead):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT contact_name, email_from, phone FROM crm_lead WHERE id = %s",
            [lead.id],
        )
        return self.env.cr.fetchone()

    def test_email_and_phone(self):
        by_email = self._lead(
            contact_name="Zach", email_from="Z Quill <Zacharias@Quillfeather.example>"
        )
        by_phone = self._lead(contact_name="Z.", phone="0045 31 41 59 26")
        other = self._lead(contact_name="Cosima", phone="+45 31 41 59 27")
        self.person.anonymize()
        for lead in (by_email, by_phone):
            self.assertNotIn("Zach", str(self._stored(lead)))
            self.assertEqual(self._stored(lead)[1:], (None, None))
        self.assertEqual(self._stored(other), ("Cosima", None, "+45 31 41 59 27"))
        self.person.deanonymize()
        self.assertEqual(self._stored(by_phone), ("Z.", None, "0045 31 41 59 26"))

    def test_shared_with_somebody_living(self):
        lead = self._lead(
            contact_name="Someone", email_from="zacharias@quillfeather.example"
        )
        self.Partner.create(
            {"name": "Cosima", "email": "zacharias@quillfeather.example"}
        )
        before = self._stored(lead)
        self.person.anonymize()
        self.assertEqual(self._stored(lead), before)

    def test_shared_in_a_form_of_its_own(self):
        """Somebody living has the same number or address as no index on the column
        has it: behind another one, with words, or without a country."""
        for place, (field, written) in enumerate(
            (
                ("phone", "0171 5553322 / {}"),
                ("phone", "{} ext 12"),
                ("phone", "Phone: {}"),
                ("phone", "{}"),
                ("email", "olga@octavius.example, {}"),
            )
        ):
            value = f"+45 31 41 59 {place}1"
            if field == "email":
                value = f"ilse{place}@tauchnitz.example"
            with self.subTest(written):
                person = self.Partner.create({"name": "Ilse Tauchnitz", field: value})
                living = self.Partner.create({"name": "Olga Octavius"})
                self.env.flush_all()
                self.env.cr.execute(
                    f"UPDATE res_partner SET {field} = %s WHERE id = %s",
                    [written.format(value.removeprefix("+45 ")), living.id],
                )
                column = {"email": "email_from"}.get(field, field)
                lead = self._lead(contact_name="Someone", **{column: value})
                before = self._stored(lead)
                person.anonymize()
                self.assertEqual(self._stored(lead), before)

    def test_of_another_partner(self):
        cosima = self.Partner.create({"name": "Cosima Nachtigall"})
        lead = self._lead(email_from="zacharias@quillfeather.example")
        self.env.cr.execute(
            "UPDATE crm_lead SET partner_id = %s WHERE id = %s", [cosima.id, lead.id]
        )
        self.person.anonymize()
        self.assertEqual(self._stored(lead)[1], "zacharias@quillfeather.example")

    def _lead_of_another(self):
        """Linked to Cosima, with the contact data of the person."""
        cosima = self.Partner.create(
            {"name": "Cosima Nachtigall", "email": "cosima@nachtigall.example"}
        )
        lead = self._lead(
            contact_name="Zach",
            email_from="zacharias@quillfeather.example",
            description="<p>Cosima Nachtigall has asked</p>",
        )
        self.env.cr.execute(
            "UPDATE crm_lead SET partner_id = %s WHERE id = %s", [cosima.id, lead.id]
        )
        self.env.invalidate_all()
        return cosima, lead

    def test_own_address_of_a_document_names_somebody_else(self):
        """What a lead or task carries belongs to whom it names (open: blocks them)."""
        cosima, lead = self._lead_of_another()
        task = self.env["project.task"].create(
            {"name": "Nest", "partner_id": cosima.id, "project_id": False}
        )
        task.email_from = "Z <zacharias@quillfeather.example>"
        self.env.cr.execute(
            "UPDATE crm_lead SET active = TRUE, won_status = 'pending',"
            " probability = 10 WHERE id = %s",
            [lead.id],
        )
        self.env.invalidate_all()
        blocking = [
            {(one["model"], res_id) for one in partner.anonymization_blockers()
             for res_id in one["res_ids"]}
            for partner in (cosima, self.person)
        ]  # fmt: skip
        open_ones = {("crm.lead", lead.id), ("project.task", task.id)}
        self.assertEqual(blocking[0] & open_ones, set())
        self.assertEqual(blocking[1] & open_ones, open_ones)

    def test_own_address_is_erased_with_the_person_it_names(self):
        cosima, lead = self._lead_of_another()
        before = self._stored(lead)
        cosima.anonymize()
        self.assertEqual(self._stored(lead), before)
        lead.invalidate_recordset()
        self.assertEqual(lead.description, "<p>Anonymized has asked</p>")
        cosima.deanonymize()
        lead.invalidate_recordset()
        self.assertIn("Cosima Nachtigall", lead.description)
        self.person.anonymize()
        self.assertEqual(self._stored(lead), (None, None, None))
        lead.invalidate_recordset()
        self.assertIn("Cosima Nachtigall", lead.description)

    def test_open_one_blocks(self):
        lead = self._lead(email_from="zacharias@quillfeather.example")
        lead.action_unarchive()
        self.env.cr.execute(
            "UPDATE crm_lead SET partner_id = NULL WHERE id = %s", [lead.id]
        )
        self.env.invalidate_all()
        found = [
            one
            for one in self.person.anonymization_blockers()
            if one["model"] == "crm.lead"
        ]
        self.assertEqual([one["res_ids"] for one in found], [[lead.id]])
        self.assertEqual(found[0]["code"], "open_document")

    def test_name_only_is_the_users_choice(self):
        chosen = self._lead(contact_name="Zacharias Quillfeather", phone="1")
        left = self._lead(contact_name="quillfeather, zacharias", phone="2")
        with Form(
            self.env["partner.anonymize"].with_context(
                active_model="res.partner", active_ids=self.person.ids
            )
        ) as form:
            form.confirmation = "I understand anonymization"
            ids = [line["res_id"] for line in form.match_ids._records]
            self.assertEqual(set(ids), {chosen.id, left.id})
            rows = {row["res_id"]: row for row in form.match_ids._records}
            self.assertEqual(rows[left.id]["excerpt"], "quillfeather, zacharias, 2")
            with form.match_ids.edit(ids.index(chosen.id)) as match:
                self.assertFalse(match.is_included)
                match.is_included = True
        form.record.action_anonymize()
        self.assertNotEqual(self._stored(chosen)[0], "Zacharias Quillfeather")
        self.assertEqual(self._stored(left)[0], "quillfeather, zacharias")

    def test_all_the_words_that_go_are_marked(self):
        person = self.Partner.create({"name": "Max Price", "comment": "<p>x</p>"})
        message = person.message_post(body="We agreed: max price for the pump, Max.")
        wizard = self.env["partner.anonymize"].with_context(
            active_model="res.partner", active_ids=person.ids
        )
        with Form(wizard) as form:
            rows = form.match_ids._records
            (row,) = [row for row in rows if row["res_id"] == message.id]
            self.assertEqual(
                row["excerpt"], "We agreed: »max price« for the pump, Max."
            )

    def test_word_that_may_be_an_ordinary_one(self):
        mono = self.Partner.create({"name": "Winter", "comment": "<p>x</p>"})
        message = mono.message_post(body="Winter wheat, delivered in Winter")
        with Form(
            self.env["partner.anonymize"].with_context(
                active_model="res.partner", active_ids=mono.ids
            )
        ) as form:
            form.confirmation = "I understand anonymization"
            rows = form.match_ids._records
            place = next(
                i
                for i, row in enumerate(rows)
                if (row["model"], row["res_id"]) == ("mail.message", message.id)
            )
            self.assertIn("»Winter« wheat", rows[place]["excerpt"])
            with form.match_ids.edit(place) as match:
                match.is_included = False
        form.record.action_anonymize()
        self.env.invalidate_all()
        self.assertEqual(message.body, "<span>Winter wheat, delivered in Winter</span>")
        kept = mono.anonymization_line_id.kept_ids.filtered(
            lambda one: one.res_id == message.id
        )
        self.assertEqual(kept.mapped("status"), ["declined"])
