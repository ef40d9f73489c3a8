"""Whose words stand in a text: what identifies, and what is somebody else's."""

from odoo.tests import BaseCase, tagged

from ...engine.text import Evidence, Headed, Redactor, Term, matcher_of
from ...engine.text.terms import terms_from_values

STRONG = [
    ("email", "a@b.example"), ("phone", "+45 20 23 05 17"), ("phone", "0485/11.22.33"),
    ("vat", "BE0477472701"), ("registry", "HRB 445566"), ("registry", "40116243"),
    ("iban", "DE89370400440532013000"), ("ref", "CUST-77231"),
    ("name", "Clara Maria"), ("name", "Rosa Bank"), ("name", "Ann Miller"),
    ("name", "Jürgen Größlhuber"), ("name", "Peter Winter"),
    ("street", "Alte Gasse 12"), ("street", "12 Main Street"),
    ("street", "Hauptstraße 5a"), ("street", "Rue de l'Église 12 bis"),
    ("street", "Floor 2, Kestrel Road 9"),
]  # fmt: skip
WEAK = [
    ("street", "2nd Floor"), ("street", "Suite 100"), ("street", "3. Stock"),
    ("street", "Building 5"), ("street", "2. OG"), ("street", "Postfach 1234"),
    ("ref", "2019"), ("ref", "1000"), ("ref", "A-100"),
    ("registry", "10115"), ("registry", "20190312"),
    ("name", "Will Call"), ("name", "Front Desk"), ("name", "Contact Us"),
    ("name", "Sales Team"), ("name", "Jane Doe"), ("name", "Winter"),
    ("name", "Front Desk Ltd."), ("name", "Grace Period"),
    ("phone", "20190312"), ("phone", "1000000"),
]  # fmt: skip

PHONE = {"phone": "+45 20 23 05 17"}
LOOKALIKES = [
    "on 2023-05-17 at noon",
    "IMG_20230517.jpg",
    "2023.05.17",
    "scan-20230517-final.pdf",
    "Article 20230517",
    "invoice no. 20230517",
    "20230517_143000",
    "20 230 517 kr",
    "2023/05/17",
]
CALLED = [
    ("call 20 23 05 17", "call _"),
    ("tel. 20230517", "tel. _"),
    ("+4520230517", "_"),
    ("0045 2023 0517", "_"),
    ("20.23.05.17 mobile", "_ mobile"),
]


@tagged("post_install", "-at_install", "pure")
class TestWhoseWordsInTexts(BaseCase):
    def _terms(self, values):
        return terms_from_values(values.items() if isinstance(values, dict) else values)

    def test_what_identifies_by_itself(self):
        evidence = Evidence(["de_DE", "da_DK"])
        for pair in STRONG:
            for term in self._terms([pair]):
                self.assertFalse(evidence.is_weak(term), term)
        for pair in WEAK:
            for term in self._terms([pair]):
                self.assertTrue(evidence.is_weak(term), term)

    def test_words_of_the_database(self):
        term = Term("name", "Max Price")
        self.assertFalse(Evidence().is_weak(term))
        self.assertTrue(Evidence(words=frozenset({"max"})).is_weak(term))

    def test_languages(self):
        term = Term("name", "Petit Prince")
        self.assertFalse(Evidence().is_weak(term))
        self.assertTrue(Evidence(["fr_FR"]).is_weak(term))

    def test_dates_files_and_articles_are_no_phone_numbers(self):
        redactor = Redactor(self._terms(PHONE), "_")
        for text in LOOKALIKES:
            self.assertIsNone(redactor.redact(text), text)
        for text, expected in CALLED:
            self.assertEqual(redactor.redact(text), expected)

    def _longer(self, own, *others):
        (term,) = self._terms([own])
        matchers = [matcher_of(one) for one in self._terms(others)]
        return Redactor([term], "_", {term: matchers})

    def test_the_longest_known_name_wins(self):
        redactor = self._longer(
            ("name", "Clara Maria"),
            ("name", "Clara Maria Lindqvist"),
            ("name", "Bäckerei Clara Maria GmbH"),
        )
        for text, expected in (
            ("Clara Maria called", "_ called"),
            ("CLARA MARIA LINDQVIST called", None),
            ("Lindqvist, Clara Maria and Clara Maria", "Lindqvist, Clara Maria and _"),
            ("Bäckerei Clara Maria GmbH", None),
            ("Bäckerei Clara Maria", "Bäckerei _"),
            ("Clara Maria Sommer", "_ Sommer"),
            ("<p>Clara Maria <b>Lindqvist</b></p>", None),
        ):
            self.assertEqual(redactor.redact(text, "<" in text), expected, text)

    def test_the_longest_known_address_and_number_win(self):
        redactor = self._longer(
            ("street", "Alte Gasse 12"), ("street", "Alte Gasse 12/3")
        )
        self.assertIsNone(redactor.redact("at Alte Gasse 12/3"))
        self.assertEqual(redactor.redact("at Alte Gasse 12"), "at _")
        redactor = self._longer(
            ("registry", "HRB 445566"), ("registry", "HRB 445566-2")
        )
        self.assertIsNone(redactor.redact("HRB 445566-2"))
        self.assertEqual(redactor.redact("HRB 445566"), "_")

    def test_a_namesakes_address_says_who_is_meant(self):
        (term, address) = self._terms(
            [("name", "Max Quill"), ("email", "max@firm.example")]
        )
        headed = Headed(matcher_of(term), matcher_of(address))
        redactor = Redactor([term], "_", {term: [headed]})
        for text, expected in (
            ('"Max Quill" <max@firm.example>', None),
            ("Max Quill <max@firm.example>", None),
            ("Max Quill <max@other.example>", "_ <max@other.example>"),
            ("Max Quill, max@firm.example", "_, max@firm.example"),
            ("Yours\nMax Quill\nSales, 3rd floor\nmax@firm.example", None),
            ("<p>Max Quill<br>Sales<br><a>max@firm.example</a></p>", None),
            ("<p>Max Quill</p><p>max@home.example</p><p>max@firm.example</p>",
             "<p>_</p><p>max@home.example</p><p>max@firm.example</p>"),
        ):  # fmt: skip
            self.assertEqual(redactor.redact(text, "<" in text[:3]), expected, text)

    def test_what_is_asked_alone(self):
        terms = self._terms([("name", "Will Call"), ("name", "Zoe Quillon")])
        redactor = Redactor(terms, "_")
        self.assertTrue(redactor.doubtful)
        text = "We will call Zoe Quillon"
        self.assertEqual(redactor.certain.redact(text), "We will call _")
        self.assertEqual(redactor.only(terms[:1]).redact("Will Call, Zoe Quillon"),
                         "_, Zoe Quillon")  # fmt: skip
