"""A name is found in the letters of others: nicknames, other alphabets, other capitals.

Each is looked for by the redaction and by the search of the proof alike.
"""

import unicodedata
from html import escape

from odoo.tests import BaseCase, tagged

from ...engine.text import Redactor, needles
from ...engine.text.terms import terms_from_values

# (name on the card, as a text has it)
FOUND = [
    ('Robert "Bob" Tannhauser', "Robert Tannhauser"),
    ('Robert "Bob" Tannhauser', "Tannhauser, Robert"),
    ('Robert "Bob" Tannhauser', "Bob Tannhauser"),
    ("Robert «Bob» Tannhauser Jr.", "Robert Tannhauser"),
    ("Márta „Manci“ Tóth", "MARTA TOTH"),
    ("Sayın Günebakan Yıldırım", "Günebakan Yıldırım"),
    ("Κύριος Κλήμης Τσαμασλίδης", "Κλήμης Τσαμασλίδης"),
    ("г-н Авдей Бобылёв", "Авдей Бобылев"),
    ("السيد كارم المغربي", "كارم المغربي"),
    ("Авдей Бобылёв", "Avdei Bobylev"),
    ("Авдей Бобылёв", "Avdey Bobylyov"),
    ("Юлия Щербакова", "Iuliia Shcherbakova"),
    ("Юлия Щербакова", "Yuliya Shcherbakova"),
    ("Едита Піддубна", "Edyta Piddubna"),
    ("Григорій Зайців", "Hryhorii Zaitsiv"),
    ("Демʼян Сиротенко", "Demian Syrotenko"),
    ("Христо Стоичков", "Hristo Stoichkov"),
    ("Κλήμης Τσαμασλίδης", "Klimis Tsamaslidis"),
    ("Ευάγγελος Μπότζας", "EVANGELOS BOTZAS"),
    ("Ευστάθιος Ακαλίδης", "Eustathios Akalidis"),
    ("Ευστάθιος Ακαλίδης", "Evstathios Akalidis"),
    ("Ευστάθιος Ακαλίδης", "Efstathios Akalidis"),
    ("Κοσμάς Κωστούλας", "κοσμάς κωστούλας"),
    ("Φεβρωνία Καρατάσου", "ΦΕΒΡΩΝΊΑ ΚΑΡΑΤΆΣΟΥ"),
    ("Φεβρωνία Καρατάσου", "ΦΕΒΡΩΝΙΑ ΚΑΡΑΤΑΣΟΥ"),
    ("Λαυρέντιος Γεωργούλας", "Γεωργούλας Λαυρέντιος"),
    ("Başok Fırat", "Başok Fırat"),
    ("Başok Fırat", "başok fırat"),
    ("Başok Fırat", "BAŞOK FIRAT"),
    ("Deniz İnce", "DENİZ İNCE"),
    ("Лукʼян Ващенко", "Лук'ян Ващенко"),
    ("Лукʼян Ващенко", "Лук’ян Ващенко"),
    ("Лук'ян Ващенко", "Лукʼян Ващенко"),
    ("DENİZ TINAL", "Deniz Tınal"),
    ("Sean O'Neill", "SEAN ONEILL"),
    ("Sean O’Neill", "Sean O'Neill"),
    ("太田直人", "太田直人"),
    ("太田直人", "太田 直人"),
    ("太田直人", "太田\u3000直人様"),
    ("한지은", "한 지은"),
    ("王鑫", "王 鑫"),
    ("هيا جودة", "هيا جوده"),
    ("هيا جودة", "هيا جودة"),
    ("أحمد الهادي", "احمد الهادى"),
]
STAYS = [
    ('Robert "Bob" Tannhauser', "Robert Bob, Bob, Robert"),
    ("Авдей Бобылёв", "Avdei, Bobyl"),
    ("Κλήμης Τσαμασλίδης", "Klimis"),
    ("太田直人", "太田さんと直人さん"),
    ("Sean O'Neill", "Neill, Sean"),
    ("Başok Fırat", "Firat Plaza"),
]


@tagged("post_install", "-at_install", "pure")
class TestNamesOfAllScripts(BaseCase):
    def test_redaction(self):
        for name, text in FOUND:
            with self.subTest(name, text=text):
                left = self._redactor(name).redact(f"x {text} y")
                self.assertTrue(left and left.replace("様", "") == "x _ y", left)

    def test_search(self):
        """In UTF-8, with entities, in a URL, and as json escapes it."""
        for name, text in FOUND:
            entities = text.encode("ascii", "xmlcharrefreplace").decode()
            for written in (text, escape(text), entities):
                with self.subTest(name, written=written):
                    search = needles.Needles(terms_from_values([("name", name)]))
                    rows = [b"1\tnothing\n", f"2\t{written} b\n".encode()]
                    found = search.rows(rows)
                    self.assertEqual(list(found), [1])
                    low = rows[1].lower()
                    possible = [one for one in found[1] if one.is_possible(low)]
                    self.assertTrue(needles.find(f"{written} b", possible))

    def test_decomposed_signs(self):
        """As a Mac writes the names of files."""
        for name in ("문명숙", "Семён Зайцев", "Ερμιόνη Μπότζα"):
            with self.subTest(name):
                text = f"{unicodedata.normalize('NFD', name)}.pdf"
                search = needles.Needles(terms_from_values([("name", name)]))
                found = search.rows([b"1\tx\n", f"2\t{text}\n".encode()])
                self.assertTrue(needles.find(text, found[1]))
                self.assertEqual(self._redactor(name).redact(text), "_.pdf")

    def test_small_letter_of_a_capital_with_a_dot(self):
        """As it is made outside of Turkish: of two signs."""
        for name in ("Deniz İnce", "İldeş Bilgin"):
            with self.subTest(name):
                text = name.lower()
                search = needles.Needles(terms_from_values([("name", name)]))
                found = search.rows([b"1\tx\n", f"2\t{text}\n".encode()])
                self.assertTrue(needles.find(text, found[1]))
                self.assertEqual(self._redactor(name).redact(f"x {text} y"), "x _ y")

    def test_what_stays(self):
        for name, text in STAYS:
            with self.subTest(name):
                self.assertIsNone(self._redactor(name).redact(text))

    def test_what_it_may_be_part_of(self):
        """As cards have it: with accents and signs, and without capitals."""
        for name, text, phrase in (
            ("Κονδυλία Αβραμπέκη", "{} Σαρρός Α.Ε.", "{} Σαρρός"),
            ("Πανταζής Σμπρίνης", "ΠΑΝΤΑΖΉΣ ΣΜΠΡΊΝΗΣ ΣΑΡΡΌΣ", "{} Σαρρός"),
            ("Демʼян Тимчук", "Пекарня {} ТОВ", "Пекарня {} ТОВ"),
            ("Jonas Weiß", "Bäckerei {} GmbH & Söhne", "Bäckerei {} GmbH"),
            ("Jonas Weiß", "{} Großlich", "{} Großlich"),
        ):
            with self.subTest(text):
                for written in (text.format(name), escape(text.format(name))):
                    found = self._redactor(name).phrases(f"x, {written}. y", True)
                    self.assertIn(phrase.format(name), found)

    def test_brackets_around_a_number_stay(self):
        terms = terms_from_values([("phone", "+40 728 683 267")])
        text = "soon (+40 (0) 728-683-267) again, (0728 683 267), (0)728 683 267"
        found = Redactor(terms, "_").redact(text)
        self.assertEqual(found, "soon (_) again, (_), _")

    def test_what_is_dialled_first(self):
        for number, written in (
            ("+36306337369", "06 30 633 7369"),
            ("+36306337369", "06306337369"),
            ("+375291234567", "8 029 123-45-67"),
            ("+37061234567", "8 612 34567"),
        ):
            with self.subTest(written):
                terms = terms_from_values([("phone", number)])
                self.assertEqual(Redactor(terms, "_").redact(f"a {written}"), "a _")

    def _redactor(self, name):
        return Redactor(terms_from_values([("name", name)]), "_")

    def test_phrases_of_texts_that_are_read_as_they_are(self):
        """A text without a special sign has no stretches to put together."""
        (term,) = terms_from_values([("name", "Ann Miller")])
        for sign in ("ø", "漢", "½", "ж", "é", "&amp;"):
            found = Redactor([term], "_").phrases(f"{sign} of Ann Miller Jones {sign}")
            self.assertIn("Ann Miller Jones", found, sign)
