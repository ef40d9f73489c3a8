"""Marks lead to each seal that has to be opened, and say nothing without its key."""

import struct

from odoo.tests import BaseCase, tagged

from ...engine.database.columns import Column
from ...engine.text import TermIndex, terms_from_values
from ...engine.vault import cipher, seal_marks

KEY, BOUND = bytes(range(32)), b"ref|7|0"
TYPES = {
    "res_partner": {
        "name": Column("name", "character varying", False, "S"),
        "comment": Column("comment", "text", False, "S"),
        "color": Column("color", "integer", False, "N"),
    }
}
# What is looked for, and texts in which it stands.
STANDING = (
    ("name", "Ottokar Brunnwasser", "a friend of Brunnwasser, Ottokar"),
    ("name", "Ottokar Brunnwasser", "<p>Otto<b>kar</b> Brunnwassers dog</p>"),
    ("email", "ob@brunn.example", "write to ob [at] brunn [dot] example"),
    ("phone", "+49 171 1234567", "call 0171/12 34 567"),
    ("vat", "DE136695976", "tax number DE 136 695 976, and more"),
    ("street", "Ulmenstraße 17", "he lives in Ulmenstr. 17"),
    ("name", "田中太郎", "私は田中太郎です"),
)


def sealed(*values, own=()):
    return seal_marks.of_values(values, TYPES, own).sealed(KEY, BOUND)


def wanted(kind=None, value=None, places=()):
    terms = terms_from_values([(kind, value)]) if kind else ()
    return seal_marks.Wanted(places, TermIndex({1: terms}))


@tagged("post_install", "-at_install", "pure")
class TestSealMarks(BaseCase):
    def _may_be_in(self, what, mark, key=KEY, bound=BOUND):
        return what.may_be_in(seal_marks.opened(key, mark, bound))

    def test_words(self):
        other = sealed(("res_partner", "comment", 7, "nobody at 5 Elm Road", None))
        for kind, value, text in STANDING:
            with self.subTest(value=value, text=text):
                index = TermIndex({1: terms_from_values([(kind, value)])})
                self.assertTrue(index.hits(text, "<" in text))
                what = wanted(kind, value)
                mark = sealed(("res_partner", "comment", 7, text, None))
                self.assertTrue(self._may_be_in(what, mark))
                # No key leads to names that are written without spaces.
                self.assertEqual(self._may_be_in(what, other), not index.is_sure)

    def test_a_word_of_several(self):
        mark = sealed(("res_partner", "comment", 7, "Ottokar Quillfeather", None))
        what = wanted("name", "Ottokar Brunnwasser")
        self.assertFalse(self._may_be_in(what, mark))

    def test_a_term_of_both(self):
        """A neighbour's street is no reason to open a seal; anything else is."""
        text = "Quillfeather, Ottokar Brunnwasser, Ulmenstraße 17"
        own = terms_from_values([("street", "Ulmenstraße 17")])
        mark = sealed(("res_partner", "comment", 7, text, None), own=own)
        for kind, value, found in (
            ("street", "Ulmenstraße 17", False),
            ("street", "ULMENSTRASSE 17", False),
            ("name", "Ottokar Brunnwasser", True),
        ):
            with self.subTest(kind=kind, value=value):
                self.assertIs(self._may_be_in(wanted(kind, value), mark), found)

    def test_what_is_no_whole_text(self):
        what = wanted("name", "Ottokar Brunnwasser")
        text = "Ottokar Brunnwasser"
        spans = [[0, 7, "x"]]
        for value in (("comment", 7, text, spans), ("color", 7, text, None)):
            self.assertFalse(self._may_be_in(what, sealed(("res_partner", *value))))
        unknown = sealed(("res_partner", "x_remark", 7, text, None))
        self.assertTrue(self._may_be_in(what, unknown))

    def test_places(self):
        mark = sealed(("res_partner", "comment", 7, "tea", [[0, 3, "x"]]))
        for res_id, found in ((7, True), (8, False)):
            what = wanted(places=[seal_marks.place("res_partner", res_id)])
            self.assertIs(self._may_be_in(what, mark), found)

    def test_when_in_doubt(self):
        """Without a mark, or with one that is damaged, the seal itself has to tell."""
        mark, what = sealed(), wanted()
        self.assertFalse(self._may_be_in(what, mark))
        self.assertTrue(self._may_be_in(what, None))
        self.assertTrue(self._may_be_in(what, mark[:-1]))
        self.assertTrue(self._may_be_in(what, mark, bound=b"ref|8|0"))
        self.assertTrue(self._may_be_in(what, mark, key=bytes(32)))

    def test_texts_that_name_the_person(self):
        others = ["nobody at 5 Elm Road", "<p>tea</p>", "Ottokar", "0171 7654321"]
        for kind, value, text in STANDING:
            with self.subTest(value=value, text=text):
                terms = terms_from_values([(kind, value)])
                made = seal_marks.of_values((), TYPES, (), terms)
                mark = seal_marks.opened(KEY, made.sealed(KEY, BOUND), BOUND)
                found = seal_marks.Texts([*others, text]).naming(mark.needs)
                is_sure = TermIndex({1: terms}).is_sure
                expected = {len(others)} if is_sure else set(range(len(others) + 1))
                self.assertEqual(found, expected)

    def test_texts_when_nobody_knows(self):
        texts = seal_marks.Texts(["tea", "coffee"])
        mark = seal_marks.opened(KEY, sealed(), BOUND)
        self.assertEqual(texts.naming(mark.needs), {0, 1})
        nobody = seal_marks.of_values((), TYPES, (), ()).sealed(KEY, BOUND)
        needs = seal_marks.opened(KEY, nobody, BOUND).needs
        self.assertEqual(texts.naming(needs), set())

    def test_terms_that_do_not_count(self):
        """Not by these alone does a text name somebody."""
        street, name = terms_from_values([("street", "Elm Road 5"), ("name", "Ann Bo")])
        needs = seal_marks.of_values((), TYPES, (), (street, name)).needs
        texts = seal_marks.Texts(["Ann Bo", "5 Elm Road", "Ann Bo, Elm Road 5"])
        self.assertEqual(texts.naming(needs, {seal_marks.hash_of(street)}), {0, 2})
        self.assertEqual(texts.naming(needs), {0, 1, 2})

    def test_marks_of_earlier_versions(self):
        """They have no needs, and their lists are in one."""
        street = terms_from_values([("street", "Ulmenstraße 17")])
        value = ("res_partner", "comment", 7, "Ulmenstraße 17, Brunnwasser", None)
        mark = seal_marks.of_values([value], TYPES, street)
        numbers = *mark.hashes, *mark.own
        content = struct.pack(f"<{len(numbers)}I", *numbers)
        old = cipher.seal(KEY, content, BOUND + b"|mark")
        self.assertFalse(self._may_be_in(wanted("street", "Ulmenstraße 17"), old))
        self.assertTrue(self._may_be_in(wanted("name", "Brunnwasser"), old))
        self.assertFalse(self._may_be_in(wanted("name", "Quillfeather"), old))
        needs = seal_marks.opened(KEY, old, BOUND).needs
        self.assertEqual(needs, seal_marks.UNKNOWN)
