"""README, manifest and imports name the same packages."""

import ast
import re
import sys
from pathlib import Path

from packaging.requirements import Requirement

from odoo.tests import BaseCase, tagged

ROOT = Path(__file__).parents[2]
FOLDERS = ("cli", "engine", "models", "report", "wizards", "wording")
# What Odoo itself asks for.
ODOOS = {"dateutil", "lxml", "markupsafe", "odoo", "psycopg2", "pytz", "reportlab"}
# Name in the code: name of the package.
SOFT = {
    "holidays": "holidays",
    "phonenumbers": "phonenumbers",
    "pkcs11": "python-pkcs11",
}
_ROW = re.compile(r"^``([\w.-]+)``\s+(yes|no)(?:, (\d+)-(\d+))?\s", re.MULTILINE)


@tagged("post_install", "-at_install", "pure")
class TestDependencies(BaseCase):
    def setUp(self):
        super().setUp()
        manifest = ast.literal_eval((ROOT / "__manifest__.py").read_text())
        self.depends = manifest["depends"]
        self.packages = {
            one.name: one.specifier
            for one in map(Requirement, manifest["external_dependencies"]["python"])
        }
        self.readme = (ROOT / "README.rst").read_text()

    def test_imports(self):
        found = set()
        for folder in FOLDERS:
            for path in (ROOT / folder).rglob("*.py"):
                found |= set(_imported(ast.parse(path.read_text())))
        for path in ROOT.glob("*.py"):
            found |= set(_imported(ast.parse(path.read_text())))
        # Odoo reads the ranges of the manifest with it.
        found.add("packaging")
        found -= set(sys.stdlib_module_names) | ODOOS
        self.assertEqual(found, {*self.packages, *SOFT})

    def test_readme(self):
        table = self.readme.split("Python package    Needed", 1)[1].split("\n\n", 1)[0]
        rows = {name: rest for name, *rest in _ROW.findall(table)}
        needed = {name for name, rest in rows.items() if rest[0] == "yes"}
        self.assertEqual(needed, set(self.packages))
        self.assertEqual(rows.keys() - needed, set(SOFT.values()))
        for name, specifier in self.packages.items():
            _needed, first, last = rows[name]
            if not specifier:
                self.assertFalse(first, name)
                continue
            self.assertTrue(specifier.contains(first), name)
            self.assertTrue(specifier.contains(f"{last}.99"), name)
            self.assertFalse(specifier.contains(str(int(first) - 1)), name)
            self.assertFalse(specifier.contains(str(int(last) + 1)), name)

    def test_readme_says_how_to_install(self):
        (command,) = re.findall(r"``pip install ([^`]+)``", self.readme)
        asked = map(Requirement, re.findall(r'[^\s"]+', command))
        self.assertEqual({one.name: one.specifier for one in asked}, self.packages)

    def test_odoo_modules(self):
        for name in self.depends:
            self.assertIn(f"(module ``{name}``)", self.readme)


def _imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name.split(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.split(".")[0]
