"""Imports against the order of the module, or past the face of a wing, are faults."""

import subprocess
import tempfile
import unittest
from pathlib import Path

from pa_dev import lint, paths, wings

WINGS = """
    text database periods vault datamap log subject due unmapped plan sweep checks proof
    worklist runs
""".split()
FOLDERS = """
    log approvals retention datamap keys certificates kept settings requests nights runs
    worklist guard partner overview
""".split()
FLOORS = ("engine", "wording", "models", "wizards", "testing", "tests")


class ModuleCase(unittest.TestCase):
    """A module of the same shape as ours, with a cipher in the vault."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name) / paths.MODULE
        for name in ("", *FLOORS):
            self.write(f"{name}/__init__.py")
        for name in WINGS:
            shown = ["SealUnusable", "cipher"] if name == "vault" else []
            self.write(f"engine/{name}/__init__.py", f"__all__ = {shown}")
        for name in FOLDERS:
            self.write(f"models/{name}/__init__.py")
        for name in ("hooks", "parameters", "engine/vault/cipher", "engine/vault/lost"):
            self.write(f"{name}.py")
        self.write("engine/vault/__init__.py", "from . import cipher, lost")

    def write(self, name, line=""):
        """Add a line to a file."""
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        with open(file, "a") as handle:
            handle.write(f"{line}\n")


class TestOrder(ModuleCase):
    """The contracts of import-linter."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.command = lint.import_linter()

    def check(self):
        """Return the names of the broken contracts, and all that is said."""
        done = subprocess.run(
            self.command,
            cwd=self.root.parent,
            capture_output=True,
            text=True,
            check=False,
        )
        said = done.stdout + done.stderr
        broken = [
            line.removesuffix(" BROKEN")
            for line in said.splitlines()
            if line.endswith(" BROKEN")
        ]
        self.assertEqual(bool(broken), bool(done.returncode), said)
        return broken, said

    def test_in_order(self):
        self.write("engine/runs/__init__.py", "from ..vault import cipher")
        self.write("models/partner/res_partner.py", "from ..log import x")
        self.assertEqual(self.check()[0], [])

    def test_faults(self):
        floors, wing, folder, tests = (
            "The floors of the module",
            "The wings of the engine",
            "The folders of models",
            "The product knows nothing of its tests",
        )
        for name, line, contract in (
            ("engine/vault/cipher.py", "from ..runs import x", wing),
            ("engine/text/terms.py", "from .. import vault", wing),
            ("engine/proof/prove.py", "from ..worklist import x", wing),
            ("engine/cellar/__init__.py", "", wing),
            ("engine/loose.py", "", wing),
            ("models/log/line.py", "from ..partner import x", folder),
            ("models/cellar/__init__.py", "", folder),
            ("engine/due/due_date.py", "from ...wording import x", floors),
            ("engine/due/due_date.py", "from ...models.log import x", floors),
            ("wording/notes.py", "from ..models import x", floors),
            ("models/log/line.py", "from ...wizards import x", floors),
            ("parameters.py", "from . import engine", floors),
            ("cellar/__init__.py", "", floors),
            ("models/log/line.py", "from ...tests import x", tests),
        ):
            with self.subTest(name=name, line=line):
                self.setUp()
                self.write(name, line)
                broken, said = self.check()
                self.assertEqual(broken, [contract], said)


class TestFaces(ModuleCase):
    """What is used of a wing from outside."""

    def assert_faults(self, name, line, *expected):
        with self.subTest(name=name, line=line):
            self.setUp()
            for one in line.split("; "):
                self.write(name, one)
            found = wings.faults(self.root)
            used = [fault.split(" uses ")[1].split(",")[0] for fault in found]
            self.assertEqual(used, list(expected))
            if expected:
                self.assertTrue(found[0].startswith(f"{name}:"), found)

    def test_listed_names(self):
        for name, line in (
            ("models/log/line.py", "from ...engine.vault import SealUnusable, cipher"),
            ("models/log/line.py", "from ...engine import vault; vault.cipher"),
            ("engine/runs/purging.py", "from ..vault import cipher"),
            ("engine/vault/subject_seal.py", "from .lost import Lost"),
            ("engine/vault/subject_seal.py", "from . import lost; lost.Lost"),
            ("engine/vault/__init__.py", "from .lost import Lost"),
            ("tests/test_cipher.py", "from ..engine.vault.lost import Lost"),
            ("hooks.py", "from . import engine"),
        ):
            self.assert_faults(name, line)

    def test_reaching_into_a_wing(self):
        inside = "engine.vault.cipher.seal"
        full = "odoo.addons.partner_anonymization.engine.vault.cipher"
        for name, line in (
            ("models/log/line.py", "from ...engine.vault.cipher import seal"),
            ("wizards/wizard.py", "from ..engine.vault.cipher import seal"),
            ("engine/runs/purging.py", "from ..vault.cipher import seal"),
            ("engine/runs/__init__.py", "from ..vault.cipher import seal"),
            ("hooks.py", "from .engine.vault.cipher import seal"),
            ("models/log/line.py", f"from {full} import seal"),
            ("models/log/line.py", f"import {full}.seal"),
        ):
            self.assert_faults(name, line, inside)

    def test_unlisted_names(self):
        name = "models/log/line.py"
        unlisted = "engine.vault.lost"
        self.assert_faults(name, "from ...engine.vault import lost", unlisted)
        self.assert_faults(name, "from ...engine import vault; vault.lost", unlisted)
        self.assert_faults(
            name, "from ...engine import vault as safe; safe.lost", unlisted
        )
        self.assert_faults(name, "from ...engine.vault import *", "engine.vault.*")
        inner = "def load():\n    from ...engine.vault import y"
        self.assert_faults(name, inner, "engine.vault.y")

    def test_wing_without_a_face(self):
        self.write("engine/cellar/__init__.py")
        (fault,) = wings.faults(self.root)
        self.assertIn("engine/cellar/__init__.py", fault)


if __name__ == "__main__":
    unittest.main()
