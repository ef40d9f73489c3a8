"""A key file: written whole, read by slot, overwritten in place, by one at a time."""

import errno
import fcntl
import os
import tempfile
import threading
from pathlib import Path

from odoo.tests import BaseCase, tagged

from ...engine.vault import key_file

HEADER = key_file.Header(2**40 + 7, 2**62 + 11, 64)


@tagged("post_install", "-at_install", "pure")
class TestKeyFile(BaseCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name, "some.keys")
        self.keys = [bytes([n + 1]) * 32 for n in range(HEADER.slots)]
        key_file.create(self.path, HEADER, self.keys)

    def test_what_was_written(self):
        self.assertEqual(self.path.stat().st_size, 32 * 65)
        self.assertEqual(oct(self.path.stat().st_mode), oct(0o100600))
        found = [key_file.fetch(self.path, n) for n in range(HEADER.slots)]
        self.assertEqual(found, self.keys)
        header, filled = key_file.survey(None, self.path)
        self.assertEqual((header, filled), (HEADER, set(range(64))))

    def test_damaged(self):
        whole = self.path.read_bytes()
        for name, content in {
            "empty": b"",
            "part of the header": whole[:31],
            "truncated": whole[:-1],
            "too long": whole + b"x",
            "magic": b"x" + whole[1:],
            "version": whole[:7] + b"\x02" + whole[8:],
            "more slots than there are": whole[:27] + b"\x41" + whole[28:],
            "slots without end": whole[:24] + b"\xff" * 4 + whole[28:],
        }.items():
            self.path.write_bytes(content)
            with self.subTest(name), self.assertRaises(OSError) as caught:
                key_file.fetch(self.path, 0)
            self.assertEqual(caught.exception.errno, errno.EILSEQ)
            self.assertEqual(self.path.read_bytes(), content)

    def test_slot_that_never_was(self):
        for slot in (64, 2**31):
            with self.subTest(slot=slot), self.assertRaises(OSError):
                key_file.fetch(self.path, slot)

    def test_what_is_no_file(self):
        target = self.path.rename(self.path.with_suffix(".elsewhere"))
        for make in (
            lambda: self.path.symlink_to(target),
            self.path.mkdir,
            lambda: os.mkfifo(self.path),
        ):
            make()
            with self.assertRaises(OSError):
                key_file.fetch(self.path, 0)
            (self.path.rmdir if self.path.is_dir() else self.path.unlink)()

    def test_destroyed(self):
        with open(self.path, "rb") as held:
            self.assertEqual(key_file.overwrite(None, self.path, {3, 5}), 2)
            content = held.read()
        for slot in (3, 5):
            self.assertNotIn(self.keys[slot], content)
            with self.assertRaises(key_file.Destroyed):
                key_file.fetch(self.path, slot)
        _header, filled = key_file.survey(None, self.path)
        self.assertEqual(filled, set(range(64)) - {3, 5})
        self.assertEqual(key_file.overwrite(None, self.path, {3, 5, 7}), 1)
        self.assertEqual(key_file.overwrite(None, self.path, set(range(64))), 61)
        self.assertFalse(self.path.exists())

    def test_processes_share_a_file(self):
        children = []
        for part in range(4):
            child = os.fork()
            if not child:
                self._destroy_and_exit(range(part, 64, 4))
            children.append(child)
        statuses = [os.waitpid(child, 0)[1] for child in children]
        self.assertEqual(statuses, [0] * 4)
        self.assertFalse(self.path.exists())

    def _destroy_and_exit(self, slots):
        status = 1
        try:  # The child must not touch the parent's database connection.
            for slot in slots:
                key_file.overwrite(None, self.path, {slot})
            status = 0
        finally:
            os._exit(status)

    def test_whoever_holds_the_file_is_waited_for(self):
        for act in (
            lambda: key_file.read(None, self.path, 0),
            lambda: key_file.overwrite(None, self.path, set(range(64))),
        ):
            thread = threading.Thread(target=act)
            with open(self.path, "rb+") as held:
                fcntl.flock(held, fcntl.LOCK_EX)
                thread.start()
                thread.join(0.2)
                self.assertTrue(thread.is_alive())
            thread.join(10)
            self.assertFalse(thread.is_alive())
        self.assertFalse(self.path.exists())
