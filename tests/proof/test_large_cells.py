"""Cells of any size are searched, in memory that does not grow with them."""

import json
import zipfile
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from ...engine.proof import tables
from ...engine.text import needles
from ...engine.text.terms import Term
from ..cases.hostile import NAME, zipped

TERM = Term("name", NAME)
MEGABYTE = 1 << 20


@tagged("post_install", "-at_install")
class TestLargeCells(TransactionCase):
    def setUp(self):
        super().setUp()
        self.env.cr.execute(
            "CREATE TABLE pa_large (id serial PRIMARY KEY, note text, name varchar,"
            " tree jsonb, raw json, list text[], data bytea)"
        )

    def _insert(self, column, value):
        self.env.cr.execute(
            f"INSERT INTO pa_large ({column}) VALUES (%s) RETURNING id", [value]
        )
        return self.env.cr.fetchone()[0]

    def _search(self):
        found, unreadable, sizes = {}, [], []
        search = needles.Needles([TERM])
        known = search.rows

        def rows(some):
            sizes.append(sum(map(len, some)))
            return known(some)

        search.rows = rows
        reader = tables.Reader(
            self.env.cr,
            search,
            lambda _table, column, id_, hits: found.update({(column, id_): hits}),
            lambda _table, column, id_: unreadable.append((column, id_)),
        )
        (table,) = [one for one in tables.tables(self.env.cr) if one.name == "pa_large"]
        reader.search(table)
        self.assertLess(max(sizes), 4 * MEGABYTE)
        return found, unreadable

    def test_texts(self):
        filler = "a word and an other one, "
        wanted = {}
        for place in (0, MEGABYTE - 8, MEGABYTE, 5 * MEGABYTE + 3):
            text = (filler * (place // len(filler) + 1))[:place] + f" {NAME} "
            text += filler * 100_000
            for column in ("note", "name"):
                wanted[(column, self._insert(column, text))] = {TERM}
            value = json.dumps({"en_US": text})
            for column in ("tree", "raw"):
                wanted[(column, self._insert(column, value))] = {TERM}
            wanted[("list", self._insert("list", [text, "x"]))] = {TERM}
        self._insert("note", filler * 200_000)
        self._insert("note", tables.LARGE)
        found, unreadable = self._search()
        self.assertEqual(found, wanted)
        self.assertFalse(unreadable)

    def test_small_ones_beside_large_ones(self):
        self._insert("note", "x" * 3 * MEGABYTE)
        row = self._insert("note", f"for {NAME}\nand a tab\t")
        self.assertEqual(self._search(), ({("note", row): {TERM}}, []))

    def test_binaries(self):
        wanted, binaries = {}, []
        for size in (0, 10, MEGABYTE - 7, 9 * MEGABYTE):
            data = b"\x01\xff" * (size // 2) + b" " + NAME.encode() + b" " * size
            binaries.append(("data", self._insert("data", data)))
            wanted[binaries[-1]] = {TERM}
        archive = zipped({"a": b" " * 9 * MEGABYTE + NAME.encode() + b" " * 9})
        wanted[("data", self._insert("data", archive))] = {TERM}
        stored = zipped({"a": archive * 400 + NAME.encode()}, zipfile.ZIP_STORED)
        wanted[("data", self._insert("data", stored))] = {TERM}
        locked = self._insert("data", b"Rar!\x1a\x07" + bytes(5 * MEGABYTE))
        self._insert("data", b"")
        found, unreadable = self._search()
        self.assertEqual(found, wanted)
        # What is no text of any kind is searched as it is, and listed as well.
        self.assertEqual(unreadable, [*binaries[1:], ("data", locked)])

    def test_temporary_files_are_gone(self):
        from ...engine.proof import cells

        names = []
        known = cells.tempfile.NamedTemporaryFile

        def temporary(**options):
            file = known(**options)
            names.append(file.name)
            return file

        self._insert("data", b"\x01" * 9 * MEGABYTE)
        with patch.object(cells.tempfile, "NamedTemporaryFile", temporary):
            self._search()
        self.assertEqual(len(names), 1)
        for name in names:
            with self.assertRaises(FileNotFoundError):
                open(name)
