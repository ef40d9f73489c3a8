"""Promise 5 in free text: the words come back, whatever was redacted meanwhile."""

import random
import time

from odoo.tests import BaseCase, tagged

from ...engine.text import layers
from ...engine.text.redactor import Redactor
from ...engine.text.spans import apply_spans
from ...engine.text.terms import Term
from ..cases.taking_back import merge_back, merge_under

PLACEHOLDER = "Anonymized"


def restored(first, second, text):
    """Redact for one, then for the other; restore in the order of redaction."""
    spans = first.spans(text)
    without_one = apply_spans(text, spans)
    other_spans = second.spans(without_one)
    current = apply_spans(without_one, other_spans)
    current, whole = merge_back(text, spans, current)
    current, other_whole = merge_back(without_one, other_spans, current)
    return current, whole and other_whole


class MergeCase(BaseCase):
    ann = Redactor(
        [Term("name", "Ann Miller"), Term("email", "ann@x.com")], PLACEHOLDER
    )
    bob = Redactor(
        [Term("name", "Bob Stone"), Term("phone", "+32485112233")], PLACEHOLDER
    )


@tagged("post_install", "-at_install", "pure")
class TestMergeBack(MergeCase):
    def test_two_persons_in_either_order(self):
        text = "Ann Miller met Bob Stone"
        self.assertEqual(restored(self.ann, self.bob, text), (text, True))
        self.assertEqual(restored(self.bob, self.ann, text), (text, True))
        spans = self.ann.spans(text)
        one, whole = merge_back(text, spans, "Anonymized met Anonymized")
        self.assertEqual((one, whole), ("Ann Miller met Anonymized", True))

    def test_later_changes_are_kept(self):
        text = "Ann Miller paid. Write to ann@x.com or call."
        spans = self.ann.spans(text)
        for current, expected in (
            ("Yesterday Anonymized paid. Write to Anonymized or call.",
             ("Yesterday Ann Miller paid. Write to ann@x.com or call.", True)),
            ("Anonymized has paid 5 EUR.\nWrite to Anonymized!",
             ("Ann Miller has paid 5 EUR.\nWrite to ann@x.com!", True)),
            ("Anonymized paid.", ("Ann Miller paid.", False)),
            ("Something else", ("Something else", False)),
            ("", ("", False)),
            (text, (text, True)),
        ):  # fmt: skip
            with self.subTest(current=current):
                self.assertEqual(merge_back(text, spans, current), expected)

    def test_split_name(self):
        text = "<p><b>Ann</b> Miller met Bob Stone</p>"
        spans = self.ann.spans(text, True)
        current = "<p><b>Anonymized</b> met Anonymized today</p>"
        expected = "<p><b>Ann</b> Miller met Anonymized today</p>"
        self.assertEqual(merge_back(text, spans, current), (expected, True))

    def test_spans_survive_json(self):
        text = "Ann Miller"
        spans = [list(span) for span in self.ann.spans(text)]
        self.assertEqual(merge_back(text, spans, "Anonymized"), (text, True))

    def test_words_in_a_row_need_the_later_spans(self):
        text = "Bob Stone Ann Miller 0485112233 +32485112233"
        spans = self.ann.spans(text)
        without_ann = apply_spans(text, spans)
        later = self.bob.spans(without_ann)
        current = apply_spans(without_ann, later)
        current, whole = merge_under(text, spans, current, later)
        self.assertEqual(
            (current, whole), ("Anonymized Ann Miller Anonymized Anonymized", True)
        )
        self.assertEqual(merge_back(without_ann, later, current), (text, True))


@tagged("post_install", "-at_install", "pure")
class TestLayers(MergeCase):
    """Two redactions of one text, which was edited in between."""

    def setUp(self):
        super().setUp()
        text = "Ann Miller met Bob Stone"
        self.first = layers.Layer(text, self.ann.spans(text))
        edited = "Yesterday Anonymized met Bob Stone in Rome"
        self.second = layers.Layer(edited, self.bob.spans(edited))
        self.stack = [self.first, self.second]
        self.text = self.second.new + "!"

    def test_first_comes_back_first(self):
        found = layers.take_back(self.stack, self.first, self.text)
        text = "Yesterday Ann Miller met Anonymized in Rome!"
        self.assertEqual(found, (text, True))
        found = layers.take_back(self.stack, self.second, text)
        text = "Yesterday Ann Miller met Bob Stone in Rome!"
        self.assertEqual(found, (text, True))
        self.assertEqual(self.stack, [])

    def test_second_is_purged(self):
        layers.make_final(self.stack, self.second)
        self.assertEqual(self.first.old, "Ann Miller met Anonymized")
        found = layers.take_back(self.stack, self.first, self.text)
        self.assertEqual(found, ("Yesterday Ann Miller met Anonymized in Rome!", True))

    def test_first_is_purged(self):
        layers.make_final(self.stack, self.first)
        found = layers.take_back(self.stack, self.second, self.text)
        self.assertEqual(found, ("Yesterday Anonymized met Bob Stone in Rome!", True))

    def test_text_that_is_gone(self):
        found = layers.take_back(self.stack, self.first, None)
        self.assertEqual(found, (None, False))
        self.assertIn("Ann Miller", self.second.old)

    def test_under_a_value_that_went_as_a_whole(self):
        whole = layers.Layer(self.second.new, None)
        self.stack.append(whole)
        layers.take_back(self.stack, self.first, None)
        layers.take_back(self.stack, self.second, None)
        text = "Yesterday Ann Miller met Bob Stone in Rome"
        self.assertEqual(layers.take_back(self.stack, whole, None), (text, True))

    def test_order_of_sealing(self):
        self.second.old = self.first.new
        self.second.spans = self.bob.spans(self.first.new)
        found = layers.in_order([self.second, self.first])
        self.assertIs(found[0], self.first)
        self.assertIs(found[1], self.second)


@tagged("slow", "post_install", "-at_install", "pure", "long")
class TestMergeBackAtRandom(MergeCase):
    def _random_text(self, rng, separators):
        words = ["Ann Miller", "Bob Stone", "ann@x.com", "0485 11 22 33", "Anonymized",
                 "met", "the", "invoice", "Ann", "Stone", "paid", "to", "王",
                 "5"]  # fmt: skip
        return "".join(
            rng.choice(words) + rng.choice(separators)
            for _word in range(rng.randint(1, 25))
        )

    def test_random_texts_in_either_order(self):
        rng = random.Random(11)
        for _round in range(250):
            words = self._random_text(rng, [" and ", ", as ", " - x: ", "\nfor "])
            for pair in ((self.ann, self.bob), (self.bob, self.ann)):
                self.assertEqual(restored(*pair, words), (words, True))

    def test_random_texts_with_known_later_spans(self):
        rng = random.Random(12)
        for _round in range(1500):
            text = self._random_text(rng, [" ", ", ", "\n", " - "])
            spans = self.ann.spans(text)
            one = apply_spans(text, spans)
            later = self.bob.spans(one)
            current, whole = merge_under(text, spans, apply_spans(one, later), later)
            marked = [(start, end, "\u2327") for start, end, _word in later]
            expected, _whole = merge_under(
                text, spans, apply_spans(one, marked), marked
            )
            self.assertTrue(whole)
            self.assertEqual(current, expected.replace("\u2327", PLACEHOLDER))
            self.assertEqual(expected.count(PLACEHOLDER), text.count(PLACEHOLDER))

    def test_last_redacted_first_restored_is_exact(self):
        rng = random.Random(13)
        for _round in range(500):
            text = self._random_text(rng, ["", " ", "\n"])
            steps, current = [], text
            for redactor in (self.ann, self.bob):
                steps.append((current, redactor.spans(current)))
                current = apply_spans(*steps[-1])
            for before, spans in reversed(steps):
                current, whole = merge_back(before, spans, current)
                self.assertEqual((current, whole), (before, True))

    def test_long_text(self):
        rng = random.Random(14)
        text = " ".join(
            self._random_text(rng, [" and ", ", as "]) for _part in range(200)
        )
        start = time.monotonic()
        self.assertEqual(restored(self.ann, self.bob, text), (text, True))
        self.assertLess(time.monotonic() - start, 20)
