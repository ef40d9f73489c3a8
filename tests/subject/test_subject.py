"""Who belongs to a subject, and all or nothing over its addresses."""

import logging

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ...engine.subject.membership import collect
from ..common import AnonymizationCase, digest


@tagged("post_install", "-at_install")
class TestSubject(AnonymizationCase):
    def _subjects(self, partners):
        self.env.flush_all()
        return [set(one.partner_ids) for one in collect(self.env.cr, partners.ids)]

    def test_all_addresses(self):
        self.person.child_ids[0].active = False
        everybody = self.Partner.search([("id", "child_of", self.person.id)])
        self.assertEqual(len(everybody), 4)
        self.assertEqual(self._subjects(self.person), [set(everybody.ids)])

    def test_child_alone(self):
        child = self.person.child_ids[0]
        self.assertEqual(self._subjects(child), [{child.id}])

    def test_child_and_parent_are_one(self):
        both = self.person.child_ids[0] | self.person
        found = collect(self.env.cr, both.ids)
        self.assertEqual([one.root for one in found], [self.person.id])

    def test_subsidiaries_stay(self):
        subsidiary = self.Partner.create(
            {
                "name": "Quill Subsidiary",
                "is_company": True,
                "parent_id": self.person.id,
                "child_ids": [Command.create({"name": "Employee of the subsidiary"})],
            }
        )
        found = self._subjects(self.person)[0]
        self.assertNotIn(subsidiary.id, found)
        self.assertNotIn(subsidiary.child_ids.id, found)
        self.person.anonymize()
        self.assertEqual(subsidiary.name, "Quill Subsidiary")
        self.assertEqual(subsidiary.child_ids.name, "Employee of the subsidiary")
        self.assertTrue(subsidiary.active)
        subsidiary.write({"name": "Renamed Subsidiary", "street": "New Road 1"})
        subsidiary.child_ids.email = "employee@subsidiary.example"
        subsidiary.action_archive()
        subsidiary.action_unarchive()
        self.assertFalse(self.person.street)

    def test_same_person_both_ways(self):
        twin = self.Partner.create(
            {"name": "Z. Quillfeather", "email": self.person.email}
        )
        self.assertEqual(self.person.anonymization_suggested_ids, twin)
        self.person.action_anonymization_link_suggested()
        self.assertFalse(self.person.anonymization_suggested_ids)
        family = {self.person.id, twin.id, *self.person.child_ids.ids}
        self.assertEqual(self._subjects(self.person), [family])
        self.assertEqual(self._subjects(twin), [family])
        twin.anonymize()
        self.assertEqual(self.person.anonymization_state, "anonymized")
        self.person.deanonymize()
        self.assertEqual(twin.name, "Z. Quillfeather")

    def test_two_subjects_in_one_call(self):
        other = self.Partner.create({"name": "Olga Octavius"})
        run = (self.person | other).anonymize()
        self.assertEqual(run.partner_count, 2)
        self.assertEqual(run.line_ids.partner_id, self.person | other)
        other.deanonymize()
        self.assertEqual(other.name, "Olga Octavius")
        self.assertEqual(self.person.name, "Anonymized")

    def test_one_blocked_address_stops_all(self):
        by_name = {child.name: child for child in self.person.child_ids}
        otto, door = by_name["Otto Nachtigall"], by_name["Shed door"]
        wilhelmina = by_name["Wilhelmina Quillfeather"]
        otto.anonymization_hold = True
        door.anonymization_exempt = True
        self.env.flush_all()
        before = digest(self.env.cr)
        with self.assertRaises(UserError) as caught:
            self.person.anonymize()
        self.env.flush_all()
        self.assertDigest(before, digest(self.env.cr))
        message = str(caught.exception)
        self.assertIn("Otto Nachtigall", message)
        self.assertIn("Shed door", message)
        self.assertEqual(caught.exception.loglevel, logging.DEBUG, "names people")
        self.assertEqual(self._codes(self.person), {"hold", "exempt"})
        self.assertTrue(wilhelmina.active)

    def test_child_of_a_living_company(self):
        company = self.Partner.create(
            {
                "name": "Feather Works Ltd",
                "is_company": True,
                "vat": "BE0477472701",
                "street": "Factory Lane 9",
                "child_ids": [
                    Command.create({"name": "Petra Plume", "email": "p@plume.example"})
                ],
            }
        )
        petra = company.child_ids
        message = company.message_post(
            body="Petra Plume of Factory Lane 9, BE0477472701, p@plume.example"
        )
        petra.anonymize()
        self.assertEqual(petra.name, "Anonymized")
        self.assertEqual(petra.complete_name, "Feather Works Ltd, Anonymized")
        self.assertFalse(petra.vat)
        self.assertEqual(company.vat, "BE0477472701")
        self.assertIn("Petra Plume", message.body, "the company's own chatter")
        company.street = "Factory Lane 10"
        self.env.flush_all()
        self.assertFalse(petra.street, "an anonymized contact follows nobody")
        company.street = "Factory Lane 9"
        company.anonymize()
        self.assertEqual(petra.complete_name, "Anonymized")
        with self.assertRaisesRegex(UserError, "company"):
            petra.deanonymize()
        company.deanonymize()
        self.assertEqual(petra.anonymization_state, "anonymized")
        petra.deanonymize()
        self.assertEqual(petra.complete_name, "Feather Works Ltd, Petra Plume")
        self.assertEqual(petra.vat, "BE0477472701")

    def test_contact_of_a_deleted_company(self):
        petra = self.Partner.create(
            {
                "name": "Petra Plume",
                "parent_id": self.Partner.create(
                    {"name": "Feather Works Ltd", "is_company": True}
                ).id,
            }
        )
        company = petra.parent_id
        petra.anonymize()
        company.anonymize()
        company.purge_anonymized()
        self.assertEqual(petra.anonymization_state, "anonymized")
        petra.deanonymize()
        self.assertEqual(petra.complete_name, "Deleted, Petra Plume")
        self.assertEqual(company.anonymization_state, "deleted")
