"""Whose keys they are: a copy of a database never touches the original's."""

import json
import os
from pathlib import Path
from unittest.mock import patch
from uuid import uuid4

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import config, mute_logger

from ...engine.vault import key_directory, key_store
from ..cases.key_store import LOGGER, KeyStoreCase


@tagged("post_install", "-at_install")
class TestKeyRoot(KeyStoreCase):
    def test_default_lies_in_the_data_directory(self):
        self.set_root("")
        expected = Path(config["data_dir"], "partner_anonymization", "keys").resolve()
        self.assertEqual(key_directory.key_root(self.env), expected)

    def test_relative_path_is_refused(self):
        self.set_root("keys")
        with self.assertRaisesRegex(UserError, "absolute"):
            key_directory.key_root(self.env)

    def test_file_store_is_refused(self):
        store = Path(self.env["ir.attachment"]._filestore())
        link = self.root.parent / "link"
        link.symlink_to(store)
        for path in (store, store / "x", store / "x" / "..", store.parent, link / "x"):
            self.set_root(path)
            with self.subTest(path=path), self.assertRaisesRegex(UserError, "file st"):
                key_directory.key_root(self.env)

    def test_unwritable_is_refused(self):
        with (
            patch.object(os, "access", return_value=False),
            self.assertRaisesRegex(UserError, "cannot write"),
        ):
            key_directory.for_writing(self.env)
        plain = self.root.parent / "file"
        plain.touch()
        self.set_root(plain / "keys")
        with self.assertRaisesRegex(UserError, "cannot write"):
            key_directory.for_writing(self.env)

    def test_failure_to_make_the_directory_is_told(self):
        with (
            patch.object(Path, "mkdir", side_effect=PermissionError(13, "denied")),
            self.assertRaisesRegex(UserError, "cannot write"),
        ):
            key_directory.for_writing(self.env)


@tagged("post_install", "-at_install")
class TestIdentity(KeyStoreCase):
    def test_reading_creates_nothing(self):
        self.assertEqual(key_directory.current(self.env), ("", False))
        self.assertEqual(key_directory.owned(self.env), [])
        self.assertFalse(self.root.exists())

    def test_writing_creates_it_once(self):
        made = key_directory.for_writing(self.env)
        self.assertTrue(made.owner)
        self.assertEqual(key_directory.for_writing(self.env), made)
        self.assertEqual(key_directory.current(self.env), made)
        folder = self.root / made.uuid
        self.assertMode(self.root, 0o700)
        self.assertMode(folder, 0o700)
        self.assertMode(folder / "owner.json", 0o600)
        self.env.cr.execute(
            "SELECT oid FROM pg_database WHERE datname = current_database()"
        )
        owner = json.loads((folder / "owner.json").read_text())
        self.assertEqual(owner["database_oid"], str(self.env.cr.fetchone()[0]))

    def test_every_role_may_tell_the_cluster(self):
        self.env.cr.execute(
            "SELECT has_function_privilege('public', 'pg_control_system()', 'execute')"
        )
        self.assertTrue(self.env.cr.fetchone()[0])

    def test_nothing_is_stored_in_the_database(self):
        """So that no digest of the database moves, and no copy carries it along."""
        made = key_directory.for_writing(self.env)
        self.assertFalse(self.parameters.search([("value", "=", made.uuid)]))

    @mute_logger(LOGGER + ".vault.key_directory")
    def test_copy_gets_its_own(self):
        (ref, key), *_rest = key_store.create_keys(self.env, 2)
        self.give_away(ref.identity)
        before = {p: p.read_bytes() for p in self.path(ref).parent.iterdir()}
        self.assertEqual(key_directory.current(self.env), ("", False))
        self.assertEqual(key_store.read_key(self.env, ref), key)
        (own, _key), *_rest = key_store.create_keys(self.env, 1)
        self.assertNotEqual(own.identity, ref.identity)
        self.assertTrue(key_directory.owns(self.env, own.identity))
        self.assertEqual(key_directory.current(self.env), (own.identity, True))
        after = {p: p.read_bytes() for p in self.path(ref).parent.iterdir()}
        self.assertEqual(after, before)

    def test_adopt(self):
        (ref, key), *_rest = key_store.create_keys(self.env, 1)
        self.give_away(ref.identity)
        self.path(ref).parent.chmod(0o755)
        self.assertEqual(
            key_directory.adopt(self.env, ref.identity), (ref.identity, True)
        )
        self.assertMode(self.path(ref).parent, 0o700)
        self.assertEqual(key_directory.for_writing(self.env).uuid, ref.identity)
        self.assertEqual(key_store.read_key(self.env, ref), key)
        self.assertEqual(key_store.destroy_keys(self.env, [ref]), [])

    @mute_logger(LOGGER + ".vault.key_directory")
    def test_adopt_beside_an_own_identity(self):
        (ref, _key), *_rest = key_store.create_keys(self.env, 1)
        self.give_away(ref.identity)
        own = key_directory.for_writing(self.env)
        self.assertEqual(
            key_directory.adopt(self.env, ref.identity), (ref.identity, True)
        )
        self.assertTrue(key_directory.owns(self.env, ref.identity))
        self.assertEqual(
            key_directory.owned(self.env), sorted([ref.identity, own.uuid])
        )

    def test_adopt_refuses_what_is_no_key_directory(self):
        for uuid in (str(uuid4()), "..", "../x", "", str(uuid4()).upper()):
            with self.subTest(uuid=uuid), self.assertRaises(UserError):
                key_directory.adopt(self.env, uuid)

    @mute_logger(LOGGER + ".vault.key_directory")
    def test_damaged_owner_file_owns_nothing(self):
        uuid = key_directory.for_writing(self.env).uuid
        for content in ("", "[]", "{}", '{"system_identifier": "x"}', "\xff"):
            (self.root / uuid / "owner.json").write_text(content, "latin-1")
            with self.subTest(content=content):
                self.assertFalse(key_directory.owns(self.env, uuid))

    def test_unreadable_owner_file_is_told(self):
        uuid = key_directory.for_writing(self.env).uuid
        with (
            patch.object(Path, "read_bytes", side_effect=PermissionError(13, "no")),
            self.assertRaisesRegex(UserError, "cannot be read"),
        ):
            key_directory.owns(self.env, uuid)
        self.assertEqual(key_directory.current(self.env).uuid, uuid)
