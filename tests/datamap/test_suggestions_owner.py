"""Suggestions follow whom a record is about, and never empty what is another's."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...engine.datamap import record_owner
from ..cases.fakes import FakeModelsCase


@tagged("post_install", "-at_install")
class TestSuggestionsOwner(FakeModelsCase):
    @classmethod
    def _fake_models(cls):
        from ..cases import foreign_models as foreign

        return (
            foreign.ForeignBoat,
            foreign.ForeignDeal,
            foreign.ForeignBranch,
            foreign.ForeignZip,
            foreign.ForeignEntry,
            foreign.ForeignClaim,
        )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Unmapped = cls.env["partner.anonymization.unmapped"]
        cls.manager = cls._user("manager", "group_manager")
        cls.other = cls.env["res.partner"].create({"name": "Olga Octavius"})
        cls.boats = cls.env["pa.foreign.boat"].create(
            [
                {
                    "managed_by_id": cls.person.id,
                    "owned_by_id": cls.other.id,
                    "harbour_phone": "+45 41 21 33 55",
                    "story": "Zacharias Quillfeather looks after it",
                },
                {
                    "managed_by_id": cls.other.id,
                    "owned_by_id": cls.person.id,
                    "harbour_phone": "+45 99 88 77 66",
                    "story": "of Zacharias Quillfeather",
                },
            ]
        )

    def _row(self, model, field):
        return self.Unmapped.search([("model", "=", model), ("field", "=", field)])

    def _accept(self, model, *names):
        self.Unmapped._refresh()
        rows = self.Unmapped.browse()
        for name in names:
            rows |= self._row(model, name)
        rows.with_user(self.manager).action_accept()
        return rows.rule_id

    def test_owner_before_manager(self):
        rule = self._accept(
            "pa.foreign.boat", "managed_by_id", "harbour_phone", "story", "owned_by_id"
        )
        self.assertEqual(rule.partner_path, "owned_by_id,managed_by_id")
        self.person.anonymize()
        self.env.flush_all()
        self.boats.invalidate_recordset()
        managed, owned = self.boats
        self.assertEqual(managed.harbour_phone, "+45 41 21 33 55")
        self.assertEqual(managed.story, "Anonymized looks after it")
        self.assertFalse(owned.harbour_phone)
        self.assertEqual(owned.story, "of Anonymized")

    def test_list_of_a_company_is_not_its_managers(self):
        branch = self.env["pa.foreign.branch"].create(
            {"name": "North", "manager_id": self.person.id}
        )
        place = self.env["pa.foreign.zip"].create(
            {
                "branch_id": branch.id,
                "zip": "8000",
                "city": "Aarhus",
                "note": "see Zacharias Quillfeather",
            }
        )
        rule = self._accept("pa.foreign.zip", "zip", "city", "note")
        self.assertTrue(rule.mention)
        self._accept("pa.foreign.branch", "manager_id")
        self.person.anonymize("Ticket 4711", override_retention=True)
        self.env.flush_all()
        place.invalidate_recordset()
        self.assertEqual((place.zip, place.city), ("8000", "Aarhus"))
        self.assertEqual(place.note, "see Anonymized")

    def test_equals_are_not_accepted_by_one_click(self):
        self.env["pa.foreign.deal"].create(
            {
                "left_id": self.person.id,
                "right_id": self.other.id,
                "contact_email": "who@knows.example",
            }
        )
        self.Unmapped._refresh()
        row = self._row("pa.foreign.deal", "contact_email")
        self.assertTrue(row.is_ambiguous)
        self.assertEqual(row.suggested_method, "redact")
        with self.assertRaisesRegex(UserError, "several links"):
            row.with_user(self.manager).action_accept()

    def test_review_says_how_many(self):
        self.Unmapped._refresh()
        row = self._row("pa.foreign.boat", "harbour_phone")
        action = row.with_user(self.manager).action_review()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        line = wizard.line_ids
        self.assertEqual((line.row_count, line.people_count), (2, 2))
        self.assertTrue(line.is_taken)
        self.assertEqual(row.state, "open", "nothing is accepted by looking")
        wizard.with_user(self.manager).action_accept()
        self.assertEqual(row.state, "accepted")

    def test_review_needs_the_right(self):
        self.Unmapped._refresh()
        row = self._row("pa.foreign.boat", "harbour_phone")
        with self.assertRaises(AccessError):
            row.with_user(self._user("clerk", "group_anonymize")).action_review()

    def test_never_by_who_typed_it_in(self):
        self.Unmapped._refresh()
        self.assertFalse(self._row("pa.foreign.entry", "note"))
        paths = self.Unmapped.search([]).mapped("suggested_path")
        self.assertFalse([path for path in paths if path and "create_uid" in path])

    def test_rank(self):
        ranks = [
            ("owned_by_id", "managed_by_id"),
            ("patient_id", "doctor_id"),
            ("tenant_id", "approver_id"),
            ("customer_id", "responsible_id"),
            ("partner_id", "owner_id"),
            ("applicant_id", "contact_id"),
            ("member_id", "supervisor_partner_id"),
            ("boat_id.owner_id", "branch_id.partner_id"),
        ]
        for first, second in ranks:
            self.assertLess(
                record_owner.rank(first), record_owner.rank(second), (first, second)
            )
