"""A column that is filled to its end loses nothing to a longer placeholder."""

from odoo.tests import BaseCase, tagged

from ...engine.database.columns import Column
from ...engine.plan.new_values import redact_text
from ...engine.text.redactor import Redactor
from ...engine.text.terms import Term
from ..cases.taking_back import merge_back


@tagged("post_install", "-at_install", "pure")
class TestFullColumns(BaseCase):
    def test_two_people_in_any_order(self):
        text = "insurer Bo Liu with Al Ito, policy of the third floor, ends here"
        type_ = Column("insurer", "character varying", False, "S", len(text))
        bo, al = (
            Redactor([Term("name", name)], "Anonymized")
            for name in ("Bo Liu", "Al Ito")
        )
        one, one_spans = redact_text(bo, text, False, type_)
        two, two_spans = redact_text(al, one, False, type_)
        for new in (one, two):
            self.assertLessEqual(len(new), len(text))
            self.assertTrue(new.endswith("third floor, ends here"), new)
        self.assertNotIn("Liu", two)
        self.assertNotIn("Ito", two)
        back, whole = merge_back(text, one_spans, two)
        self.assertTrue(whole)
        self.assertIn("Bo Liu", back)
        self.assertNotIn("Ito", back)
        self.assertEqual(merge_back(one, two_spans, back), (text, True))
        self.assertEqual(merge_back(one, two_spans, two), (one, True))

    def test_values_that_must_differ(self):
        """The end gives way where the placeholder leaves too little room."""
        redactor = Redactor([Term("name", "Bo Liu")], "Anonymized")
        for text, expected in (
            ("Friends of Bo Liu", "Friends of 123456"),
            ("Bo Liu and friends", " and friends 123456"),
            ("Bo Liu", "Anonym 123456"),
        ):
            size = max(len(text), len(expected))
            type_ = Column("name", "character varying", False, "S", size)
            with self.subTest(text):
                new, spans = redact_text(redactor, text, False, type_, " 123456")
                self.assertLessEqual(len(new), type_.size)
                self.assertEqual(new, expected)
                self.assertNotIn("Liu", new)
                self.assertEqual(merge_back(text, spans, new), (text, True))
