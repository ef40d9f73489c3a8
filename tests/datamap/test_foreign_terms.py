"""Promise 1, for fields of other modules: a value of the person's own is looked for
everywhere, one of somebody else's nowhere."""

from odoo import Command
from odoo.tests import tagged

from ...engine.datamap import contact_fields, field_owner, telling_names
from ...engine.datamap.datamap import DataMap
from ...engine.subject import own_values
from ..cases.fakes import FakeModelsCase

OWN = {
    "phone2": "+45 26 53 58 97",
    "fax": "+45 93 23 84 62",
    "street3": "Fasanstien 88",
    "email2": "zq@second.example",
    "passport_no": "P4471182A",
    "landline": "+45 64 33 83 27",
}
OTHERS = {
    "emergency_phone": "+45 95 02 88 41",
    "guarantor_name": "Gundula Bürgt",
    "lawyer_email": "counsel@lawyers.example",
}


@tagged("post_install", "-at_install")
class TestForeignTerms(FakeModelsCase):
    @classmethod
    def _fake_models(cls):
        from ..cases import foreign_models as foreign

        return foreign.ForeignContact, foreign.ForeignClaim

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.env["res.partner"].browse(cls.person.id)
        cls.person.write(
            {
                **OWN,
                **OTHERS,
                "firstname": "Zacharias",
                "lastname": "Quillfeather",
                "maiden_name": "Federkiel",
                "nickname": "Zack",
                "passport_expiry": "2031-02-03",
            }
        )
        cls.other = cls.env["res.partner"].create({"name": "Olga Octavius"})

    def _note(self, partner, text):
        return partner.message_post(body=text, message_type="comment")

    def _erased(self, message):
        self.env.flush_all()
        message.invalidate_recordset()
        return str(message.body)

    def test_own_values_are_looked_for(self):
        notes = {
            name: self._note(self.person, f"before {value} after")
            for name, value in OWN.items()
        }
        maiden = self._note(self.person, "once Zacharias Federkiel of Hull")
        self.person.anonymize()
        for name, note in notes.items():
            self.assertIn("before Anonymized after", self._erased(note), name)
        self.assertIn("once Anonymized of Hull", self._erased(maiden))
        self.person.deanonymize()
        for name, note in notes.items():
            self.assertIn(OWN[name], self._erased(note), name)
            self.assertEqual(self.person[name], OWN[name])

    def test_parts_of_a_name_say_nothing_alone(self):
        note = self._note(self.person, "Zacharias met Zack and Federkiel there")
        self.person.anonymize()
        self.assertIn("Zacharias met Zack and Federkiel there", self._erased(note))

    def test_values_of_others_are_not(self):
        notes = {
            name: self._note(self.person, f"before {value} after")
            for name, value in OTHERS.items()
        }
        self.person.anonymize()
        for name, note in notes.items():
            self.assertIn(OTHERS[name], self._erased(note), name)
            self.assertFalse(self.person[name], name)

    def test_day_of_a_passport_is_no_number(self):
        note = self._note(self.person, "until 2031-02-03 or 20310203")
        self.person.anonymize()
        self.assertIn("until 2031-02-03 or 20310203", self._erased(note))

    def test_proof_knows_them_later(self):
        run = self.person.anonymize()
        note = self._note(self.other, f"call {OWN['phone2']}, {OWN['passport_no']}")
        traces = self._prove(run.line_ids)
        self.assertEqual(run.line_ids.proof_state, "proved", traces)
        self.assertIn("call Anonymized, Anonymized", self._erased(note))

    def test_widget_tells(self):
        self.person.odd_one = "+45 77 31 41 05"
        view = self.env["ir.ui.view"].create(
            {
                "name": "odd",
                "model": "res.partner",
                "inherit_id": self.env.ref("base.view_partner_form").id,
                "arch": '<field name="website" position="after">'
                '<field name="odd_one" widget="phone"/></field>',
            }
        )
        note = self._note(self.person, "odd 77314105 one")
        self.assertEqual(
            contact_fields._widgets(self.env, ["odd_one"]), {"odd_one": "phone"}
        )
        self.person.anonymize()
        self.assertIn("odd Anonymized one", self._erased(note))
        # The module, its field and its view go; the seal says what it was.
        view.unlink()
        terms = self._sealed_terms()
        self.assertIn("+4577314105", terms)

    def _sealed_terms(self):
        from ...engine.subject import identifying_values
        from ...engine.vault import subject_seal

        line = self.person.anonymization_line_id
        opened, _failed = subject_seal.load_usable(self.env, [line.id])
        found = identifying_values.sealed_terms(DataMap(self.env), opened)[line.id]
        return {term.text for term in found}

    def test_seals_of_before_know_columns_by_name(self):
        self.person.anonymize()
        from ...engine.subject import identifying_values
        from ...engine.vault import subject_seal

        line = self.person.anonymization_line_id
        opened, _failed = subject_seal.load_usable(self.env, [line.id])
        for sealed in opened.values():
            sealed.values = [
                (table, name, id_, old, None if isinstance(how, dict) else how)
                for table, name, id_, old, how in sealed.values
            ]
        datamap = DataMap(self.env)
        own = datamap.own
        own.fields = [one for one in own.fields if not one.marked]
        self.addCleanup(self.env.registry.clear_cache, "stable")
        found = identifying_values.sealed_terms(datamap, opened)[line.id]
        texts = {term.text for term in found}
        self.assertIn("+4526535897", texts)
        self.assertIn("Zacharias Federkiel", texts)
        self.assertNotIn("counsel@lawyers.example", texts)
        self.assertNotIn("20310203", texts)

    def test_unlinked_records_are_found_by_them(self):
        case = self.env["pa.foreign.claim"].create(
            {"name": "x", "email_from": OWN["email2"], "story": "wants money"}
        )
        self._claim_rule("email:email_from")
        self.person.anonymize()
        self.env.flush_all()
        case.invalidate_recordset()
        self.assertFalse(case.email_from)

    def _claim_rule(self, path, **terms):
        lines = [
            Command.create({"field": name, "category": "contact", "term": term})
            for name, term in {"email_from": "email", **terms}.items()
        ]
        lines.append(Command.create({"field": "story", "method": "redact"}))
        return self.env["partner.anonymization.rule"].create(
            {
                "name": "Claim",
                "model": "pa.foreign.claim",
                "partner_path": path,
                "field_ids": lines,
            }
        )

    def test_addresses_in_copy_are_nobodys_term(self):
        lawyer = "counsel@lawyers.example"
        self._claim_rule("partner_id", email_cc="email", lawyer_phone="phone")
        claim, other = self.env["pa.foreign.claim"].create(
            [
                {
                    "partner_id": self.person.id,
                    "email_from": f"zacharias@quillfeather.example; {lawyer}",
                    "email_cc": lawyer,
                    "lawyer_phone": "+45 11 22 33 44",
                    "story": f"{lawyer} and zacharias@quillfeather.example",
                },
                {
                    "partner_id": self.other.id,
                    "email_cc": lawyer,
                    "story": f"{lawyer}, +45 11 22 33 44",
                },
            ]
        )
        run = self.person.anonymize()
        self.env.flush_all()
        (claim | other).invalidate_recordset()
        self.assertFalse(claim.email_cc)
        self.assertFalse(claim.email_from)
        self.assertEqual(claim.story, f"{lawyer} and Anonymized")
        self.assertEqual(other.email_cc, lawyer)
        self.assertEqual(other.story, f"{lawyer}, +45 11 22 33 44")
        traces = self._prove(run.line_ids)
        self.assertEqual(run.line_ids.proof_state, "proved", traces)
        self.assertEqual(other.story, f"{lawyer}, +45 11 22 33 44")

    def test_own_contact_fields_of_a_rule_are_terms(self):
        self._claim_rule("partner_id", contact_phone=False)
        claim = self.env["pa.foreign.claim"].create(
            {
                "partner_id": self.person.id,
                "contact_phone": "+45 55 66 77 88",
                "story": "call 55667788",
            }
        )
        self.person.anonymize()
        self.env.flush_all()
        claim.invalidate_recordset()
        self.assertEqual(claim.story, "call Anonymized")

    def test_names_of_fields(self):
        for name, kind in {
            "x_private_mail": "email",
            "x_studio_handy": "phone",
            "mobile2": "phone",
            "telefono": "phone",
            "street4": "street",
            "iban": "iban",
            "vat2": "vat",
            "family_name": "last",
            "nachname": "last",
            "vorname": "first",
        }.items():
            self.assertEqual(field_owner.kind_of_column(name), kind, name)
        for name in ("email_cc", "emergency_contact_phone", "spouse_name", "mother_tel",
                     "email_state", "phone_count", "color", "second_contact_email",
                     "notify_email", "watcher_emails", "message_ids"):  # fmt: skip
            self.assertIsNone(field_owner.kind_of_column(name), name)
        for name in ("birth_date", "geburtsdatum", "blood_group", "religion", "last_ip",
                     "driver_license", "ssnid", "x_diagnosis", "user_agent",
                     "criminal_record", "exam_date", "fecha_nacimiento"):  # fmt: skip
            self.assertTrue(telling_names.is_exact(name), name)
        for name in ("page", "usage", "trace_id", "union_id", "percentage", "state",
                     "date", "amount_total", "sequence", "geography"):  # fmt: skip
            self.assertFalse(telling_names.is_exact(name), name)

    def test_full_names(self):
        parts = {"first": ["Ana"], "last": ["García", "López"], "maiden": ["Ruiz"]}
        self.assertEqual(
            {name for _kind, name in own_values.full_names(parts)},
            {"Ana García López", "Ana García", "Ana López", "Ana Ruiz"},
        )
        self.assertEqual(
            own_values.full_names({"first": ["Ana"], "alias": ["Anita"]}), []
        )
        self.assertEqual(own_values.full_names({"last": ["García"]}), [])
