"""The search in raw data finds every spelling, is quick in many small pieces, and does
not depend on how much is searched at once."""

import pickle
import random
import time

from odoo.tests import BaseCase, tagged

from ...engine.text import byte_search, needles
from ...engine.text.matcher import Literal
from ...engine.text.terms import terms_from_values

STREETS = {
    "Alter Weg 12": [
        "Alter Weg 12", "alter weg  12", "ALTER WEG, 12", "Alter-Weg 12",
        "Alter Weg. 12", "Alter Weg-12", "Alter_Weg_12", "Alter+Weg+12",
        "Alter%20Weg%2012", "Alter Weg Nr. 12", "Alter Weg no 12",
        "Alter&nbsp;Weg\u00a012", "Alter Weg 12, 3rd floor", "Alter Weg 120 or 12, "
        "Alter Weg 12", "Alter Weg\u201112",
    ],
    "Old Miller Road 7": [
        "Old Miller Rd. 7", "old miller rd 7", "Old-Miller-Road 7", "Old Miller Road.7",
        "Old Miller Rd. Nr. 7", "Old Miller Rd.,  No. 7",
    ],
    "Große Straße 5": ["Große Str. 5", "Grosse Strasse 5", "GROSSE STR. 5"],
}  # fmt: skip
NOT_THERE = [
    "Alter Weg 120", "Alter Weg 1, 2 people", "Alterweg12", "Old Miller Road 70",
    "Old Miller / Road 7",
]  # fmt: skip


def _people(count):
    chosen = random.Random(5)
    syllables = "bal dun gil hol cor wen zol nor tam ker vin mos rud fel".split()

    def word():
        return "".join(chosen.choices(syllables, k=3))

    for number in range(count):
        first, last = word().title(), word().title()
        yield "name", f"{first} {last}"
        yield "email", f"{first}.{last}{number}@{last}.example".lower()
        yield "phone", f"+45 20{number:06}"
        yield "street", f"{word().title()} {word().title()} Road {number % 90 + 1}"
        yield "ref", f"C-{100_000 + number}"


@tagged("post_install", "-at_install", "pure")
class TestNeedles(BaseCase):
    def _found(self, search, text):
        return search.rows([b"1\tnothing\n", f"2\t{text}\n".encode()])

    def test_streets_however_their_words_are_parted(self):
        for street, texts in STREETS.items():
            terms = terms_from_values([("street", street)])
            search = needles.Needles(terms)
            for text in texts:
                with self.subTest(text):
                    self.assertEqual(list(self._found(search, text)), [1])
                    suspects = self._found(search, text)[1]
                    self.assertEqual(needles.find(text, suspects), set(terms))

    def test_a_longer_number_is_another_house(self):
        search = needles.Needles(terms_from_values(("street", one) for one in STREETS))
        for text in NOT_THERE:
            self.assertFalse(self._found(search, text), text)

    def test_little_and_much_is_searched_alike(self):
        terms = terms_from_values(_people(200))
        chosen = random.Random(7)
        texts = [
            f"{one.text}{chosen.choice('0 ,')}" for one in chosen.sample(terms, 300)
        ]
        rows = [
            f"{number}\tsaid {text}\n".encode() for number, text in enumerate(texts)
        ]
        single, whole = {}, needles.Needles(terms)
        for number, row in enumerate(rows):
            found = needles.Needles(terms).rows([row]) if number < 60 else None
            single[number] = found if found is None else found.get(0, [])
        filler = b"x" * byte_search.FEW_BYTES + b"\n"
        for together in (whole.rows([*rows, filler]), whole.rows(rows)):
            self.assertGreater(len(together), 200)
            for number, suspects in single.items():
                if suspects is not None:
                    self.assertEqual(
                        {one.term for one in suspects},
                        {one.term for one in together.get(number, ())},
                    )

    def test_another_process_finds_the_same(self):
        """Also where much was searched before they were handed on."""
        terms = terms_from_values(_people(20))
        longer = {term: [] for term in terms}
        text = f"see {terms[0].text} there"
        longer[terms[0]].append(Literal(text))
        search = needles.Needles(terms, longer)
        rows = [f"{one.text}\n".encode() for one in terms]
        found = search.rows([*rows, b"x" * byte_search.FEW_BYTES + b"\n"])
        self.assertGreaterEqual(len(found), len(terms))
        copy = pickle.loads(pickle.dumps(search))
        for more in (b"", b"x" * byte_search.FEW_BYTES):
            again = copy.rows([*rows, more + b"\n"])
            self.assertEqual(again.keys(), found.keys())
            for number, suspects in found.items():
                names = {one.term for one in suspects}
                self.assertEqual({one.term for one in again[number]}, names)
        (own,) = [one for one in again[0] if one.term == terms[0]]
        self.assertFalse(needles.find(text, [own]))
        self.assertTrue(needles.find(terms[0].text, [own]))

    def test_many_small_pieces_take_no_longer_than_one(self):
        terms = terms_from_values(_people(1000))
        piece = b"the delivery that we talked of last week, part and parcel. " * 330
        pieces = [piece + b"\n"] * 200

        def seconds(parts):
            search = needles.Needles(terms)
            begin = time.thread_time()
            for part in parts:
                search.rows(part)
            return time.thread_time() - begin

        together = seconds([pieces])
        self.assertLess(seconds([[one] for one in pieces]), 2 * together + 0.1)
