"""A key file: written whole, read by slot, overwritten in place, by one at a time."""

import errno
import fcntl
import os
import tempfile
import threading
from pathlib import Path

from odoo.tests import BaseCase, tagged

from ...engine.vault import key_file
from ...engine.vault.key_errors import NoGroup
from ..cases import plain_keys

HEADER = key_file.Header(2**40 + 7, 2**62 + 11, 64)
NAME = f"{7:032x}.keys"
VERSION = bytes(range(16))


class KeyFileCase(BaseCase):
    """What both formats do alike."""

    size = 32
    start = 32

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name, NAME)
        length = 32 if self.size == 32 else 60
        self.keys = [bytes([n + 1]) * length for n in range(HEADER.slots)]
        self.put()

    def put(self):
        plain_keys.create(self.path, HEADER, self.keys)

    def fetch(self, slot):
        with key_file.opened(self.path) as found:
            return found.slot(found.find(NAME), slot)

    def clear(self, slots):
        with key_file.opened(self.path, writable=True) as found:
            done = found.clear(found.find(NAME), slots)
            found.sync()
        return done

    def assertRefused(self, content):
        self.path.write_bytes(content)
        with self.assertRaises(OSError) as caught:
            self.fetch(0)
        self.assertEqual(caught.exception.errno, errno.EILSEQ)
        self.assertEqual(self.path.read_bytes(), content)


class Shared:
    allow_inherited_tests_method = True  # Odoo's loader asks for it.

    def test_what_was_written(self):
        self.assertEqual(oct(self.path.stat().st_mode), oct(0o100600))
        self.assertEqual([self.fetch(n) for n in range(HEADER.slots)], self.keys)
        with key_file.opened(self.path) as found:
            (group,) = found.groups()
            self.assertEqual(group, (NAME, HEADER, 0))
            self.assertEqual(found.filled(group), dict(enumerate(self.keys)))

    def test_damaged(self):
        whole = self.path.read_bytes()
        for name, content in {
            "empty": b"",
            "part of the header": whole[: self.size - 1],
            "truncated": whole[:-1],
            "too long": whole + b"x",
            "magic": b"x" + whole[1:],
            "version": whole[:7] + b"\x03" + whole[8:],
        }.items():
            with self.subTest(name):
                self.assertRefused(content)

    def test_slot_that_never_was(self):
        for slot in (64, 2**31):
            with self.subTest(slot=slot), self.assertRaises(OSError):
                self.fetch(slot)

    def test_what_is_no_file(self):
        target = self.path.rename(self.path.with_suffix(".elsewhere"))
        for make in (
            lambda: self.path.symlink_to(target),
            self.path.mkdir,
            lambda: os.mkfifo(self.path),
        ):
            make()
            with self.assertRaises(OSError):
                self.fetch(0)
            (self.path.rmdir if self.path.is_dir() else self.path.unlink)()

    def test_destroyed(self):
        inode = self.path.stat().st_ino
        self.assertEqual(self.clear({3, 5}), (2, True))
        content = self.path.read_bytes()
        for slot in (3, 5):
            self.assertNotIn(self.keys[slot], content)
            self.assertEqual(self.fetch(slot), b"")
        with key_file.opened(self.path) as found:
            left = found.filled(found.find(NAME))
        self.assertEqual(set(left), set(range(64)) - {3, 5})
        self.assertEqual(self.clear({3, 5, 7}), (1, True))
        self.assertEqual(self.clear(set(range(64))), (61, False))
        self.assertEqual(self.path.stat().st_ino, inode)
        self.assertFalse(any(self.path.read_bytes()[self.start :]))

    def test_processes_share_a_file(self):
        children = []
        for part in range(4):
            child = os.fork()
            if not child:
                self._destroy_and_exit(range(part, 64, 4))
            children.append(child)
        statuses = [os.waitpid(child, 0)[1] for child in children]
        self.assertEqual(statuses, [0] * 4)
        self.assertFalse(any(self.path.read_bytes()[self.start :]))

    def _destroy_and_exit(self, slots):
        status = 1
        try:  # The child must not touch the parent's database connection.
            for slot in slots:
                self.clear({slot})
            status = 0
        finally:
            os._exit(status)

    def test_whoever_holds_the_file_is_waited_for(self):
        for act in (lambda: self.fetch(0), lambda: self.clear({1})):
            thread = threading.Thread(target=act)
            with open(self.path, "rb+") as held:
                fcntl.flock(held, fcntl.LOCK_EX)
                thread.start()
                thread.join(0.2)
                self.assertTrue(thread.is_alive())
            thread.join(10)
            self.assertFalse(thread.is_alive())


@tagged("post_install", "-at_install", "pure")
class TestPlainKeyFile(Shared, KeyFileCase):
    """Format 1, of earlier versions."""

    def test_pinned_bytes(self):
        whole = self.path.read_bytes()
        self.assertEqual(len(whole), 32 * 65)
        start = "50414b455953000100000100000000074000000000000" + "00b0000004000000000"
        self.assertEqual(whole[:32].hex(), start)

    def test_number_of_slots(self):
        whole = self.path.read_bytes()
        self.assertRefused(whole[:27] + b"\x41" + whole[28:])
        self.assertRefused(whole[:24] + b"\xff" * 4 + whole[28:])


@tagged("post_install", "-at_install", "pure")
class TestWrappedKeyFile(Shared, KeyFileCase):
    """Format 2, of several groups."""

    size = 64
    start = 128

    def put(self):
        wrapped = dict(enumerate(self.keys))
        key_file.write(self.path, VERSION, [(NAME, HEADER, lambda: wrapped)])

    def test_pinned_bytes(self):
        whole = self.path.read_bytes()
        self.assertEqual(len(whole), 64 * 66)
        header = b"PAKEYS\x00\x02" + bytes([0, 0, 0, 1]) + bytes(7) + b"\x40" + VERSION
        self.assertEqual(whole[:64], header.ljust(64, b"\0"))
        entry = bytes(15) + b"\x07" + bytes.fromhex("0000010000000007")
        entry += bytes.fromhex("400000000000000b00000040") + bytes(8)
        self.assertEqual(whole[64:128], entry.ljust(64, b"\0"))
        self.assertEqual(whole[128:192], self.keys[0] + bytes(4))

    def test_an_entry_that_lies(self):
        whole = self.path.read_bytes()
        self.assertRefused(whole[:99] + b"\x41" + whole[100:])
        self.assertRefused(whole[:107] + b"\x01" + whole[108:])
        self.assertRefused(whole[:8] + b"\xff" * 4 + whole[12:])
        self.assertRefused(whole[:12] + b"\xff" * 8 + whole[20:])

    def test_groups(self):
        names = [f"{number:032x}.keys" for number in (9, 3, 2**100, 5, 7)]
        groups = []
        for count, name in enumerate(names):
            held = {slot: bytes([count + 1]) * 60 for slot in range(0, count, 2)}
            header = HEADER._replace(slots=count, transaction=count)
            groups.append((name, header, lambda held=held: held))
        key_file.write(self.path, VERSION, groups)
        with key_file.opened(self.path) as found:
            self.assertEqual(found.version, VERSION)
            self.assertEqual([g.name for g in found.groups()], sorted(names))
            for name, header, read in groups:
                group = found.find(name)
                self.assertEqual(group.header, header)
                self.assertEqual(found.filled(group), read())
            for number in (0, 1, 4, 8, 2**127):
                with self.assertRaises(NoGroup):
                    found.find(f"{number:032x}.keys")
