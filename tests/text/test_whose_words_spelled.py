"""Every usual spelling of a name, an address and a domain is the person's."""

from odoo.tests import BaseCase, tagged

from ...engine.text import Redactor, needles
from ...engine.text.terms import terms_from_values

NAME = "Ottokar Brunnwasser"
# (kind, value on the card, text): the whole of it goes from the text.
SPELLED = [
    ("name", 'Robert "Bob" Tannhauser', r"Robert \"Bob\" Tannhauser"),
    ("name", 'Robert "Bob" Tannhauser', "Robert Bob Tannhauser"),
    ("name", 'Robert "Bob" Tannhauser', "Robert (Bob) Tannhauser"),
    ("name", "Robert “Bob” Tannhauser", 'Robert "Bob" Tannhauser'),
    ("name", 'ד"ר דוד כהנוביץ', "דוד כהנוביץ"),
    ("name", "Jürgen Größlhuber", "JUERGEN GROESSLHUBER"),
    ("name", "Jürgen Größlhuber", "jurgen-grosslhuber"),
    ("name", "Søren Kjærgård", "Soeren Kjaergaard"),
    ("name", "Łukasz Żółkiewski", "Lukasz Zolkiewski"),
    ("name", "Ştefan Ionescu", "Ștefan Ionescu"),
    ("name", "Ștefan Ionescu", "ŞTEFAN IONESCU"),
    ("name", "Семен Берёзкин", "Семён Березкин"),
    ("name", "محمد الهاشمي", "مُحَمَّد الهاشِمي"),
    ("name", "דָּוִד כהנוביץ", "דוד כהנוביץ"),
    ("email", "ilse@tauchnitz-grün.example", "ilse@xn--tauchnitz-grn-7ob.example"),
    ("street", "Alte Gasse 12", "Alte Gasse Nr. 12"),
    ("street", "Alte Gasse 12", "Alte-Gasse 12"),
    ("street", "Alte Gasse 12", "Alte Gasse no. 12"),
]
AROUND = [
    "{} Jr.", "{}, MBA", "{} (Ghent)", "{} - VIP", "{} & Olga Quillon",
    "{} c/o Quillon",
    "{} geb. Quillon", "Frau Dr. med. {}", "Dipl.-Ing. {}", "[OLD] {}", "{}, Ph.D.",
    "Herr Prof. Dr. {}", "{} III", "{} née Quillon", "{} und Olga Quillon", "{} [2]",
]  # fmt: skip


@tagged("post_install", "-at_install", "pure")
class TestWhoseWordsSpelled(BaseCase):
    def _redactor(self, kind, value):
        return Redactor(terms_from_values([(kind, value)]), "_")

    def test_spellings(self):
        for kind, value, text in SPELLED:
            with self.subTest(value, text=text):
                found = self._redactor(kind, value).redact(f"a {text} b")
                self.assertEqual(found, "a _ b")

    def test_the_search_finds_them_too(self):
        for kind, value, text in SPELLED:
            with self.subTest(value, text=text):
                search = needles.Needles(terms_from_values([(kind, value)]))
                rows = [b"1\tnothing\n", f"2\ta {text} b\n".encode()]
                found = search.rows(rows)
                self.assertEqual(list(found), [1])
                self.assertTrue(needles.find(f"a {text} b", found[1]))

    def test_names_with_something_around(self):
        for around in AROUND:
            value = around.format(NAME)
            with self.subTest(value):
                redactor = self._redactor("name", value)
                self.assertEqual(redactor.redact(f"{NAME} called"), "_ called")
                whole = redactor.redact(f"{value} called")
                self.assertNotIn("Brunnwasser", whole)
                self.assertNotIn("Quillon", whole)

    def test_what_stays_of_these(self):
        redactor = self._redactor("name", f"{NAME} & Olga Quillon")
        for text in ("Olga Quillon", "Ottokar", "Brunnwasser & Sons"):
            self.assertIsNone(redactor.redact(text), text)
        phil = self._redactor("name", "Phil Quillon Hansen")
        self.assertIsNone(phil.redact("Quillon Hansen, Quillon-Hansen"))
        firm = self._redactor("name", "Müller & Schmidt Bau GmbH")
        self.assertIsNone(firm.redact("Schmidt Bau, Müller, Bau GmbH"))
        street = self._redactor("street", "Alte Gasse 12")
        self.assertIsNone(street.redact("Alte Gasse 120, Alte Gasse 1, Neue Gasse 12"))
