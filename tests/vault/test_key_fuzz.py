"""Whatever bytes are in the place of a key file, of `wrapping.json`, of a key
encryption key or of an export: a clean error, or the right key."""

import shutil
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged
from odoo.tools import mute_logger

from ...engine.vault import (
    key_export,
    key_file,
    key_folder,
    key_rotation,
    key_writable,
    wrapping,
)
from ...engine.vault.key_errors import Destroyed
from ..cases import plain_keys
from ..cases.fuzz import FuzzMixin, changed
from ..cases.key_folders import HEADER, LOGGER, KeyFolderCase

# What is changed: [(place, new bytes, how many are taken out)]
CHANGES = st.lists(
    st.tuples(st.integers(0, 1 << 12), st.binary(max_size=70), st.integers(0, 80)),
    min_size=1,
    max_size=4,
)


@tagged("post_install", "-at_install", "pure")
class TestKeyFuzz(FuzzMixin, KeyFolderCase):
    def setUp(self):
        super().setUp()
        self.groups = [self.make(8), self.make(1)]

    def _try(self, path, content, is_plain=False):
        """Every way to use the files, with this content in one of them."""
        self.count()
        before = path.read_bytes()
        wrapping.forget()
        path.write_bytes(content)
        try:
            self._read(is_plain)
            with suppress(OSError):
                key_folder.survey(self.folder)
            key_writable.check_writable(self.folder, [self.groups[0][0]])
            with suppress(OSError):
                wrapping.is_due(self.folder)
        finally:
            path.write_bytes(before)
            wrapping.forget()

    def _read(self, is_plain):
        for file, keys in self.groups:
            for slot, key in enumerate(keys):
                with suppress(OSError):
                    found = key_folder.fetch(self.folder, file, slot)
                    if not is_plain:
                        self.assertEqual(found, key)

    def _fuzz(self, path, is_plain=False):
        valid = path.read_bytes()

        @self.fuzz()
        @given(CHANGES)
        def mutated(changes):
            self._try(path, changed(valid, changes), is_plain)

        @self.fuzz()
        @given(st.binary(max_size=300), st.integers(0, 64))
        def anything(content, kept):
            self._try(path, valid[:kept] + content, is_plain)

        with mute_logger(f"{LOGGER}.key_folder", f"{LOGGER}.key_disk"):
            mutated()
            anything()
        if not is_plain:
            self.assertReadable(self.groups)

    def test_key_file(self):
        self._fuzz(self.folder / self.groups[0][0])

    def test_pack(self):
        key_rotation.rotate(self.folder)
        (path,) = self.folder.glob("*.pack")
        self._fuzz(path)

    def test_plain_key_file(self):
        """Without a tag, a changed key is another key."""
        path = self.folder / self.groups[0][0]
        path.unlink()
        plain_keys.create(path, HEADER, self.groups[0][1])
        self._fuzz(path, is_plain=True)

    def test_state(self):
        self._fuzz(self.folder / wrapping.NAME)

    def test_key_encryption_key(self):
        (path,) = self.kek.rglob("*.kek")
        self._fuzz(path)

    def test_rotation_loses_nothing(self):
        """Whatever is damaged: a rotation is refused, or every key that could be read
        can be read afterwards."""
        valid = {p: p.read_bytes() for p in self.folder.iterdir() if p.is_file()}
        keks = self.kek.parent / "keks"
        shutil.copytree(self.kek, keks)

        @self.fuzz(share=5)
        @given(st.sampled_from(sorted(valid)), CHANGES)
        def damaged(path, changes):
            self.count()
            shutil.rmtree(self.folder)
            shutil.rmtree(self.kek)
            self.folder.mkdir()
            shutil.copytree(keks, self.kek)
            for one, content in valid.items():
                one.write_bytes(content)
            path.write_bytes(changed(valid[path], changes))
            wrapping.forget()
            before = self._all()
            with suppress(OSError):
                key_rotation.rotate(self.folder)
            wrapping.forget()
            self.assertEqual(self._all(), before)

        with mute_logger(f"{LOGGER}.key_rotation", f"{LOGGER}.key_disk"):
            damaged()

    def _all(self):
        """What can be read: `{(file, slot): key, or None if destroyed}`."""
        found = {}
        for file, keys in self.groups:
            for slot in range(len(keys)):
                try:
                    found[file, slot] = key_folder.fetch(self.folder, file, slot)
                except Destroyed:
                    found[file, slot] = None
                except OSError:
                    continue
        return {place: key for place, key in found.items() if key}

    def test_parsers(self):
        @self.fuzz()
        @given(st.binary(max_size=400))
        def anything(content):
            self.count()
            self.assertIsInstance(wrapping.parse(content), wrapping.State | None)
            for function in (
                lambda: key_export.decrypt(content, b"x"),
                lambda: key_export.unpack(content),
            ):
                with self.assertRaises(key_export.NoExport):
                    function()
            with self.assertRaises(OSError):
                wrapping.unwrap(bytes(32), "x.keys", {0: content})
            path = self.folder / "some.keys"
            path.write_bytes(content)
            with suppress(OSError), key_file.opened(path) as found:
                for group in found.groups():
                    found.filled(group)

        anything()
