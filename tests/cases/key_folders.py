"""A key directory and its key encryption keys, without a database."""

import os
import tempfile
from pathlib import Path
from unittest.mock import patch
from uuid import uuid4

from odoo.tests import BaseCase

from ...engine.vault import key_directory, key_file, key_folder, owner_file, wrapping

LOGGER = "odoo.addons.partner_anonymization.engine.vault"
HEADER = key_file.Header(2**40 + 7, 2**62 + 11, 8)


def kek_dir(case, folder):
    """Keep the key encryption keys of a test in a folder of its own."""
    double = patch.dict(os.environ, {"PARTNER_ANONYMIZATION_KEK_DIR": str(folder)})
    double.start()
    add_cleanup = case.addClassCleanup if isinstance(case, type) else case.addCleanup
    add_cleanup(double.stop)
    add_cleanup(wrapping.forget)


class KeyFolderCase(BaseCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.kek = Path(folder.name, "kek")
        kek_dir(self, self.kek)
        self.folder = Path(folder.name, "keys", str(uuid4()))
        self.folder.mkdir(parents=True)
        owner_file.write(self.folder, owner_file.Database(1, 1))
        self.assertTrue(key_directory.is_valid(self.folder.name))

    def make(self, count=8):
        """Make a group of keys: (file, keys)."""
        file = f"{uuid4().hex}.keys"
        keys = [os.urandom(32) for _number in range(count)]
        key_folder.create(self.folder, file, HEADER._replace(slots=count), keys)
        return file, keys

    def assertReadable(self, groups, without=()):
        """:param without: (file, slot) of destroyed keys"""
        for file, keys in groups:
            for slot, key in enumerate(keys):
                if (file, slot) in without:
                    with self.assertRaises(OSError):
                        key_folder.fetch(self.folder, file, slot)
                else:
                    self.assertEqual(key_folder.fetch(self.folder, file, slot), key)
