"""Copies in the server log and the like go, however large the table is."""

import json
import tracemalloc

from odoo.tests import tagged

from ...engine.text import byte_search
from ..common import AnonymizationCase

NAMING = (
    "Zacharias Quillfeather called",
    "ZACHARIAS\nQUILLFEATHER",
    "mail to zacharias@quillfeather.example failed",
    '{"name": "Zacharias Quillfeather"}',
    "<b>Zacharias&nbsp;Quillfeather</b>",
    "tab\there\\ back: Zacharias Quillfeather",
    "Quillfeather, Zacharias",
)
OTHERS = ("Zacharias called", "all is well", "Quill feather", "", "\\N", "a\tb\\")
ROWS = 30000


@tagged("post_install", "-at_install", "accounting_only", "neighbours")
class TestThrowawayRows(AnonymizationCase):
    def _log(self, texts):
        self.env.cr.execute(
            "INSERT INTO ir_logging (name, type, message, path, func, line)"
            " SELECT 'test', 'server', u, '/x', 'f', '1' FROM unnest(%s::text[]) u"
            " RETURNING id",
            [list(texts)],
        )
        return [id_ for (id_,) in self.env.cr.fetchall()]

    def _left(self, ids):
        self.env.cr.execute(
            "SELECT message FROM ir_logging WHERE id = ANY(%s) ORDER BY id", [ids]
        )
        return [text for (text,) in self.env.cr.fetchall()]

    def test_spellings(self):
        ids = self._log(NAMING + OTHERS)
        self.person.anonymize()
        self.assertEqual(self._left(ids), list(OTHERS))

    def test_spellings_in_a_large_table(self):
        self._log(["all is well " * 10] * (byte_search.FEW_BYTES // 100))
        ids = self._log(NAMING + OTHERS)
        self.person.anonymize()
        self.assertEqual(self._left(ids), list(OTHERS))

    def test_words_of_two_cells(self):
        ids = self._log(["Zacharias"])
        self.env.cr.execute(
            "UPDATE ir_logging SET path = 'Quillfeather' WHERE id = ANY(%s)", [ids]
        )
        self.person.anonymize()
        self.assertEqual(self._left(ids), ["Zacharias"])

    def test_other_tables(self):
        self.env.cr.execute(
            "INSERT INTO bus_bus (channel, message)"
            " VALUES ('x', %s), ('y', '{}') RETURNING id",
            [json.dumps({"body": self.person.street})],
        )
        (named,), (other,) = self.env.cr.fetchall()
        self.person.anonymize()
        self.env.cr.execute("SELECT id FROM bus_bus WHERE id IN %s", [(named, other)])
        self.assertEqual(self.env.cr.fetchall(), [(other,)])

    def test_memory(self):
        self.env.cr.execute(
            "INSERT INTO ir_logging (name, type, message, path, func, line)"
            " SELECT 'test', 'server', repeat(md5(i::text), 30), '/x', 'f', '1'"
            " FROM generate_series(1, %s) i",
            [ROWS],
        )
        ids = self._log(NAMING[:1])
        self.env["res.partner"].create({"name": "First one warms up"}).anonymize()
        tracemalloc.start()
        self.addCleanup(tracemalloc.stop)
        self.person.anonymize()
        _now, peak = tracemalloc.get_traced_memory()
        self.assertLess(peak, 15_000_000)
        self.assertEqual(self._left(ids), [])
