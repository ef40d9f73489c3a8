"""Promises 5 and 6: keys are durable, unreadable to others, and truly destroyed."""

import os
import stat
from pathlib import Path
from unittest.mock import patch
from uuid import uuid4

from odoo.tests import tagged
from odoo.tools import mute_logger

from ...engine.vault import key_directory, key_folder, key_store
from ...engine.vault.key_store import KeyMissing, KeyRef, KeyStoreError, KeyUnreadable
from ..cases.key_store import LOGGER, KeyStoreCase


@tagged("post_install", "-at_install")
class TestKeys(KeyStoreCase):
    def test_file_holds_the_keys_for_us_alone(self):
        for mask in (0o000, 0o077, 0o777):
            previous = os.umask(mask)
            self.addCleanup(os.umask, previous)
            made = key_store.create_keys(self.env, 3)
            os.umask(previous)
            ref = made[0][0]
            self.assertMode(self.path(ref), 0o600)
            self.assertMode(self.path(ref).parent, 0o700)
            for slot, (_ref, key) in zip(self.slots(ref), made, strict=True):
                self.assertEqual(slot[60:], bytes(4))
                self.assertNotIn(key, self.path(ref).read_bytes())
            self.assertEqual([r.slot for r, _key in made], [0, 1, 2])
            self.assertEqual({len(key) for _ref, key in made}, {32})
        self.assertEqual(
            {p.suffix for p in self.path(ref).parent.iterdir()},
            {".keys", ".json", ".lock"},
        )

    def test_file_and_directory_are_synced_in_order(self):
        key_store.create_keys(self.env, 1)
        calls, sync, rename = [], os.fsync, Path.rename

        def spy(handle):
            calls.append("dir" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
            sync(handle)

        def renamed(path, target):
            calls.append("rename")
            return rename(path, target)

        with patch.object(os, "fsync", spy), patch.object(Path, "rename", renamed):
            made = key_store.create_keys(self.env, 500)
            self.assertEqual(calls, ["file", "rename", "dir"])
            calls.clear()
            key_store.destroy_keys(self.env, [ref for ref, _key in made[1:]])
            self.assertEqual(calls, ["file", "file"], "that a rotation is due, first")
            calls.clear()
            key_store.destroy_keys(self.env, [made[0][0]])
            self.assertEqual(calls, ["file", "dir"])

    def test_header_names_the_transaction(self):
        (ref, _key), *_rest = key_store.create_keys(self.env, 2)
        found, _failed = key_folder.survey(self.path(ref).parent)
        header, filled = found[ref.file]
        self.env.cr.execute(
            "SELECT pg_current_xact_id()::text, system_identifier"
            "  FROM pg_control_system()"
        )
        transaction, cluster = self.env.cr.fetchone()
        self.assertEqual(header, (int(transaction), cluster, 2))
        self.assertEqual(filled, {0, 1})

    def test_no_keys_no_file(self):
        self.assertEqual(key_store.create_keys(self.env, 0), [])
        self.assertFalse(self.root.exists())

    def test_failed_write_leaves_nothing(self):
        uuid = key_directory.for_writing(self.env).uuid
        with (
            patch.object(os, "fsync", side_effect=OSError(28, "disk full")),
            self.assertRaisesRegex(KeyStoreError, "disk full") as caught,
        ):
            key_store.create_keys(self.env, 1)
        self.assertTrue(caught.exception.file.endswith(".keys"))
        left = set(os.listdir(self.root / uuid))
        self.assertEqual(left, {"owner.json", "wrapping.lock"})

    def test_read_back(self):
        for ref, key in key_store.create_keys(self.env, 5):
            self.assertEqual(key_store.read_key(self.env, ref), key)

    def test_missing_file(self):
        (ref, _key), *_rest = key_store.create_keys(self.env, 1)
        self.path(ref).unlink()
        with self.assertRaisesRegex(KeyMissing, ref.file) as caught:
            key_store.read_key(self.env, ref)
        self.assertIn("key_dir", str(caught.exception))
        self.assertNotIn(str(self.root), str(caught.exception))
        self.assertEqual(key_store.destroy_keys(self.env, [ref]), [])

    def test_file_without_rights(self):
        (ref, _key), *_rest = key_store.create_keys(self.env, 1)
        key_store.read_key(self.env, ref)  # the wrapping key is known
        opened = os.open

        def denied(path, *args, **kwargs):
            if Path(path) == self.path(ref):
                raise PermissionError(13, "denied")
            return opened(path, *args, **kwargs)

        with (
            patch.object(os, "open", denied),
            self.assertRaisesRegex(KeyUnreadable, f"{ref.file}.*denied.*right"),
        ):
            key_store.read_key(self.env, ref)

    def test_failing_disk(self):
        (ref, _key), *_rest = key_store.create_keys(self.env, 1)
        with (
            patch.object(os, "pread", side_effect=OSError(5, "I/O error")),
            self.assertRaisesRegex(KeyUnreadable, "I/O error"),
        ):
            key_store.read_key(self.env, ref)

    def test_damaged_files(self):
        (ref, _key), *_rest = key_store.create_keys(self.env, 2)
        whole = self.path(ref).read_bytes()
        damaged = {
            "empty": b"",
            "part of the header": whole[:63],
            "truncated": whole[:-1],
            "too long": whole + b"x",
            "magic": b"x" + whole[1:],
            "version": whole[:7] + b"\x03" + whole[8:],
        }
        for name, content in damaged.items():
            self.path(ref).write_bytes(content)
            with self.subTest(name):
                for act in (
                    key_store.read_key,
                    lambda env, r: key_store.destroy_keys(env, [r]),
                ):
                    with self.assertRaisesRegex(KeyUnreadable, ref.file):
                        act(self.env, ref)
                self.assertEqual(self.path(ref).read_bytes(), content)

    def test_what_is_no_file(self):
        (ref, _key), *_rest = key_store.create_keys(self.env, 1)
        target = self.path(ref).rename(self.root / "elsewhere")
        self.path(ref).symlink_to(target)
        with self.assertRaises(KeyUnreadable):
            key_store.read_key(self.env, ref)
        self.path(ref).unlink()
        self.path(ref).mkdir()
        with self.assertRaises(KeyUnreadable):
            key_store.read_key(self.env, ref)

    def test_slot_that_never_was(self):
        (ref, _key), *_rest = key_store.create_keys(self.env, 1)
        with self.assertRaisesRegex(KeyUnreadable, "slot"):
            key_store.read_key(self.env, ref._replace(slot=1))

    def test_reference_as_text(self):
        ref = KeyRef(str(uuid4()), f"{uuid4().hex}.keys", 12)
        self.assertEqual(ref.to_text(), f"{ref.identity}/{ref.file}/12")
        self.assertEqual(KeyRef.from_text(ref.to_text()), ref)

    def test_malformed_references_are_refused(self):
        uuid, file = str(uuid4()), f"{uuid4().hex}.keys"
        texts = ("", "/", f"{uuid}/{file}", f"{uuid}/{file}/", f"{uuid}/{file}/-1")
        texts += (f"{uuid}/{file}/1/2", f"{uuid}/{file}/01", f"{uuid}/{file}/１")
        texts += (f"../{file}/0", f"{uuid}/../0", f"{uuid}/owner.json/0")
        texts += (f"/etc/{file}/0", f"{uuid}/{file}\n/0", f"{uuid}\n/{file}/0")
        texts += (
            f"{uuid}/{file}\0/0",
            f"{uuid.upper()}/{file}/0",
            f"{uuid}/{file}/1\n",
        )
        for text in texts:
            with self.subTest(text=text), self.assertRaises(KeyUnreadable):
                KeyRef.from_text(text)

    def test_reference_cannot_leave_the_root(self):
        (good, key), *_rest = key_store.create_keys(self.env, 1)
        outside = self.root.parent / good.file
        outside.write_bytes(self.path(good).read_bytes())
        for ref in (
            good._replace(identity=".."),
            good._replace(file=f"../../{good.file}"),
            good._replace(identity=str(outside.parent)),
            good._replace(slot=-1),
        ):
            with self.assertRaises(KeyUnreadable):
                key_store.read_key(self.env, ref)
            with self.assertRaises(KeyUnreadable):
                key_store.destroy_keys(self.env, [good, ref])
        self.assertEqual(key_store.read_key(self.env, good), key)


@tagged("post_install", "-at_install")
class TestDestroy(KeyStoreCase):
    def test_slot_is_overwritten_in_place(self):
        made = key_store.create_keys(self.env, 3)
        ref, key = made[1]
        inode = self.path(ref).stat().st_ino
        with open(self.path(ref), "rb") as held:
            self.assertEqual(key_store.destroy_keys(self.env, [ref]), [])
            self.assertNotIn(key, held.read())
        self.assertEqual(self.path(ref).stat().st_ino, inode)
        with self.assertRaisesRegex(KeyMissing, "gone for good"):
            key_store.read_key(self.env, ref)
        for other, kept in (made[0], made[2]):
            self.assertEqual(key_store.read_key(self.env, other), kept)

    def test_last_key_takes_the_file_along(self):
        made = key_store.create_keys(self.env, 3)
        refs = [ref for ref, _key in made]
        with open(self.path(refs[0]), "rb") as held:
            key_store.destroy_keys(self.env, refs)
            self.assertFalse(any(held.read()[128:]))
        self.assertFalse(self.path(refs[0]).exists())
        self.assertEqual(key_store.destroy_keys(self.env, refs), [])
        with self.assertRaises(KeyMissing):
            key_store.read_key(self.env, refs[0])

    def test_repeated(self):
        made = key_store.create_keys(self.env, 2)
        for _attempt in range(2):
            self.assertEqual(key_store.destroy_keys(self.env, [made[0][0]]), [])
        self.assertEqual(key_store.read_key(self.env, made[1][0]), made[1][1])

    @mute_logger(LOGGER + ".vault.key_directory")
    def test_keys_of_another_database_are_skipped(self):
        (foreign, key), *_rest = key_store.create_keys(self.env, 1)
        self.give_away(foreign.identity)
        (own, _key), *_rest = key_store.create_keys(self.env, 1)
        unknown = own._replace(identity=str(uuid4()))
        skipped = key_store.destroy_keys(self.env, [foreign, own, unknown])
        self.assertEqual(skipped, [foreign, unknown])
        self.assertEqual(key_store.read_key(self.env, foreign), key)
        self.assertFalse(self.path(own).exists())

    def test_one_bad_file_does_not_save_the_others(self):
        (bad, _key), *_rest = key_store.create_keys(self.env, 1)
        (good, _key), *_rest = key_store.create_keys(self.env, 1)
        self.path(bad).write_bytes(b"")
        with self.assertRaisesRegex(KeyUnreadable, bad.file):
            key_store.destroy_keys(self.env, [bad, good])
        self.assertFalse(self.path(good).exists())
