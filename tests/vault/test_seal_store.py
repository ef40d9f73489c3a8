"""What is sealed today is bound, and stands in the database, as it always was."""

import json

from odoo.tests import tagged

from ...engine.vault import SealUnusable, cipher, key_store, seal_store
from ...engine.vault.key_reader import KeyReader
from ..cases.finish_case import FinishCase

BOUND = {
    "partner_anonymization_seal": "{ref}|{partner}|{part}",
    "partner_anonymization_document_seal": "documents|{ref}|{partner}|{part}",
}


@tagged("post_install", "-at_install", "accounting_only")
class TestSealStore(FinishCase):
    def _rows(self, table):
        self.env.cr.execute(
            f"SELECT partner_id, key_ref, part, payload FROM {table}"
            " WHERE line_id = %s ORDER BY part",
            [self.line.id],
        )
        return self.env.cr.fetchall()

    def _head(self, table):
        partner_id, ref, part, blob = self._rows(table)[0]
        key = key_store.read_key(self.env, key_store.KeyRef.from_text(ref))
        bound = BOUND[table].format(ref=ref, partner=partner_id, part=part)
        return cipher.unseal(key, bytes(blob), bound.encode()).decode()

    def test_heads(self):
        self._anonymize()
        names = {
            "partner_anonymization_seal": ["values", "relations", "files", "large"],
            "partner_anonymization_document_seal": ["terms", "cards", "names"],
        }
        for table, expected in names.items():
            text = self._head(table)
            content = json.loads(text)
            self.assertEqual(list(content), expected)
            self.assertEqual(text, json.dumps(content, ensure_ascii=False))
            self.assertIn("Quillfeather", text)

    def test_date_of_the_first_seal(self):
        self._anonymize()
        self.env.cr.execute(
            "SELECT DISTINCT create_date = now() AT TIME ZONE 'utc'"
            "  FROM partner_anonymization_seal WHERE line_id = %s",
            [self.line.id],
        )
        self.assertEqual(self.env.cr.fetchall(), [(True,)])

    def test_a_later_part_is_the_next(self):
        self._anonymize()
        (before,) = {part for *_key, part, _blob in self._rows(next(iter(BOUND)))[-1:]}
        self._night("2028-01-01")
        parts = [part for _partner, _ref, part, _b in self._rows(next(iter(BOUND)))]
        self.assertEqual(parts, list(range(len(parts))))
        self.assertGreater(len(parts), before + 1)

    def test_from_another_place(self):
        """A part is bound to its table, its key, its subject and its number."""
        self._anonymize()
        for table, bound in BOUND.items():
            partner_id, ref, part, blob = self._rows(table)[0]
            right = {"ref": ref, "partner": partner_id, "part": part}
            for wrong in ({"partner": partner_id + 1}, {"part": part + 1}):
                with self.assertRaises(SealUnusable) as caught:
                    seal_store.open_part(
                        KeyReader(self.env),
                        self.line.id,
                        ref,
                        blob,
                        bound.format(**right | wrong).encode(),
                    )
                self.assertEqual(caught.exception.reason, "seal_corrupt")
