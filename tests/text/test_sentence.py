"""What is shown of a text to somebody who decides on a word of it."""

from odoo.tests import BaseCase, tagged

from ...engine.text import Redactor, sentence
from ...engine.text.terms import terms_from_values

LONG = "word " * 60
# The text, what is shown of it (with the words in brackets), and the words.
SHOWN = [
    ("Ask Winterling there.", "Ask [Winterling] there.", "winterling"),
    ("One thing. Ask Winterling there. Then go.", "Ask [Winterling] there.",
     "winterling"),
    ("Ask Dr. Winterling there", "Ask Dr. [Winterling] there", "winterling"),
    ("<p>Hello,</p><p>Winterling &amp; me</p>", "Hello, [Winterling] & me ",
     "winterling"),
    ("WINTERLING, w@winter.example and Winterling",
     "[WINTERLING], [w@winter.example] and [Winterling]",
     "w@winter.example, winterling"),
    ("Winterling", "[Winterling]", "winterling"),
]  # fmt: skip


@tagged("post_install", "-at_install", "pure")
class TestSentence(BaseCase):
    def _of(self, text):
        values = [("name", "Winterling"), ("email", "w@winter.example")]
        redactor = Redactor(terms_from_values(values), "_")
        return sentence.around(*redactor.stretches(text, "<" in text))

    def _shown(self, parts):
        return "".join(f"[{text}]" if own else text for text, own in parts)

    def test_sentences(self):
        for text, shown, words in SHOWN:
            with self.subTest(text):
                found = self._of(text)
                self.assertEqual(self._shown(found.parts), shown)
                self.assertEqual(found.words, words)

    def test_long_ones_are_cut_between_words(self):
        found = self._of(f"{LONG}Winterling {LONG}end.")
        shown = self._shown(found.parts)
        self.assertRegex(shown, r"^…(word )+\[Winterling\]( word)+…$")
        self.assertLess(len(shown), 250)

    def test_with_other_words(self):
        found = self._of("Ask Winterling there.")
        self.assertEqual(
            self._shown(found.with_words("Anonymized")), "Ask [Anonymized] there."
        )
