"""After a rotation older copies of the key directory open nothing."""

import errno
import os
import shutil
from contextlib import suppress
from unittest.mock import patch
from uuid import uuid4

from odoo.tests import tagged
from odoo.tools import mute_logger

from ...engine.vault import key_folder, key_rotation, wrapping
from ...engine.vault.key_errors import Destroyed, NoWrappingKey, Superseded
from ..cases import plain_keys
from ..cases.key_folders import HEADER, LOGGER, KeyFolderCase


@tagged("post_install", "-at_install", "pure")
class TestRotation(KeyFolderCase):
    def setUp(self):
        super().setUp()
        self.groups = [self.make(), self.make(1), self.make(3)]

    def _destroy(self, *wanted):
        slots = {}
        for file, slot in wanted:
            slots.setdefault(file, set()).add(slot)
        count, failed = key_folder.overwrite(self.folder, slots)
        self.assertEqual((count, failed), (len(wanted), {}))

    def _names(self, suffix):
        return {p.name for p in self.folder.iterdir() if p.name.endswith(suffix)}

    def test_keys_are_wrapped_on_the_disk(self):
        on_disk = b"".join(p.read_bytes() for p in self.folder.iterdir())
        for _file, keys in self.groups:
            for key in keys:
                self.assertNotIn(key, on_disk)
        self.assertReadable(self.groups)

    def test_survivors_are_packed(self):
        gone = [(self.groups[0][0], 2), (self.groups[1][0], 0)]
        self._destroy(*gone)
        self.assertTrue(wrapping.is_due(self.folder))
        self.assertEqual(key_rotation.rotate(self.folder), 10)
        self.assertFalse(wrapping.is_due(self.folder))
        self.assertReadable(self.groups, gone)
        self.assertEqual(self._names(".keys"), set())
        self.assertEqual(len(self._names(".pack")), 1)
        self.assertEqual(len(list(self.kek.rglob("*.kek"))), 1)
        with self.subTest("and again, with new ones"):
            self.groups.append(self.make(2))
            gone.append((self.groups[0][0], 3))
            self._destroy(gone[-1])
            self.assertReadable(self.groups, gone)
            self.assertEqual(key_rotation.rotate(self.folder), 11)
            self.assertReadable(self.groups, gone)
        with self.subTest("to the last one"):
            left = {file: set(range(len(keys))) for file, keys in self.groups}
            key_folder.overwrite(self.folder, left)
            self.assertEqual(key_rotation.rotate(self.folder), 0)
            self.assertEqual(key_folder.survey(self.folder), ({}, {}))

    def test_an_older_copy_opens_nothing(self):
        copy = self.folder.with_name(str(uuid4()))
        gone = (self.groups[0][0], 2)
        for rounds in range(2):
            with self.subTest(rounds=rounds):
                shutil.copytree(self.folder, copy)
                wrapping.forget()
                self._destroy((gone[0], gone[1] + rounds))
                key_rotation.rotate(self.folder)
                # Under its own name it finds what is left of the provider.
                aside = self.folder.rename(self.folder.with_name("aside"))
                copy.rename(self.folder)
                for file, keys in self.groups:
                    for slot in range(len(keys)):
                        with self.assertRaises((NoWrappingKey, Destroyed)) as caught:
                            key_folder.fetch(self.folder, file, slot)
                        if (file, slot) != gone:
                            self.assertIsInstance(caught.exception, NoWrappingKey)
                with self.subTest("nor with the present state"):
                    shutil.copy(aside / wrapping.NAME, self.folder)
                    for path in aside.glob("*.pack"):
                        shutil.copy(path, self.folder)
                    with self.assertRaises(OSError):
                        key_folder.fetch(self.folder, *gone)
                shutil.rmtree(self.folder)
                aside.rename(self.folder)

    def test_an_old_file_beside_the_present_ones(self):
        file, _keys = self.make(2)
        old = (self.folder / file).read_bytes()
        self._destroy((file, 0), (file, 1))
        key_rotation.rotate(self.folder)
        (self.folder / file).write_bytes(old)
        with self.assertRaises(Superseded):
            key_folder.fetch(self.folder, file, 0)
        with mute_logger(f"{LOGGER}.key_rotation"):
            key_rotation.rotate(self.folder)
        self.assertReadable(self.groups)
        self.assertIn(file, key_folder.survey(self.folder)[1])

    def test_keys_of_earlier_versions(self):
        file, keys = f"{uuid4().hex}.keys", [os.urandom(32) for _n in range(8)]
        path = self.folder / file
        plain_keys.create(path, HEADER, keys)
        self.assertReadable([*self.groups, (file, keys)])
        self._destroy((file, 1))
        with open(path, "rb") as held:
            self.assertEqual(key_rotation.rotate(self.folder), 19)
            held.seek(32)
            self.assertFalse(any(held.read()), "overwritten, not only removed")
        self.assertReadable([*self.groups, (file, keys)], [(file, 1)])
        self.assertFalse(path.exists())

    def test_a_folder_of_an_earlier_version(self):
        shutil.rmtree(self.folder)
        self.folder.mkdir()
        file, keys = f"{uuid4().hex}.keys", [os.urandom(32) for _n in range(8)]
        plain_keys.create(self.folder / file, HEADER, keys)
        self.assertReadable([(file, keys)])
        self.assertEqual(self._names(".lock"), set(), "reading changes nothing")
        self._destroy((file, 1))
        self.assertTrue(wrapping.is_due(self.folder))
        self.assertEqual(key_rotation.rotate(self.folder), 7)
        self.assertReadable([(file, keys)], [(file, 1)])
        on_disk = b"".join(p.read_bytes() for p in self.folder.iterdir())
        self.assertFalse([key for key in keys if key in on_disk])

    def test_a_lost_state_is_not_made_anew(self):
        for prepare in (lambda: None, lambda: key_rotation.rotate(self.folder)):
            prepare()
            state = self.folder / wrapping.NAME
            content = state.read_bytes()
            state.unlink()
            for act in (self.make, lambda: key_rotation.rotate(self.folder)):
                with self.assertRaises(NoWrappingKey):
                    act()
            with self.assertRaises(NoWrappingKey):
                key_folder.fetch(self.folder, self.groups[1][0], 0)
            state.write_bytes(content)
            self.assertReadable(self.groups)

    def test_a_lost_kek(self):
        (path,) = self.kek.rglob("*.kek")
        aside = path.rename(self.kek / "aside")
        wrapping.forget()
        for act in (self.make, lambda: key_rotation.rotate(self.folder)):
            with self.assertRaisesRegex(NoWrappingKey, path.name):
                act()
        with self.assertRaises(NoWrappingKey):
            key_folder.fetch(self.folder, self.groups[1][0], 0)
        with self.subTest("keys can be destroyed all the same"):
            self._destroy((self.groups[0][0], 0))
        aside.rename(path)
        self.assertReadable(self.groups, [(self.groups[0][0], 0)])
        key_rotation.rotate(self.folder)
        self.assertReadable(self.groups, [(self.groups[0][0], 0)])

    def test_a_full_disk(self):
        """At whichever write: nothing is lost, and it can be done again."""
        self._destroy((self.groups[0][0], 0))
        for nth in range(30):
            disk = _Full(nth)
            with (
                self.subTest(nth=nth),
                patch.object(os, "fsync", disk),
                mute_logger(f"{LOGGER}.key_rotation"),
                suppress(OSError),
            ):
                key_rotation.rotate(self.folder)
            wrapping.forget()
            self.assertReadable(self.groups, [(self.groups[0][0], 0)])
            if not disk.is_full:
                break
        self.assertGreater(nth, 8)
        self.assertFalse(wrapping.is_due(self.folder))

    def test_a_read_only_directory(self):
        with patch.object(os, "open", side_effect=_read_only(os.open, self.folder)):
            with self.assertRaisesRegex(OSError, "Read-only"):
                key_rotation.rotate(self.folder)
            with self.assertRaisesRegex(OSError, "Read-only"):
                self.make()
            _count, failed = key_folder.overwrite(self.folder, {self.groups[0][0]: {0}})
            self.assertEqual(set(failed), {self.groups[0][0]})
            self.assertReadable(self.groups)
        self.assertReadable(self.groups)

    def test_two_databases(self):
        """Each directory has key encryption keys of its own."""
        own, groups = self.folder, self.groups
        self.folder = own.with_name(str(uuid4()))
        self.folder.mkdir()
        other = [self.make(4)]
        key_rotation.rotate(own)
        self.assertReadable(other)
        self._destroy((other[0][0], 1))
        key_rotation.rotate(self.folder)
        self.assertReadable(other, [(other[0][0], 1)])
        self.folder = own
        self.assertReadable(groups)


class _Full:
    """A disk that takes so many writes, and no more."""

    def __init__(self, left):
        self._left, self._sync, self.is_full = left, os.fsync, False

    def __call__(self, handle):
        if self._left <= 0:
            self.is_full = True
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._left -= 1
        self._sync(handle)


def _read_only(opened, folder):
    def call(path, flags, *args, **kwargs):
        if str(path).startswith(str(folder)) and flags & (os.O_RDWR | os.O_WRONLY):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return opened(path, flags, *args, **kwargs)

    return call
