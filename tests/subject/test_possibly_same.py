"""A second record of the person may be why nothing may be erased: somebody decides."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..cases.accounting import BooksCase


@tagged("post_install", "-at_install")
class TestPossiblySame(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._user("clerk", "group_anonymize")
        cls.plain = cls._user("plain")

    def _twin(self, **values):
        return self.Partner.create(
            {"name": "Z. Quillfeather", "email": "ZACHARIAS@quillfeather.example"}
            | values
        )

    def _held(self, **values):
        twin = self._twin(**values)
        twin.write(
            {"anonymization_hold": True, "anonymization_hold_reason": "Case 7 O 12"}
        )
        return twin

    def _wizard(self, user=None, partners=None):
        model = self.env["partner.anonymize"].with_user(user or self.clerk)
        partners = partners or self.person
        wizard = Form(model.with_context(default_partner_ids=partners.ids)).save()
        wizard.confirmation = "I understand anonymization"
        return wizard

    def _kinds(self, partner):
        events = self.env["partner.anonymization.event"].search(
            [("partner_ref", "=", partner.id)], order="id"
        )
        return events.mapped("kind")

    def test_blocks(self):
        child = self.person.child_ids.filtered("email")[:1]
        company = self.Partner.create({"name": "Quill Ltd", "is_company": True})
        self.person.vat = "DK12345674"
        for values in (
            {},
            {"active": False},
            {"email": child.email},
            {"email": False, "vat": "DK12345674"},
            {"parent_id": company.id},
        ):
            twin = self._held(**values)
            with self.subTest(values=values):
                (found,) = self.person.anonymization_blockers()
                self.assertEqual(found["code"], "possible_same")
                self.assertEqual(found["res_ids"], twin.ids)
                self.assertFalse(found["overridable"])
                with self.assertRaisesRegex(UserError, "same person"):
                    self.person.anonymize("T-1", override_retention=True)
            twin.anonymization_hold = False
            twin.unlink()

    def test_held_by_its_company(self):
        company = self.Partner.create({"name": "Quill Ltd", "is_company": True})
        self._twin(parent_id=company.id)
        company.write(
            {"anonymization_hold": True, "anonymization_hold_reason": "Case 7 O 12"}
        )
        self.assertEqual(self._codes(self.person), {"possible_same"})

    def test_open_documents(self):
        twin = self._twin()
        self.assertEqual(self._codes(self.person), set())
        move = self._invoice(twin, "2015-05-05")
        self.assertEqual(self._codes(self.person), {"possible_same"})
        self._pay(move)
        self.assertEqual(self._codes(self.person), set())

    def test_who_is_not(self):
        self._held(email="somebody@quillfeather.example")
        self._held(email=False)
        self._held(email=False, vat="DK1", name="Short")
        self.person.vat = "DK1"
        self.person.child_ids[0].email = self.person.email  # the same business
        self.assertEqual(self._codes(self.person), set())

    def test_no_end_of_the_hold_is_told(self):
        twin = self._held()
        (found,) = self.person.with_user(self.clerk).anonymization_blockers()
        self.assertIn(twin.name, found["message"])
        self.assertNotIn("Case 7", found["message"])

    def test_not_of_a_company_that_is_not_seen(self):
        second = self.env["res.company"].create({"name": "Second"})
        twin = self._held(company_id=second.id)
        (found,) = self.person.with_user(self.clerk).anonymization_blockers()
        self.assertEqual((found["code"], found["res_ids"]), ("possible_same", []))
        self.assertNotIn(twin.name, found["message"])
        self.assertFalse(self._wizard().alike_ids)
        with self.assertRaises(AccessError):
            self.person.with_user(self.clerk)._anonymization_decide(twin, False)
        with self.assertRaises(AccessError):
            self.person.with_user(self.clerk).write(
                {"anonymization_other_partner_ids": [(4, twin.id)]}
            )

    def test_somebody_else_is_remembered(self):
        twin, idle = self._held(), self._twin(name="Idle")
        wizard = self._wizard()
        self.assertEqual(wizard.alike_ids.mapped("is_urgent"), [True, False])
        self.assertEqual(wizard.alike_ids.other_id, twin | idle)
        self.assertFalse(wizard.can_proceed)
        action = wizard.alike_ids[0].action_not_same()
        self.assertEqual(action["res_id"], wizard.id)
        self.assertTrue(wizard.can_proceed)
        self.assertEqual(wizard.alike_ids.other_id, idle)
        self.assertEqual(self._kinds(self.person), ["not_same"])
        self.assertEqual(self.person.anonymization_suggested_ids, idle)
        self.assertEqual(twin.anonymization_suggested_ids, idle)
        again = self._wizard()
        self.assertEqual(again.alike_ids.other_id, idle)
        again.action_anonymize()
        self.assertEqual(self.person.anonymization_state, "anonymized")
        self.assertEqual(twin.name, "Z. Quillfeather")
        self.person.deanonymize(note="T-2")
        self.assertEqual(self._codes(self.person), set(), "still remembered")

    def test_asked_from_either_side(self):
        twin = self._held()
        twin._anonymization_decide(self.person, False)
        self.assertEqual(self._codes(self.person), set())

    def test_the_same_blocks(self):
        twin = self._held()
        wizard = self._wizard()
        wizard.alike_ids.action_same()
        self.assertFalse(wizard.can_proceed)
        self.assertFalse(wizard.alike_ids)
        self.assertEqual(self.person.anonymization_same_partner_ids, twin)
        self.assertEqual(self._codes(self.person), {"hold"})
        self.assertEqual(self._kinds(self.person), ["same"])

    def test_the_answer_may_change(self):
        twin = self._held()
        self.person._anonymization_decide(twin, False)
        self.person._anonymization_decide(twin, True)
        self.assertFalse(self.person.anonymization_other_partner_ids)
        self.assertEqual(self._codes(self.person), {"hold"})

    def test_decided_on_the_form(self):
        twin = self._held()
        with self.assertRaises(AccessError):
            self.person.with_user(self.plain).action_anonymization_not_same()
        with self.assertRaises(AccessError):
            self.person.with_user(self.plain).write(
                {"anonymization_other_partner_ids": [(4, twin.id)]}
            )
        self.person.with_user(self.clerk).action_anonymization_not_same()
        self.assertEqual(self.person.anonymization_other_partner_ids, twin)
        self.assertFalse(self.person.anonymization_suggested_ids)

    def test_not_decided_by_a_default(self):
        twin = self._held()
        made = self.Partner.with_user(self.plain)
        made = made.with_context(default_anonymization_other_partner_ids=twin.ids)
        made = made.create({"name": "Forged"})
        self.assertFalse(made.sudo().anonymization_other_partner_ids)

    def test_not_done_at_night(self):
        self._held()
        Candidate = self.env["partner.anonymization.candidate"]
        row = Candidate.search([("partner_id", "=", self.person.id)])
        if not row:
            self.env.cr.execute(
                "INSERT INTO partner_anonymization_candidate"
                " (partner_id, category, state, due_date)"
                " VALUES (%s, 'customer', 'unchecked', '2020-01-01') RETURNING id",
                [self.person.id],
            )
            row = Candidate.browse(self.env.cr.fetchone()[0])
        row._check_blockers()
        self.assertEqual((row.state, row.blocker_codes), ("blocked", "possible_same"))
        self.assertEqual(row.blocker_label, "Possibly the same person")
        run = row._anonymize_now()
        (line,) = run.line_ids
        self.assertEqual(line.outcome, "refused")
        self.assertIn("possible_same", line.reason)
        self.assertEqual(self.person.name, "Zacharias Quillfeather")

    def test_statements(self):
        """As many for one as for many."""
        few = self._statements(1)
        self.assertEqual(self._statements(20), few)

    def _statements(self, count):
        people = self.Partner.create(
            [
                {"name": f"Person {count} {n}", "email": f"p{count}-{n}@x.example"}
                for n in range(count)
            ]
        )
        twins = people.copy()
        twins.write(
            {"anonymization_hold": True, "anonymization_hold_reason": "Case 7 O 12"}
        )
        people.anonymization_blockers()
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        found = self.env["res.partner"]._anonymization_alike(people.ids)
        self.assertEqual(len(found), count)
        return self.env.cr.sql_log_count - before
