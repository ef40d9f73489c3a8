"""The mixin for other modules tells right from wrong, and names what is wrong."""

from odoo.tests import tagged

from ...engine.datamap import compile_rules
from ..cases.fakes import FakeModelsCase
from ..mixin import AnonymizationTestMixin


@tagged("slow", "post_install", "-at_install")
class TestMixin(AnonymizationTestMixin, FakeModelsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._rule()
        cls.case = cls._case(cls.person)
        cls.stranger = cls.Partner.create({"name": "Berta Unbeteiligt"})
        cls.other_case = cls._case(
            cls.stranger,
            name="Case of Berta",
            contact_name="B. U.",
            contact_email="berta@unbeteiligt.example",
            story="Berta keeps fish",
        )
        cls.words = ["zq@case.example", "Z. Quillfeather"]

    def _check(self):
        self.assertAnonymizable(
            self.person, self.case, self.other_case, words=self.words
        )

    def _spoil(self, kind, record, values):
        """Have the engine change something that it should not."""
        method = type(self.env["partner.anonymization"])._anonymization_after

        def spoil(model, done, partners):
            method(model, done, partners)
            if done == kind:
                record.write(values)

        self.patch(
            type(self.env["partner.anonymization"]), "_anonymization_after", spoil
        )

    def test_model_with_a_rule(self):
        self._check()
        self.assertEqual(self.case.contact_email, "zq@case.example")

    def test_unmapped_canary_is_named_twice(self):
        canary = self.env["pa.fake.canary"].create(
            {"partner_id": self.person.id, "canary": "Zacharias Quillfeather sings"}
        )
        unmapped = self.env["partner.anonymization.unmapped"]
        unmapped._refresh()
        self.assertIn(
            ("pa.fake.canary", "canary", "open"),
            unmapped.search([]).mapped(lambda row: (row.model, row.field, row.state)),
        )
        with self.assertRaisesRegex(
            AssertionError, rf"pa\.fake\.canary\({canary.id}\)\.canary"
        ):
            self._check()

    def test_rule_that_forgets_a_field(self):
        self.env.cr.execute(
            "UPDATE partner_anonymization_rule_field SET field = 'amount'"
            " WHERE rule_id = %s AND field = 'contact_email'",
            [self.rule.id],
        )
        self.env.invalidate_all()
        compile_rules.changed(self.env)
        with self.assertRaisesRegex(
            AssertionError, rf"pa\.fake\.case\({self.case.id}\)\.contact_email"
        ):
            self._check()

    def test_changed_bystander(self):
        self._spoil("anonymize", self.other_case, {"amount": 13})
        with self.assertRaisesRegex(
            AssertionError,
            rf"pa\.fake\.case\({self.other_case.id}\)\.amount was changed",
        ):
            self._check()

    def test_value_that_does_not_come_back(self):
        self._spoil("deanonymize", self.case, {"story": "lost"})
        with self.assertRaisesRegex(
            AssertionError,
            rf"pa\.fake\.case\({self.case.id}\)\.story did not come back",
        ):
            self._check()

    def test_record_without_the_person(self):
        with self.assertRaisesRegex(AssertionError, "holds any of the person's words"):
            self.assertAnonymizable(
                self.person, self.env["pa.fake.visit"].create({"color": "red"})
            )
