"""No value makes a search slow, and none makes it fail, however it is made."""

import random
import time

from odoo.tests import BaseCase, tagged

from ...engine.proof import contents
from ...engine.subject import identifying_values
from ...engine.text import needles, street_words
from ...engine.text.redactor import Redactor
from ...engine.text.spans import apply_spans
from ...engine.text.terms import Term, terms_from_values
from ...engine.text.text_view import TextView
from ..cases.hostile import UNITS, hostile
from ..cases.readers import KINDS, all_readers
from ..cases.taking_back import merge_back

# Four times as much may take this much longer; what is linear takes four times.
MOST_TIMES = 9
SMALL = 2000
# Seconds below which the clock says nothing.
UNSURE = 0.03


def seconds(read, text):
    begin = time.thread_time()
    read(text)
    return time.thread_time() - begin


@tagged("slow", "post_install", "-at_install", "pure", "long")
class TestHostileValues(BaseCase):
    def test_all_patterns_are_linear(self):
        for name, read in all_readers().items():
            for unit in UNITS:
                read(hostile(unit, 100))
                large = seconds(read, hostile(unit, 4 * SMALL))
                if large <= UNSURE:
                    continue
                small = max(seconds(read, hostile(unit, SMALL)), UNSURE / 4)
                if large > MOST_TIMES * small:  # once more: others use the machine
                    large = seconds(read, hostile(unit, 4 * SMALL))
                self.assertLess(large, MOST_TIMES * small, (name, unit))

    def test_values_as_they_were_posted(self):
        for kind, value in (
            ("email", "a" * 40_000),
            ("email", "a" * 40_000 + "@b.example"),
            ("name", "a" * 100_000),
            ("name", "a-" * 50_000),
            ("name", "mr " * 40_000),
            ("phone", "+45" + " " * 20_000 + "x"),
            ("phone", "1 " * 20_000),
            ("phone", "12345678" + " " * 20_000 + "ext"),
            ("ref", "R" * 20_000 + "1"),
            ("vat", "DK" + "1234567" * 3000),
            ("street", "street " * 40 + "1"),
            ("name", "e" + "\u0301\u0323" * 20_000),
        ):
            with self.subTest(kind=kind, value=value[:10]):
                begin = time.thread_time()
                terms = terms_from_values([(kind, value)])
                search = needles.Needles(terms)
                with contents.Searcher(search) as searcher:
                    searcher.data(value.encode())
                Redactor(terms, "Anonymized").spans(value)
                self.assertLess(time.thread_time() - begin, 3)

    def test_long_terms_are_found(self):
        for kind, value in (
            ("name", "Barnabas " + "Ashquill " * 3000),
            ("name", "x" * 300),
            ("name", "a b c d e f g h " * 10),
            ("name", "\u00fc\u00f6 " * 9000),
            ("email", "b" * 40_000 + "@ashquill.example"),
            ("ref", "R-" * 10_000 + "1"),
            ("vat", "DK" + "7654321" * 3000),
            ("phone", "+45" + "31415926" * 50),
            ("street", "Long Winding Road " * 2000 + "5"),
        ):
            with self.subTest(kind=kind, value=value[:10]):
                terms = terms_from_values([(kind, value)])
                self.assertEqual(len(terms), 1)
                text = f"It says: {value.strip()}, and more. " * 2
                with contents.Searcher(needles.Needles(terms)) as searcher:
                    found = searcher.data(text.encode())
                    self.assertEqual(found.hits, set(terms))
                    other = searcher.data(b"It says: Barnabas Ashquill, and more.")
                    self.assertFalse(other.hits)
                redacted = Redactor(terms, "Anonymized").redact(text)
                self.assertNotIn(terms[0].text[-30:].lower(), redacted.lower())
                self.assertEqual(redacted.count("Anonymized"), 2)

    def test_json_that_only_begins_like_json(self):
        deep = '{"a":' * 100_000
        self.assertEqual(identifying_values.texts(deep), [deep])
        (text,) = identifying_values.texts('{"en_US": "half \\ud800 letter"}')
        self.assertEqual(text.encode().decode(), text)
        self.assertTrue(needles.Needles(terms_from_values([("name", text)])))

    def test_addresses_are_read_as_before(self):
        for value, addresses in {
            "Ann <ann@x.example>, bob@y.example;c@z.example":
                ["ann@x.example", "bob@y.example", "c@z.example"],
            "a@b@c@d": ["a@b", "c@d"],
            "a@@b x@y.example.": ["x@y.example"],
            "a@b'c@d": ["a@b", "c@d"],
            "'quoted@x.example'": ["quoted@x.example"],
            "@x y@": [],
        }.items():  # fmt: skip
            terms = terms_from_values([("email", value)])
            self.assertEqual([term.text for term in terms], addresses, value)
        terms = terms_from_values([("name", "Dr. Ann Miller <ann@x.example>")])
        self.assertEqual(
            terms, [Term("email", "ann@x.example"), Term("name", "Ann Miller")]
        )

    def test_street_words_without_end(self):
        self.assertEqual(len(street_words.spellings(["street"] * 30)), 2)
        self.assertEqual(len(street_words.spellings(["rosa", "strasse", "5"])), 2)

    def test_tags_with_signs_of_less(self):
        view = TextView('<p title="a < b">Ann <b data="1<2">Miller</b></p>', True)
        self.assertIn("Ann Miller", view.chars)

    def test_long_texts_come_back(self):
        """Where nothing tells the words apart, what is the same at both ends does."""
        text = "word " * 20_000
        spans = [(5, 9, "Anonymized")]
        self.assertEqual(
            merge_back(text, spans, apply_spans(text, spans) + "and more"),
            (text + "and more", True),
        )

    def test_random_values(self):
        draw = random.Random(7)
        readers = all_readers()
        for number in range(300):
            units = draw.choices(UNITS, k=draw.randint(1, 5))
            text = "".join(hostile(unit, draw.randint(1, 200)) for unit in units)
            for name, read in readers.items():
                with self.subTest(name=name, number=number):
                    self.assertLess(seconds(read, text), 2)
        self.assertEqual(len(KINDS), 8)
