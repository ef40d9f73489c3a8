"""The contact card says what individual years change, as they are typed."""

from odoo.tests import Form, tagged

from ..worklist.test_candidates import CandidateCase

VIEW = "base.view_partner_form"


@tagged("post_install", "-at_install", "accounting_only")
class TestYearsHint(CandidateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._user("hint_clerk", "group_anonymize")
        cls.company = cls.env.company
        cls.company.write(
            {
                "name": "Birds Ltd",
                "anonymization_retention_years": 5,
                "anonymization_retention_start": "calendar_year_end",
            }
        )

    def _typed(self, years, partner=None):
        partner = (partner or self.person).with_user(self.clerk)
        with Form(partner, view=VIEW) as form:
            form.anonymization_retention_years = years
            hint = form.anonymization_years_hint
            form.anonymization_retention_years = 0
        return hint or ""

    def _law(self, years, **values):
        self.env["partner.anonymization.period"].create(
            {
                "company_id": self.company.id,
                "retention_class": "accounting",
                "years": years,
                "start": "calendar_year_end",
                **values,
            }
        )

    def test_no_legal_period(self):
        """The company's years are the legal minimum: fewer do not help."""
        self._pay(self._invoice(self.person, "2022-05-05"))
        hint = self._typed(2)
        self.assertIn("Due from 01/01/2028.", hint)
        self.assertIn("Birds Ltd has set no legal period", hint)
        self.assertIn("5 years count as the legal minimum", hint)
        self.assertIn("The number on the card (2) alone would end on 12/31/2024.", hint)
        self.assertIn("A smaller number does not help", hint)
        (due,) = self.person.anonymization_due()
        self.assertEqual(str(due["due_date"]), "2028-01-01")

    def test_legal_period(self):
        self._law(8)
        self._pay(self._invoice(self.person, "2020-05-05"))
        hint = self._typed(2)
        self.assertIn("Due from 01/01/2029.", hint)
        self.assertIn("The law keeps Journal Entry until 12/31/2028.", hint)
        self.assertNotIn("has set no legal period", hint)

    def test_taxes_open(self):
        self._law(8, suspended=True)
        self.company.anonymization_taxes_open_from = "2019-01-01"
        self._pay(self._invoice(self.person, "2020-05-05"))
        hint = self._typed(2)
        self.assertIn("No day is known yet", hint)
        self.assertIn("while the taxes of its year are open", hint)

    def test_longer(self):
        self._pay(self._invoice(self.person, "2022-05-05"))
        hint = self._typed(9)
        self.assertIn("Due from 01/01/2032.", hint)
        self.assertIn("The number on this card (9) counts, from 12/31/2022 on", hint)
        self.assertIn("A smaller number helps down to 01/01/2028.", hint)
        self.person.anonymization_retention_years = 9
        (due,) = self.person.anonymization_due()
        self.assertEqual(str(due["due_date"]), "2032-01-01")

    def test_without_documents(self):
        """Nothing is kept by law: a smaller number counts."""
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = '2021-03-03' WHERE id = %s",
            [self.person.id],
        )
        self.env.invalidate_all()
        hint = self._typed(1)
        self.assertIn("Due from 01/01/2023.", hint)
        self.assertNotIn("does not help", hint)

    def test_another_card(self):
        self.person.child_ids[0].anonymization_retention_years = 12
        hint = self._typed(1)
        self.assertIn("The number on another card of the same person (12) counts", hint)

    def test_back_to_the_companys_own(self):
        self.person.anonymization_retention_years = 3
        partner = self.person.with_user(self.clerk)
        with Form(partner, view=VIEW) as form:
            before = form.anonymization_years_hint
            form.anonymization_retention_years = 0
            hint = form.anonymization_years_hint
        self.assertIn("The number on this card (3) counts", before)
        self.assertIn("The company's own years count", hint)

    def test_nothing_to_say(self):
        new = Form(self.Partner.with_user(self.clerk), view=VIEW)
        new.name = "Nobody"
        new.anonymization_retention_years = 2
        self.assertFalse(new.anonymization_years_hint)
        form = Form(self.person.with_user(self.clerk), view=VIEW)
        self.assertFalse(form.anonymization_years_hint)
