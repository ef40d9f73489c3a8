"""A file that holds a person is found, whatever its format; or listed as unread."""

import os
import random

from odoo.tests import BaseCase, tagged

from ...engine.proof import contents
from ...engine.text import needles
from ...engine.text.terms import Term, terms_from_values
from ..cases import packed, packed_office
from ..cases.hostile import zipped

PEOPLE = (
    ("Jürgen", "Größlhuber", packed.LATIN, 1252),
    ("Åse Marie", "Østergård", packed.LATIN, 1252),
    ("Ana", "de la Peña", packed.LATIN, 1252),
    ("Семен", "Щербаков", packed.CYRILLIC, 1251),
    ("Ελένη", "Παπαδοπούλου", packed.GREEK, 1253),
    ("Zenobia", "Quill", packed.LATIN, 1252),
)
OTHERS = ("Ottokar", "Brunnwasser")


@tagged("slow", "post_install", "-at_install", "pure", "long")
class TestFileFormats(BaseCase):
    def test_every_format(self):
        table = []
        for first, last, encodings, page in PEOPLE:
            terms = terms_from_values([("name", f"{first} {last}")])
            files = packed.all_of(first, last, encodings, page)
            with contents.Searcher(needles.Needles(terms)) as searcher:
                for name, content in files.items():
                    found = searcher.data(content)
                    if not found.hits or not found.readable:
                        table.append((name, last, found.hits, found.readable))
        self.assertFalse(table, "\n" + "\n".join(map(str, table)))

    def test_an_address_in_every_format(self):
        term = Term("email", "zenobia.quill@feathers.example")
        files = packed.all_of("Mail:", term.text, packed.LATIN, 1252)
        with contents.Searcher(needles.Needles([term])) as searcher:
            missed = [
                name
                for name, content in files.items()
                if searcher.data(content).hits != {term}
            ]
        self.assertFalse(missed)

    def test_files_of_others(self):
        """Nobody is found where only others stand, in whatever encoding it reads."""
        names = [f"{first} {last}" for first, last, *_rest in PEOPLE]
        terms = terms_from_values(("name", name) for name in names)
        with contents.Searcher(needles.Needles(terms)) as searcher:
            for name, content in packed.all_of(*OTHERS, packed.LATIN, 1252).items():
                found = searcher.data(content)
                self.assertEqual((found.hits, found.readable), (set(), True), name)
            for first, last, *_rest in PEOPLE:
                rows = f"1;{first};Brunnwasser\r\n2;Ottokar;{last}\r\n".encode()
                self.assertFalse(searcher.data(b"id;a;b\r\n" + rows).hits, last)

    def test_what_cannot_be_read_is_listed(self):
        draw = random.Random(5)
        locked = bytearray(zipped({"a.txt": b"Zenobia Quill" * 9}))
        locked[6] |= 1
        locked[locked.rfind(b"PK\x01\x02") + 8] |= 1
        files = {
            "locked zip": bytes(locked),
            "locked office": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + draw.randbytes(9000),
            "7z": b"7z\xbc\xaf\x27\x1c" + draw.randbytes(900),
            "rar": b"Rar!\x1a\x07\x01\x00" + draw.randbytes(900),
            "unknown": draw.randbytes(9000),
            "unknown in zip": zipped({"a.bin": draw.randbytes(9000)}),
            "unknown with zeros": b"ABCD\x00\x00\x00\x01" * 90 + draw.randbytes(9000),
        }
        with contents.Searcher(
            needles.Needles([Term("name", "Zenobia Quill")])
        ) as all_:
            readable = [
                name for name, data in files.items() if all_.data(data).readable
            ]
        self.assertFalse(readable)

    def test_a_large_text_of_another_encoding(self):
        """Across the borders of chunks, and late."""
        term = Term("name", "Jürgen Größlhuber")
        with contents.Searcher(needles.Needles([term])) as searcher:
            for encoding in ("cp850", "mac_roman", "utf-16-le"):
                for place in (contents.CHUNK - 7, contents.CHUNK + 1):
                    text = "ä" + "word " * (place // 5) + term.text + " end" * 1000
                    data = text.encode(encoding)
                    self.assertEqual(searcher.data(data).hits, {term}, encoding)

    def test_memory_stays_bounded(self):
        """A workbook whose texts are more than is held is listed."""
        rows = [[os.urandom(9).hex() * 40] for _row in range(40_000)]
        with contents.Searcher(needles.Needles([Term("name", "Zenobia Quill")])) as one:
            self.assertFalse(one.data(packed_office.workbook(rows)).readable)
