"""However large the files are, only a few megabytes of them are in memory at once."""

import os
import tracemalloc
from pathlib import Path

from odoo.tests import tagged

from ...engine.log import log_rows
from ..common import AnonymizationCase

MEGABYTE = 1 << 20
# Far below the size of the largest file, and of all of them.
MOST = 40 * MEGABYTE


@tagged("slow", "post_install", "-at_install")
class TestLargeFiles(AnonymizationCase):
    def setUp(self):
        super().setUp()
        self.second = self.Partner.create({"name": "Olga Octavius"})
        sizes = [(self.person, 60)] + [(self.second, 1)] * 60
        self.files = self.env["ir.attachment"].create(
            [
                {
                    "name": "a.bin",
                    "raw": os.urandom(size * MEGABYTE),
                    "res_model": "res.partner",
                    "res_id": partner.id,
                }
                for partner, size in sizes
            ]
        )
        self.names = self.files.mapped("store_fname")
        self.checksums = self.files.mapped("checksum")
        self.env.flush_all()
        self.env.invalidate_all()
        store = Path(self.files._filestore())
        self.paths = [store / name for name in self.names]
        for path in self.paths:
            self.addCleanup(path.unlink, missing_ok=True)

    def _peak(self, do):
        """The most memory that Python's objects took meanwhile, above the start."""
        self.env.flush_all()
        self.env.invalidate_all()
        tracemalloc.start()
        try:
            before = tracemalloc.get_traced_memory()[0]
            do()
            return tracemalloc.get_traced_memory()[1] - before
        finally:
            tracemalloc.stop()

    def assertSmall(self, do):
        self.assertLess(self._peak(do) / MEGABYTE, MOST / MEGABYTE)

    def _commit(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.cr.postcommit.run()

    def test_restored(self):
        both = self.person | self.second
        self.assertSmall(both.anonymize)
        self._commit()
        self.assertFalse([path for path in self.paths if path.exists()])
        self.assertSmall(both.deanonymize)
        found = [self.files._compute_checksum(path.read_bytes()) for path in self.paths]
        self.assertEqual(found, self.checksums)
        self.assertEqual(self.files.mapped("store_fname"), self.names)

    def test_values_in_the_database(self):
        """Files that are stored in the database, and the text that Odoo has taken from
        a file."""
        # Compressible and not, both with a name; 'ü' is cut by the limits of parts.
        text = "Zacharias Quillfeather grüßt Müller. " * 700_000
        name = self.names[0]
        cr = self.env.cr
        cr.execute(
            "UPDATE ir_attachment SET index_content = %s WHERE id = %s",
            [text, self.files[0].id],
        )
        cr.execute(
            "UPDATE ir_attachment SET db_datas = %s, store_fname = NULL WHERE id = %s",
            [self.paths[1].read_bytes(), self.files[1].id],
        )
        del text
        before = self._values()
        self.assertEqual(before[0][2], name)
        both = self.person | self.second
        self.assertSmall(both.anonymize)
        self.env.flush_all()
        self.assertEqual([row[:3] for row in self._values()], [(None,) * 3] * 2)
        cr.execute("SELECT max(length(payload)) FROM partner_anonymization_seal")
        self.assertLess(cr.fetchone()[0], 2 * MEGABYTE)
        self.assertSmall(both.deanonymize)
        self.env.flush_all()
        self.assertEqual(self._values(), before)

    def _values(self):
        self.env.cr.execute(
            "SELECT md5(index_content), md5(db_datas), store_fname, res_id"
            "  FROM ir_attachment WHERE id = ANY(%s) ORDER BY id",
            [self.files[:2].ids],
        )
        return self.env.cr.fetchall()

    def test_purged(self):
        both = self.person | self.second
        both.anonymize()
        log_rows.update(both.anonymization_line_id.sudo(), {"proof_state": "proved"})
        self.assertSmall(lambda: both.purge_anonymized(note="T-4711"))
        self._commit()
        self.assertFalse([path for path in self.paths if path.exists()])
        self.env.cr.execute(
            "SELECT FROM partner_anonymization_seal WHERE partner_id = ANY(%s)",
            [both.ids],
        )
        self.assertFalse(self.env.cr.rowcount)
