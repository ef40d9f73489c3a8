"""In the person's own records a surname with a title or initials is the person."""

from odoo.tests import BaseCase, tagged

from ...engine.text import Redactor, matcher_of
from ...engine.text.terms import terms_from_values

VALUES = [("name", "Jürgen Brunnwasser"), ("street", "Alte Gasse 12"),
          ("email", "jb@brunnwasser.example")]  # fmt: skip
OWN = [
    ("Sehr geehrter Herr Brunnwasser, ja", "Sehr geehrter Herr _, ja"),
    ("Dear Mr. Dr. Brunnwasser", "Dear Mr. Dr. _"),
    ("M. Brunnwasser", "M. _"),
    ("J. Brunnwasser und J.P.Brunnwasser", "_ und _"),
    ("Brunnwasser, J. kommt; Brunnwasser J.K.", "_ kommt; _"),
    ("Alte Gasse 12a, Alte Gasse 12 b, Alte Gasse Nr. 12", "_, _, _"),
    ("<p>Herr <b>Brunnwasser</b></p>", "<p>Herr <b>_</b></p>"),
    ("Jürgen Brunnwasser, jb@brunnwasser.example", "_, _"),
]
NOT = ["Familie Brunnwasser", "T. Brunnwasser", "am Brunnwasser", "Alte Gasse 120",
       "Alte Gasse 12abc", "5 m Brunnwasser", "Brunnwasser fees",
       "Frau brunnwasser"]  # fmt: skip


OF_ALL_SCRIPTS = [
    ("Γιώργος Παπαδόπουλος", "κύριε, ο κύριος Παπαδόπουλος", "κύριος Παπαδόπουλος"),
    ("Ayşe Yıldız", "Sayın Yıldız, merhaba", "Sayın Yıldız"),
    ("Ayşe Yıldız", "SAYIN YILDIZ geldi", "SAYIN YILDIZ"),
    ("Богдан Шевченко", "Шановний пан Шевченко", "пан Шевченко"),
    ("דוד כהנוביץ", "שלום מר כהנוביץ היקר", "מר כהנוביץ"),
    ("Erik Großmann", "Herr Grossmann kommt", "Herr Grossmann"),
    ("Oto Blažek", "Please ask Pan Blažek today", "Pan Blažek"),
    ("Oto Blažek", "dnes pan Blažek přijde", "pan Blažek"),
    ("Mette Sørensen", "i dag ringede fru Sørensen", "fru Sørensen"),
    ("Rosina Scheuermann", "Frau Dr. med. Scheuermann", "Dr. med. Scheuermann"),
    ("Rosina Scheuermann", "Prof. Dr. h.c. Scheuermann", "Dr. h.c. Scheuermann"),
    ("Rosina Scheuermann", "Dr.-Ing. (FH) Scheuermann", "(FH) Scheuermann"),
    ("Giulia Ferrari", "la Sig.ra Ferrari chiama", "Sig.ra Ferrari"),
    ("Cameron O'Neill", "for Mrs O'Neill only", "Mrs O'Neill"),
    ("Cameron O'Neill", "for Mrs O’Neill only", "Mrs O’Neill"),
]
# Surnames of several words: the name, the text, and what becomes of it.
OF_SEVERAL_WORDS = [
    ("Ludwig van der Berg", "de heer van der Berg belt", "de heer _ belt"),
    ("Ludwig van der Berg", "L. van der Berg", "_"),
    ("Ludwig van der Berg", "Dhr. Berg belt", "Dhr. _ belt"),
    ("Ana García Márquez", "Sra. García Márquez", "Sra. _"),
    ("Ana García Márquez", "Sra. García\nMárquez", "Sra. _"),
    ("מאיה ח'ליל", "מ. ח'ליל", "_"),
    ("Ludwig van der Berg", "T. van der Berg, der Berg, van der Berg", None),
    ("Ludwig van der Berg", "Herr Adler Berg", None),
]  # fmt: skip


@tagged("post_install", "-at_install", "pure")
class TestOwnForms(BaseCase):
    def test_forms(self):
        redactor = Redactor(terms_from_values(VALUES), "_")
        for text, expected in OWN:
            self.assertEqual(redactor.own.redact(text, "<" in text), expected)
            if expected.count("_") == 1 and "@" not in text:
                self.assertIsNone(redactor.redact(text, "<" in text), text)
        for text in NOT:
            self.assertIsNone(redactor.own.redact(text), text)

    def test_titles_of_all_scripts(self):
        for name, text, found in OF_ALL_SCRIPTS:
            redactor = Redactor(terms_from_values([("name", name)]), "_")
            *_title, surname = found.split()
            self.assertIn(
                redactor.own.redact(text),
                [text.replace(surname, "_"), text.replace(found, "_")],
            )
            self.assertIsNone(redactor.redact(text), text)

    def test_surnames_of_several_words(self):
        for name, text, expected in OF_SEVERAL_WORDS:
            with self.subTest(text):
                redactor = Redactor(terms_from_values([("name", name)]), "_")
                self.assertEqual(redactor.own.redact(text), expected)

    def test_the_longest_known_address_wins(self):
        (term,) = terms_from_values([("street", "Alte Gasse 12")])
        (longer,) = terms_from_values([("street", "Alte Gasse 12a")])
        redactor = Redactor([term], "_", {term: [matcher_of(longer)]})
        # As long as the longer one, and known to be somebody's.
        self.assertEqual(redactor.own.redact("Alte Gasse 12a"), None)
        self.assertEqual(redactor.own.redact("Alte Gasse 12b"), "_")

    def test_without_other_forms(self):
        redactor = Redactor(terms_from_values([("email", "a@b.example")]), "_")
        self.assertIs(redactor.own, redactor)
