"""A key directory of its own for each test of the key store."""

import json
import stat
import tempfile
from pathlib import Path

from odoo.tests import TransactionCase

from ...engine.vault import key_directory
from . import key_folders

LOGGER = "odoo.addons.partner_anonymization.engine"
FOREIGN = {"system_identifier": "1", "database_oid": "1"}


def nothing_alive(_cr, _names):
    return set()


class KeyStoreCase(TransactionCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name).resolve() / "keys"
        key_folders.kek_dir(self, self.root.with_name("kek"))
        self.parameters = self.env["ir.config_parameter"].sudo()
        self.set_root(self.root)

    def set_root(self, path):
        self.parameters.set_param(key_directory.KEY_DIR_PARAMETER, str(path))

    def path(self, ref):
        return self.root / ref.identity / ref.file

    def slots(self, ref):
        """The slots of a file with one group, as they are on the disk."""
        content = self.path(ref).read_bytes()
        return [content[i : i + 64] for i in range(128, len(content), 64)]

    def give_away(self, uuid):
        """Make the key directory that of another database."""
        (self.root / uuid / "owner.json").write_text(json.dumps(FOREIGN))

    def assertMode(self, path, mode):
        self.assertEqual(oct(stat.S_IMODE(path.stat().st_mode)), oct(mode))
