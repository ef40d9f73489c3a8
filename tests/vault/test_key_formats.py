"""Key directories and exports as earlier versions have written them open for ever."""

import json
import os
from base64 import b64decode
from pathlib import Path
from unittest.mock import patch

from odoo.tests import tagged

from ...engine.vault import key_export, key_folder, key_rotation, wrapping
from ...engine.vault.key_errors import Destroyed
from ..cases.key_folders import KeyFolderCase

FIXTURE = Path(__file__).parents[1] / "fixtures" / "keys_of_version_2.json"


@tagged("post_install", "-at_install", "pure")
class TestKeyFormats(KeyFolderCase):
    def setUp(self):
        super().setUp()
        self.old = json.loads(FIXTURE.read_text())
        secret = {"PARTNER_ANONYMIZATION_SECRET": self.old["secret"]}
        double = patch.dict(os.environ, secret)
        double.start()
        self.addCleanup(double.stop)
        root = self.kek.parent
        for one in self.old["folders"]:
            for name, content in one["files"].items():
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(b64decode(content))
            one["folder"] = root / one["identity"]
        wrapping.forget()

    def _read(self, one):
        for file, keys in one["keys"].items():
            for slot, key in enumerate(keys):
                if key is None:
                    with self.assertRaises(Destroyed):
                        key_folder.fetch(one["folder"], file, slot)
                else:
                    found = key_folder.fetch(one["folder"], file, slot)
                    self.assertEqual(found, b64decode(key))

    def test_opens(self):
        for one in self.old["folders"]:
            with self.subTest(one["kind"]):
                self._read(one)
                self.assertTrue(wrapping.is_due(one["folder"]))

    def test_rotates(self):
        for one in self.old["folders"]:
            with self.subTest(one["kind"]):
                self.assertEqual(key_rotation.rotate(one["folder"]), 4)
                self.assertFalse(wrapping.is_due(one["folder"]))
                found = key_rotation.read_all(one["folder"])
                left = {
                    file: {n: b64decode(key) for n, key in enumerate(keys) if key}
                    for file, keys in one["keys"].items()
                }
                self.assertEqual({f: keys for f, (_h, keys) in found.items()}, left)

    def test_export(self):
        for one in self.old["folders"]:
            phrase = self.old["passphrase"].encode()
            opened = key_export.decrypt(b64decode(one["export"]), phrase)
            expected = {one["identity"]: key_rotation.read_all(one["folder"])}
            self.assertEqual(key_export.unpack(opened), expected)
