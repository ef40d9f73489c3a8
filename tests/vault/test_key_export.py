"""Keys in safe-keeping: one file under a passphrase, and back again."""

import json
import os
import random
import shutil
import zlib
from contextlib import suppress
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import BaseCase, tagged

from ...engine.vault import key_directory, key_export, key_file, key_store
from ...engine.vault.key_export import NoExport
from ..cases import key_faults
from ..common import AnonymizationCase

PASSPHRASE = b"a passphrase of the tests"
FILE = f"{5:032x}.keys"
UUID = "01234567-89ab-4cde-8f01-23456789abcd"


@tagged("post_install", "-at_install", "pure")
class TestExportFormat(BaseCase):
    def _packed(self):
        keys = {0: os.urandom(32), 2: os.urandom(32)}
        found = {UUID: {FILE: (key_file.Header(2**64 - 1, -1, 3), keys)}}
        return found, key_export.pack(found)

    def test_round_trip(self):
        found, packed = self._packed()
        content = key_export.encrypt(packed, PASSPHRASE)
        self.assertEqual(content[:10], b"PAEXPORT\x01\x11")
        self.assertNotIn(packed[:8], content)
        opened = key_export.decrypt(content, PASSPHRASE)
        self.assertEqual(key_export.unpack(opened), found)

    def test_wrong_and_damaged(self):
        _found, packed = self._packed()
        content = key_export.encrypt(packed, PASSPHRASE, log_n=4)
        with self.assertRaises(NoExport):
            key_export.decrypt(content, PASSPHRASE + b"x")
        for number in range(len(content)):
            damaged = bytearray(content)
            damaged[number] ^= 1 << number % 8
            for one in (bytes(damaged), content[:number]):
                with self.assertRaises(NoExport):
                    key_export.decrypt(one, PASSPHRASE)

    def test_parameters_that_fill_the_memory(self):
        content = bytearray(key_export.encrypt(b"x", PASSPHRASE, log_n=4))
        for place, value in ((9, 21), (9, 40), (9, 0), (10, 255), (11, 255)):
            changed = content.copy()
            changed[place] = value
            with self.assertRaises(NoExport):
                key_export.decrypt(bytes(changed), PASSPHRASE)

    def test_content_that_is_none(self):
        valid = [1, 1, 3, {"0": "A" * 43 + "="}]
        for value in (
            [],
            {"../x": {FILE: valid}},
            {UUID: []},
            {UUID: {"../../x.keys": valid}},
            {UUID: {FILE: [1, 1, 3]}},
            {UUID: {FILE: [1, 1, 2**40, {}]}},
            {UUID: {FILE: [-1, 1, 3, {}]}},
            {UUID: {FILE: ["1", 1, 3, {}]}},
            {UUID: {FILE: [1, 1, 3, {"3": valid[-1]["0"]}]}},
            {UUID: {FILE: [1, 1, 3, {"0": "AA=="}]}},
            {UUID: {FILE: [1, 1, 3, {"x": valid[-1]["0"]}]}},
            {UUID: {FILE: [1, 1, 3, []]}},
            {UUID: {FILE: [1.5, 1, 3, {}]}},
        ):
            content = zlib.compress(json.dumps(value).encode())
            with self.subTest(value=value), self.assertRaises(NoExport):
                key_export.unpack(content)

    def test_damaged_below_the_tag(self):
        """An error or something of the right form: that it is the right thing, the tag
        of the encryption says, not the checksum of the compression."""
        chance, (_found, packed) = random.Random(5), self._packed()
        for _round in range(2000):
            content = bytearray(packed)
            content[chance.randrange(len(content))] ^= chance.randrange(1, 256)
            with suppress(NoExport):
                self._assert_well_formed(key_export.unpack(bytes(content)))

    def _assert_well_formed(self, found):
        for uuid, groups in found.items():
            self.assertTrue(key_directory.is_valid(uuid))
            for file, (header, keys) in groups.items():
                self.assertRegex(file, r"\A[0-9a-f]{32}\.keys\Z")
                self.assertTrue(keys.keys() <= set(range(header.slots)))
                self.assertEqual({len(key) for key in keys.values()} - {32}, set())


@tagged("post_install", "-at_install")
class TestExport(AnonymizationCase):
    def setUp(self):
        super().setUp()
        key_faults.forget()
        self._without_demo()
        self.log = self.env["partner.anonymization"]
        self.person.anonymize()
        self.other = self.Partner.create({"name": "Olga Octavius", "email": "o@o.dk"})
        self.other.anonymize()
        self.file = Path(self.key_dir).with_name(f"{os.path.basename(self.key_dir)}.x")
        self.addCleanup(self.file.unlink, missing_ok=True)
        self.folder = Path(self.key_dir, key_directory.current(self.env).uuid)

    def _without_demo(self):
        """The keys of the demo data are elsewhere; and each test has a directory."""
        self.use_own_keys()
        for name in ("seal", "document_seal", "opt_out"):
            self.env.cr.execute(f"DELETE FROM partner_anonymization_{name}")

    def _export(self):
        count = self.log._keys_export(str(self.file), PASSPHRASE)
        self.assertEqual(oct(self.file.stat().st_mode), oct(0o100600))
        return count

    def _purge(self, partner):
        partner.purge_anonymized()
        with self.enter_registry_test_mode():
            self.env.cr.postcommit.run()
        self.env.invalidate_all()

    def test_everything_is_lost(self):
        self.assertGreaterEqual(self._export(), 2)
        for folder in (self.folder, Path(self.kek_dir)):
            for path in [*folder.rglob("*")][::-1]:
                path.rmdir() if path.is_dir() else path.unlink()
        self.folder.rmdir()
        key_faults.forget()
        with self.assertRaises(UserError):
            self.person.deanonymize()
        self.assertGreaterEqual(self.log._keys_import(str(self.file), PASSPHRASE), 2)
        self.assertEqual(self.log._keys_import(str(self.file), PASSPHRASE), 0)
        self.person.deanonymize()
        self.assertEqual(self.person.name, "Zacharias Quillfeather")
        lines, is_fine = self.log._keys_check()
        self.assertTrue(is_fine, lines)

    def test_what_was_deleted_stays_deleted(self):
        self._export()
        self.env.cr.execute(
            "SELECT key_ref FROM partner_anonymization_seal WHERE partner_id = %s",
            [self.other.id],
        )
        refs = [key_store.KeyRef.from_text(ref) for (ref,) in self.env.cr.fetchall()]
        self._purge(self.other)
        self.assertEqual(self.log._keys_import(str(self.file), PASSPHRASE), 0)
        shutil.rmtree(self.folder)
        self.assertGreaterEqual(self.log._keys_import(str(self.file), PASSPHRASE), 1)
        for ref in refs:
            with self.assertRaises(key_store.KeyMissing):
                key_store.read_key(self.env, ref)
        self.person.deanonymize()

    def test_refused(self):
        with self.assertRaisesRegex(UserError, "12 characters"):
            self.log._keys_export(str(self.file), b"short")
        self._export()
        with self.assertRaisesRegex(UserError, "File exists"):
            self._export()
        with self.assertRaisesRegex(UserError, "another passphrase"):
            self.log._keys_import(str(self.file), PASSPHRASE + b"x")
        with self.assertRaisesRegex(UserError, "No such file"):
            self.log._keys_import(f"{self.file}y", PASSPHRASE)
        with (
            patch.object(key_directory, "standing", return_value="foreign"),
            self.assertRaisesRegex(UserError, "take over"),
        ):
            self.log._keys_import(str(self.file), PASSPHRASE)
