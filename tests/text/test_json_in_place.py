"""Texts in json change where they stand; the rest stays byte for byte."""

import json

from odoo.tests import BaseCase, tagged

from ...engine.text import Redactor, apply_spans, json_text
from ...engine.text.terms import terms_from_values

NAME = "Jürgen Größlhuber"
ESCAPED = json.dumps(NAME)[1:-1]
TWICE = json.dumps(json.dumps({"a": NAME, "z": 1.0}))[1:-1]


@tagged("post_install", "-at_install", "pure")
class TestJsonInPlace(BaseCase):
    def setUp(self):
        super().setUp()
        self.redactor = Redactor(terms_from_values([("name", NAME)]), "_")

    def redact(self, text, suffix=""):
        spans = json_text.spans(
            text, lambda one: self.redactor.spans(one, "<" in one), suffix
        )
        new = apply_spans(text, spans)
        json.loads(new)
        return new

    def test_everything_else_stays_as_it_is_spelled(self):
        for text in (
            '{"price": 0.10,  "big": 12345678901234567.89, "x": "%s"}',
            '[1.0e5,\n\t"\\u00fc \\/ \\ud83d\\ude00 %s \\n\\u00e4", null, true]',
            '{"b": {"a": "é %s", "e": -0}, "a": 1}',
        ):
            for spelled in (NAME, ESCAPED):
                self.assertEqual(self.redact(text % spelled), text % "_")
        self.assertEqual(self.redact(f'{{"b": "{TWICE}"}}'),
                         '{"b": "{\\"a\\": \\"_\\", \\"z\\": 1.0}"}')  # fmt: skip

    def test_markup(self):
        text = '{"en_US": "<p>J\\u00fcrgen <b>Gr\\u00f6\\u00dflhuber</b></p>"}'
        self.assertEqual(self.redact(text), '{"en_US": "<p>_<b></b></p>"}')

    def test_keys_stay_apart(self):
        text = f'{{"{NAME}": 1, "{NAME.upper()}": 2, "{ESCAPED}, x": 3, "_ 3": 4}}'
        self.assertEqual(self.redact(text), '{"_": 1, "_ 2": 2, "_, x": 3, "_ 3": 4}')

    def test_values_that_must_differ(self):
        self.assertEqual(self.redact(f'{{"{NAME}": "{NAME}"}}', " 7"), '{"_": "_ 7"}')

    def test_back(self):
        old = f'{{"{NAME}": 0.10, "b": "{NAME}", "c": 1}}'
        new = self.redact(old)
        self.assertEqual(json_text.merge_back(old, new, new), old)
        # As PostgreSQL orders and spells it.
        self.assertEqual(
            json_text.merge_back(old, new, '{"b":"_","c":1,"_":0.10}'), old
        )
        edited = '{"b": "_", "c": 12345678901234567.89, "_": 0.10}'
        back = json_text.merge_back(old, new, edited)
        self.assertEqual(json.loads(back)["b"], NAME)
        self.assertIn("12345678901234567.89", back)
        self.assertIn(f"{json.dumps(NAME)}: 0.10", back)
