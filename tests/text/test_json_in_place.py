"""Texts in json change where they stand; the rest stays byte for byte."""

import json

from odoo.tests import BaseCase, tagged

from ...engine.text import Redactor, apply_spans, json_text, layers
from ...engine.text.terms import terms_from_values

NAME = "Jürgen Größlhuber"
ESCAPED = json.dumps(NAME)[1:-1]
TWICE = json.dumps(json.dumps({"a": NAME, "z": 1.0}))[1:-1]


@tagged("post_install", "-at_install", "pure")
class TestJsonInPlace(BaseCase):
    def setUp(self):
        super().setUp()
        self.redactor = Redactor(terms_from_values([("name", NAME)]), "_")

    def spans(self, text, suffix=""):
        return json_text.spans(
            text, lambda one: self.redactor.spans(one, "<" in one), suffix
        )

    def redact(self, text, suffix=""):
        new = apply_spans(text, self.spans(text, suffix))
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

    def back(self, old, new, current):
        for spans in (json_text.difference(old, new), self.spans(old)):
            one = layers.Layer(old, spans, True)
            self.assertEqual(one.new, new)
            yield layers.take_back([one], one, current)

    def test_back(self):
        old = f'{{"{NAME}": 0.10, "b": "{NAME}", "c": 1}}'
        new = self.redact(old)
        for found in self.back(old, new, new):
            self.assertEqual(found, (old, True))
        # As PostgreSQL orders and spells it.
        for found, whole in self.back(old, new, '{"b":"_","c":1,"_":0.10}'):
            self.assertEqual(found, f'{{"b":"{NAME}","c":1,"{NAME}":0.10}}')
            self.assertTrue(whole)
        big = "12345678901234567.89"
        edited = f'{{"b": "_ and more", "c": {big}, "_": 0.10}}'
        for found, whole in self.back(old, new, edited):
            self.assertEqual(
                found,
                f'{{"b": "{NAME} and more", "c": {big}, "{NAME}": 0.10}}',
            )
            self.assertTrue(whole)
        for found, whole in self.back(old, new, '{"c": "_"}'):
            self.assertEqual((found, whole), ('{"c": "_"}', False))
