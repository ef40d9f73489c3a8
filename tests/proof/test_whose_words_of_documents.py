"""Words of the person come from the person's own data: a document may name others."""

from odoo.tests import tagged

from ..common import digest
from .test_proof import CRONS
from .test_whose_words_of_others import WordsCase


@tagged("post_install", "-at_install")
class TestWordsOfDocuments(WordsCase):
    def _lead(self, partner, **values):
        lead = self.env["crm.lead"].create(
            {"name": "Nest", "type": "opportunity", "partner_id": partner.id, **values}
        )
        lead.action_set_lost()
        self.env.flush_all()
        return lead

    def test_the_company_of_a_contact(self):
        firm = self.contact("Tannhauser Holzwerk", is_company=True)
        contact = self.contact("Ottokar Brunnwasser", parent_id=firm.id)
        lead = self._lead(contact, partner_name="Tannhauser Holzwerk")
        body = "Ottokar Brunnwasser of Tannhauser Holzwerk called"
        message = lead.message_post(body=body)
        other = self.contact("Olga", comment=f"<p>{body}</p>")
        line, traces = self.erase(contact)
        wanted = "Anonymized of Tannhauser Holzwerk called"
        self.assertIn(wanted, self.stored(message, "body")[0])
        self.assertIn(wanted, self.stored(other, "comment")[0])
        self.assertEqual(line.proof_state, "proved", traces)

    def test_who_signs_and_whose_account_it_is(self):
        gregor = self.contact("Gregor Nachtweih", email="g@nachtweih.example")
        contact = self.contact("Ottokar Brunnwasser")
        contact.bank_ids = [
            (0, 0, {"acc_number": "77", "acc_holder_name": "Gregor Nachtweih"})
        ]
        self._lead(contact, contact_name="Gregor Nachtweih")
        message = contact.message_post(
            body="Yours, Gregor Nachtweih, for Ottokar Brunnwasser",
            author_id=gregor.id,
        )
        line, traces = self.erase(contact)
        body, author = self.stored(message, "body", "email_from")
        self.assertIn("Yours, Gregor Nachtweih, for Anonymized", body)
        self.assertIn("Gregor Nachtweih", author)
        self.assertEqual(line.proof_state, "proved", traces)

    def test_a_linked_partner_outranks_an_address(self):
        anton = self.contact("Anton Querfeld", email="anton@querfeld.example")
        beate = self.contact("Beate Sommer")
        hers, his = (
            self._lead(beate, contact_name=name, email_from="anton@querfeld.example")
            for name in ("Beate Sommer", "Anton Querfeld")
        )
        self.env.cr.execute(
            "UPDATE crm_lead SET partner_id = %s, email_from = %s,"
            " email_normalized = %s WHERE id = ANY(%s)",
            [beate.id, "anton@querfeld.example", "anton@querfeld.example",
             [hers.id, his.id]],
        )  # fmt: skip
        self.env.invalidate_all()
        line, traces = self.erase(anton)
        self.assertEqual(
            self.stored(hers, "contact_name", "email_from"),
            ("Beate Sommer", "anton@querfeld.example"),
        )
        self.assertEqual(line.proof_state, "proved", traces)


@tagged("post_install", "-at_install")
class TestFormerWords(WordsCase):
    def test_former_name_and_address_in_texts_of_others(self):
        contact = self.contact("Ottokar Brunnwasser", email="ob@old.example")
        self._log(contact, "name", "Ottokar Altwasser", "Ottokar Brunnwasser")
        self._log(contact, "email", "ob@older.example", "ob@old.example")
        other = self.contact(
            "Olga",
            comment="<p>Ottokar Altwasser, ob@older.example, ob@old.example</p>",
        )
        self.env.flush_all()
        before = digest(self.env.cr, (*CRONS, "bus_bus"))
        line, traces = self.erase(contact)
        self.assertEqual(
            self.stored(other, "comment")[0],
            "<p>Anonymized, Anonymized, Anonymized</p>",
        )
        self.assertEqual(line.proof_state, "proved", traces)
        contact.deanonymize()
        self.env.flush_all()
        self.assertDigest(before, digest(self.env.cr, (*CRONS, "bus_bus")))

    def _log(self, contact, name, old, new):
        field = self.env["ir.model.fields"]._get("res.partner", name)
        contact.message_post(
            body="changed",
            tracking_value_ids=[
                (0, 0, {"field_id": field.id, "old_value_char": old,
                        "new_value_char": new})
            ],
        )  # fmt: skip


@tagged("all_apps", "post_install", "-at_install", "-standard")
class TestWordsOfRegistrations(WordsCase):
    def test_a_linked_partner_outranks_an_address(self):
        anton = self.contact("Anton Querfeld", email="anton@querfeld.example")
        beate = self.contact("Beate Sommer", phone="+32 485 11 22 33")
        event = self.env["event.event"].create(
            {
                "name": "Ball",
                "date_begin": "2012-01-01 10:00:00",
                "date_end": "2012-01-01 12:00:00",
            }
        )
        hers, his = self.env["event.registration"].create(
            [
                {
                    "event_id": event.id,
                    "partner_id": beate.id,
                    "name": name,
                    "email": "anton@querfeld.example",
                    "phone": "+32 485 11 22 33",
                }
                for name in ("Beate Sommer", "Anton Querfeld")
            ]
        )
        before = self.stored(hers, "name", "email", "phone")
        line, traces = self.erase(anton)
        self.assertEqual(self.stored(hers, "name", "email", "phone"), before)
        self.assertNotIn("Anton", str(self.stored(his, "name", "email")))
        self.assertEqual(line.proof_state, "proved", traces)
