"""Many texts of one person read at once say what they say one by one."""

from odoo.tests import BaseCase, tagged

from ...engine.text.redactor import Redactor
from ...engine.text.terms import Term, terms_from_values
from .redaction_cases import ADDRESSES, MARKUP, NAMES, NUMBERS, SCRIPTS, WORDS

CASES = [
    (values, text, markup)
    for cases, markup in (
        (NAMES + WORDS + SCRIPTS + NUMBERS + ADDRESSES, False),
        (MARKUP, True),
    )
    for values, text, _expected in cases
]
# All texts of all cases: most name somebody else.
TEXTS = list(dict.fromkeys((text, markup) for _values, text, markup in CASES))


@tagged("post_install", "-at_install", "pure")
class TestTogether(BaseCase):
    def _check(self, terms, texts, own):
        """:return: how many of the texts have one of the terms"""
        one_by_one, together = (Redactor(terms, "Anonymized") for _copy in range(2))
        if own:
            one_by_one, together = one_by_one.own, together.own
        wanted = set().union(*(one_by_one.phrases(*one) for one in texts))
        self.assertEqual(together.phrases_in(dict.fromkeys(texts)), wanted)
        found = [together.applied(*one) for one in texts]
        self.assertEqual(found, [one_by_one.applied(*one) for one in texts])
        return sum(new is not None for _spans, new in found)

    def test_every_person_in_the_texts_of_all(self):
        for values, text, _markup in CASES:
            terms = terms_from_values(values.items())
            for own in (False, True):
                with self.subTest(values=values, text=text, own=own):
                    self._check(terms, TEXTS, own)

    def test_signs_that_part_texts(self):
        """No word begins in one text and ends in the next one, and a text that has the
        sign between two texts in it is read like any other."""
        terms = [Term("name", "Ann Miller"), Term("phone", "+32485112233")]
        texts = [
            "Ann",
            "Miller",
            "Ann\x00Miller",
            "0485 11",
            "22 33",
            "Call Ann Miller",
        ]
        for own in (False, True):
            some = [(text, False) for text in texts]
            self.assertEqual(self._check(terms, some, own), 2)
            apart = [one for one in some if "\x00" not in one[0]]
            self.assertEqual(self._check(terms, apart, own), 1)

    def test_letters_that_change_their_length(self):
        terms = [Term("name", "İnci Işık"), Term("name", "Σοφος")]
        texts = ["İİİİ", "Call İnci Işık", "x", "ΣΟΦΟΣ", "ΣΟΦΟΣ came", "y", "none"]
        self.assertGreater(self._check(terms, [(t, False) for t in texts], False), 1)

    def test_nothing(self):
        self.assertEqual(self._check([], [], False), 0)
        self.assertEqual(self._check([], TEXTS[:3], True), 0)
