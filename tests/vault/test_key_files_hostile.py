"""Whatever lies in the key directory: a clean error or the right result."""

import json
import os
import random
import time
from pathlib import Path

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...engine.vault import key_directory, key_folder, key_store, owner_file
from ...engine.vault.key_store import KeyStoreError
from ...models.keys import key_watch
from ..cases.key_store import LOGGER, KeyStoreCase, nothing_alive

ROUNDS = 1500
MUTED = (
    f"{LOGGER}.vault.key_directory",
    f"{LOGGER}.vault.key_disk",
    f"{LOGGER}.vault.key_store",
)
OWNERS = (
    b'{"system_identifier": 1e400, "database_oid": "1"}',
    b'{"system_identifier": "1e400", "database_oid": "1"}',
    b'{"system_identifier": NaN, "database_oid": 1}',
    b'{"system_identifier": true, "database_oid": 1}',
    b'{"system_identifier": null, "database_oid": []}',
    b'{"system_identifier": {"a": 1}, "database_oid": "1"}',
    b'{"system_identifier": "' + b"9" * 3000 + b'", "database_oid": "1"}',
    b'{"system_identifier": ' + b"9" * 4000 + b', "database_oid": 1}',
    b"[" * 4000,
    b'{"a":' * 800,
    b"[" * 100000,
    b" " * 5000000,
    b"\xff\xfe{\x00}\x00",
    b"\x80\x81",
    b"null",
    b"12",
    b'"owner"',
    b"",
    b"{}",
    '{"system_identifier": "１", "database_oid": "1"}'.encode(),
    b'{"system_identifier": " 1 ", "database_oid": "1_0"}',
)


def mutated(content, chance):
    """The content with some bytes changed, taken out, repeated or put in."""
    data = bytearray(content)
    for _number in range(chance.randint(1, 6)):
        at, kind = chance.randrange(len(data) + 1), chance.randrange(5)
        if kind == 0 and data:
            data[at % len(data)] = chance.randrange(256)
        elif kind == 1:
            del data[at : at + chance.randint(1, 40)]
        elif kind == 2:
            data[at:at] = bytes(chance.choices(range(256), k=chance.randint(1, 40)))
        elif kind == 3:
            data[at:at] = data[: chance.randint(0, 64)]
        elif data:
            data[at % len(data)] ^= 1 << chance.randrange(8)
    return bytes(data)


@tagged("post_install", "-at_install")
class TestHostileFiles(KeyStoreCase):
    def setUp(self):
        super().setUp()
        self.made = key_store.create_keys(self.env, 3)
        self.ref = self.made[0][0]
        self.owner = self.root / self.ref.identity / "owner.json"

    @mute_logger(*MUTED)
    def test_owner_files(self):
        valid = self.owner.read_bytes()
        name = b'"database_oid"'
        twice = valid.replace(name, name + b': "1", ' + name)
        for content in (*OWNERS, twice):
            self.owner.write_bytes(content)
            with self.subTest(content=content[:40]):
                begin = time.monotonic()
                self.assertFalse(key_directory.owns(self.env, self.ref.identity))
                self.assertEqual(key_directory.owned(self.env), [])
                self.assertEqual(
                    key_store.destroy_keys(self.env, [self.ref]), [self.ref]
                )
                self.assertEqual(key_store.sweep_orphans(self.env, nothing_alive), 0)
                self.assertLess(time.monotonic() - begin, 2)
        self.owner.write_bytes(valid)
        self.assertTrue(key_directory.owns(self.env, self.ref.identity))

    @mute_logger(*MUTED)
    def test_what_is_no_owner_file(self):
        self.owner.unlink()
        for make in (os.mkfifo, os.mkdir, lambda path: os.symlink("/dev/zero", path)):
            make(self.owner)
            self.assertFalse(key_directory.owns(self.env, self.ref.identity))
            (os.rmdir if self.owner.is_dir() else os.unlink)(self.owner)

    @mute_logger(*MUTED)
    def test_mutated_owner_files(self):
        chance, ours = random.Random(12), key_directory.database(self.env)
        valid = self.owner.read_bytes()
        for _round in range(ROUNDS):
            content = mutated(valid, chance)
            found = owner_file.parse(content)
            if found == ours:
                told = json.loads(content)
                self.assertEqual(int(told["database_oid"]), ours.database_oid)
            self.owner.write_bytes(content)
            self.assertEqual(
                key_directory.owns(self.env, self.ref.identity), found == ours
            )

    @mute_logger(*MUTED)
    def test_mutated_key_files(self):
        chance, path = random.Random(31), self.path(self.ref)
        valid = path.read_bytes()
        for _round in range(ROUNDS):
            content = mutated(valid, chance)
            path.write_bytes(content)
            for ref, key in self.made:
                self._read(ref, key)
            self._survey(path, content)
            self._destroy(path, content)

    def _read(self, ref, key):
        """The right key or an error: a wrapped one cannot be another."""
        try:
            found = key_store.read_key(self.env, ref)
        except KeyStoreError:
            return
        self.assertEqual(found, key)

    def _survey(self, path, content):
        found, failed = key_folder.survey(path.parent)
        self.assertTrue(found or failed)
        for header, filled in found.values():
            self.assertLessEqual(len(filled), header.slots)
            self.assertLess(64 * len(filled), len(content))

    def _destroy(self, path, content):
        try:
            left = key_store.destroy_keys(self.env, [self.ref])
        except KeyStoreError:
            self.assertEqual(path.read_bytes(), content)
            return
        self.assertEqual(left, [])
        with self.assertRaises(KeyStoreError):
            key_store.read_key(self.env, self.ref)

    @mute_logger(*MUTED)
    def test_a_header_that_lies_about_its_size(self):
        """A sparse file is as large as it likes."""
        path = self.path(self.ref)
        content = bytearray(path.read_bytes())
        slots = 1 << 31
        content[12:20] = slots.to_bytes(8, "big")
        path.write_bytes(content)
        os.truncate(path, 128 + 64 * slots)
        begin = time.monotonic()
        with self.assertRaises(KeyStoreError):
            key_store.read_key(self.env, self.ref)
        self.assertEqual(key_store.sweep_orphans(self.env, nothing_alive), 0)
        self.assertLess(time.monotonic() - begin, 2)

    @mute_logger(*MUTED)
    def test_a_pipe_makes_nobody_wait(self):
        path = self.path(self.ref)
        path.unlink()
        os.mkfifo(path)
        begin = time.monotonic()
        with self.assertRaises(KeyStoreError):
            key_store.read_key(self.env, self.ref)
        with self.assertRaises(KeyStoreError):
            key_store.destroy_keys(self.env, [self.ref])
        self.assertLess(time.monotonic() - begin, 2)


@tagged("post_install", "-at_install")
class TestModesAndLinks(KeyStoreCase):
    def setUp(self):
        super().setUp()
        ((self.ref, self.key),) = key_store.create_keys(self.env, 1)

    def test_rights_of_others_are_taken_away(self):
        path = self.path(self.ref)
        for mode in (0o666, 0o644, 0o620):
            path.chmod(mode)
            with self.assertLogs(f"{LOGGER}.vault.key_disk", "WARNING") as caught:
                self.assertEqual(key_store.read_key(self.env, self.ref), self.key)
            self.assertMode(path, 0o600)
            self.assertIn(self.ref.file, caught.output[0])
        with self.assertNoLogs(f"{LOGGER}.vault.key_disk", "WARNING"):
            key_store.read_key(self.env, self.ref)

    def test_directories_are_closed(self):
        self.path(self.ref).parent.chmod(0o777)
        self.root.chmod(0o777)
        with self.assertLogs(f"{LOGGER}.vault.key_disk", "WARNING"):
            key_store.create_keys(self.env, 1)
        self.assertMode(self.path(self.ref).parent, 0o700)
        self.assertMode(self.root, 0o775)

    def test_second_names_are_told(self):
        path = self.path(self.ref)
        os.link(path, self.root.parent / "second")
        with self.assertLogs(f"{LOGGER}.vault.key_disk", "WARNING") as caught:
            key_store.read_key(self.env, self.ref)
        self.assertIn("another name", caught.output[0])
        (found,) = key_watch._linked(self.env, self.root)
        self.assertIn(self.ref.file, found.sentence)

    def test_a_folder_linked_into_the_file_store(self):
        store = Path(self.env["ir.attachment"]._filestore())
        store.mkdir(parents=True, exist_ok=True)
        inside = store / "keys-test"
        folder = self.path(self.ref).parent
        with self.subTest("the folder is a link"):
            folder.rename(inside)
            folder.symlink_to(inside)
            for act in (
                lambda: key_store.read_key(self.env, self.ref),
                lambda: key_store.create_keys(self.env, 1),
                lambda: key_directory.standing(self.env, self.ref.identity),
            ):
                with self.assertRaisesRegex(UserError, "file store"):
                    act()
            folder.unlink()
            inside.rename(folder)
        with self.subTest("a link in the file store"):
            inside.symlink_to(self.root)
            with self.assertRaisesRegex(UserError, "file store"):
                key_store.create_keys(self.env, 1)
            self.assertEqual(key_store.read_key(self.env, self.ref), self.key)
            inside.unlink()
        with self.subTest("the file store is inside"):
            self.set_root(store.parent.parent)
            with self.assertRaisesRegex(UserError, "file store"):
                key_directory.key_root(self.env)

    @mute_logger(f"{LOGGER}.vault.key_directory")
    def test_two_databases_in_one_directory(self):
        """The sweep of one never touches the keys of the other."""
        self.give_away(self.ref.identity)
        (own, _key), (other, kept) = key_store.create_keys(self.env, 2)
        before = self.path(self.ref).read_bytes()
        stale = self.path(self.ref).parent / ".x.keys-1.tmp"
        stale.touch()
        os.utime(stale, (0, 0))

        def alive(_cr, names):
            self.assertNotIn(self.ref.file, names)
            return {(other.file, other.slot)}

        # Its transaction is that of this test, and not over.
        self.patch(key_store, "_running", lambda _env, _asked: set())
        self.assertEqual(key_store.sweep_orphans(self.env, alive), 1)
        self.assertEqual(self.path(self.ref).read_bytes(), before)
        self.assertTrue(stale.exists())
        self.assertEqual(key_store.read_key(self.env, other), kept)
        with self.assertRaises(KeyStoreError):
            key_store.read_key(self.env, own)
