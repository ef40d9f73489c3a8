"""Files survive kills and full disks: what is restored is whole, or can be restored.

``torture_files.py`` does the same with more rounds and other draws.
"""

import os
import shutil
import subprocess
import tempfile
import unittest

import file_rounds
import harness
import odoo.sql_db

from odoo.exceptions import UserError


class TestFileKills(file_rounds.RoundsCase):
    label = "filekills"

    def test_restore(self):
        self.rounds_of_restore()

    def test_purge(self):
        self.rounds_of_purge()


class TestFullDisk(file_rounds.RoundsCase):
    label = "fulldisk"
    rounds = 0

    def setUp(self):
        super().setUp()
        with self.db.env() as env:
            self.partner = file_rounds.create(env, self.draw, 1)
        self._collect()
        self.live = self._digest(), self._stored(), self._keys()
        self._call(self.partner, "anonymize")
        self._collect()
        self.sealed = self._digest(own=True), self._stored(), self._keys()

    def _refused(self, prepare):
        """A child's restore fails with a sentence, and nothing has changed.

        :param prepare: called in the child
        """
        odoo.sql_db.close_all()
        answer, write = os.pipe()
        pid = os.fork()
        if not pid:
            text = b"restored"
            try:
                prepare()
                self._call(self.partner, "deanonymize")
            except UserError as error:
                text = str(error).encode()
            except BaseException as error:
                text = repr(error).encode()
            finally:
                os.write(write, text)
                os._exit(0)
        os.close(write)
        with os.fdopen(answer) as stream:
            text = stream.read()
        os.waitpid(pid, 0)
        self.assertRegex(text, "cannot be written back .* free space, then restore")
        self.assertSame(self.sealed[0], self._digest(own=True))
        self._assert_whole(self.live[1])
        self._collect()
        self.assertEqual((self._stored(), self._keys()), self.sealed[1:])

    def _restored(self):
        self._call(self.partner, "deanonymize")
        self.assertSame(self.live[0], self._digest())
        self._collect()
        self.assertEqual((self._stored(), self._keys()), self.live[1:])

    def test_limit_of_file_size(self):
        for size in (0, 500_000, 5 << 20, 20 << 20):
            with self.subTest(size=size):
                self._refused(lambda size=size: file_rounds.limited(size))
        self._restored()

    @unittest.skipUnless(MAY_MOUNT, "only root may mount a file system")
    def test_small_file_system(self):
        """The file store is on a disk with room for some of the files."""
        aside = tempfile.mkdtemp(prefix="pa-test-store-")
        self.addCleanup(shutil.rmtree, aside, ignore_errors=True)
        size = sum(path.stat().st_size for path in self.store.rglob("*"))
        harness.client("cp", "-a", f"{self.store}/.", aside)
        options = f"size={size + (9 << 20)}"
        harness.client("mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.store))
        try:
            harness.client("cp", "-a", f"{aside}/.", str(self.store))
            self._refused(lambda: None)
            more = f"remount,size={size + (99 << 20)}"
            harness.client("mount", "-o", more, str(self.store))
            self._restored()
            stored = self._stored()
        finally:
            harness.client("umount", str(self.store))
        self.assertEqual(stored, self.live[1])


if __name__ == "__main__":
    unittest.main()
