"""The wheel holds what is needed and nothing else, and works in a plain Odoo."""

import os
import re
import shutil
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

import harness
from docutils import nodes
from docutils.core import publish_doctree

sys.path.insert(0, str(Path(os.environ["PA_ODOO_BIN"]).parent))
from pa_dev import plain_odoo, wheel  # noqa: E402

LATER = True
MODULE = harness.MODULE
INSIDE = f"odoo/addons/{MODULE}/"
LIFE = """
from odoo.addons import partner_anonymization as module
person = env["res.partner"].create({"name": "Ottokar Wheelwright", "city": "Husum"})
person.anonymize(note="Ticket 1")
assert person.name == "Anonymisiert" and not person.city, person.read(["name", "city"])
person.deanonymize(note="Ticket 2")
assert (person.name, person.city) == ("Ottokar Wheelwright", "Husum")
line = person.anonymize(note="Ticket 3").line_ids
line.action_prove()
assert line.proof_state == "proved", line.proof_state
person.purge_anonymized(note="Ticket 4")
assert person.name == "Gelöscht"
env.cr.commit()
print("PROVED FROM", module.__file__)
"""


class WheelCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = Path(tempfile.mkdtemp(prefix="pa-wheel-")).resolve()
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.wheel = wheel.build(cls.folder)
        cls.archive = zipfile.ZipFile(cls.wheel)
        cls.addClassCleanup(cls.archive.close)
        cls.names = set(cls.archive.namelist())

    def read(self, name):
        return self.archive.read(name).decode()

    def metadata(self):
        (name,) = [one for one in self.names if one.endswith(".dist-info/METADATA")]
        return self.read(name)


class TestContent(WheelCase):
    def test_name(self):
        self.assertRegex(
            self.wheel.name, rf"^odoo_addon_{MODULE}-19\.0\.\d+\.\d+\.\d+-py3-none-any"
        )

    def test_what_is_in_it(self):
        for name in (
            "LICENSE",
            "README.rst",
            "__manifest__.py",
            "readme/HISTORY.md",
            "static/description/icon.png",
            "static/description/index.html",
            "i18n/de.po",
            "testing/mixin.py",
        ):
            self.assertIn(INSIDE + name, self.names)
        self.assertIn("LESSER GENERAL PUBLIC LICENSE", self.read(f"{INSIDE}LICENSE"))

    def test_what_is_not_in_it(self):
        """Tests, benchmarks and what only developers need."""
        bad = re.compile(
            r"(^|/)(tests?|test_[^/]*|benchmarks?|dev|Makefile|pyproject\.toml"
            r"|\.[^/]*|[^/]*\.pyc|eslint[^/]*|node_modules)(/|$)"
        )
        inside = {name.removeprefix(INSIDE) for name in self.names}
        self.assertEqual({name for name in inside if bad.search(name)}, set())
        others = {name for name in self.names if not name.startswith(INSIDE)}
        self.assertEqual({name for name in others if ".dist-info/" not in name}, set())

    def test_requirements(self):
        found = set(re.findall(r"(?m)^Requires-Dist: (.*)$", self.metadata()))
        self.assertIn("odoo==19.0.*", found)
        names = {re.match(r"[\w-]+", one)[0] for one in found}
        self.assertEqual(
            names, {"cryptography", "hyperscan", "odoo", "packaging", "pypdf"}
        )

    def test_links_of_the_long_description(self):
        """It is shown where no file of the repository is beside it."""
        head, _empty, text = self.metadata().partition("\n\n")
        self.assertIn("Description-Content-Type: text/x-rst", head)
        document = publish_doctree(
            text,
            settings_overrides={
                "report_level": 2,
                "halt_level": 2,  # a warning is an error
                "file_insertion_enabled": False,
                "raw_enabled": False,
                "syntax_highlight": "none",
            },
        )
        targets = [
            one["refuri"]
            for one in document.findall(nodes.reference)
            if "refuri" in one
        ]
        targets += [one["uri"] for one in document.findall(nodes.image)]
        self.assertTrue(targets)
        relative = [one for one in targets if not one.startswith("https://")]
        self.assertEqual(relative, [])

    def test_links_of_the_page_in_apps(self):
        page = self.read(f"{INSIDE}static/description/index.html")
        found = re.findall(r'\b(?:src|href)="([^"]+)"', page)
        self.assertTrue(found)
        for one in found:
            if not one.startswith(("https://", "#")):
                self.assertIn(f"{INSIDE}static/description/{one}", self.names)


class TestPlainOdoo(WheelCase):
    """A database made by an Odoo into which pip has installed the wheel."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.odoo = plain_odoo.PlainOdoo(cls.folder / "venv")
        cls.odoo.install(cls.wheel)
        cls.db = harness.Database("wheel")
        cls.addClassCleanup(cls.db.drop)

    def run_odoo(self, *arguments, text=None):
        usual = ("-d", self.db.name, "--no-http", "--log-level=warn")
        printed = self.odoo.odoo(*arguments, *usual, text=text)
        told = re.findall(r"(?m)^.* (?:ERROR|CRITICAL) .*$", printed)
        self.assertEqual(told, [], printed[-4000:])
        return printed

    def test_life(self):
        install = ("-i", MODULE, "--skip-auto-install", "--load-language=de_DE")
        self.run_odoo(*install, "--stop-after-init")
        query = "SELECT state FROM ir_module_module WHERE name = %s"
        self.assertEqual(self.db.sql(query, [MODULE]), [("installed",)])
        query = (
            "SELECT count(*) FROM ir_ui_menu m JOIN ir_model_data d"
            " ON d.res_id = m.id AND d.model = 'ir.ui.menu' AND d.module = %s"
            " WHERE m.name->>'de_DE' <> m.name->>'en_US'"
        )
        self.assertGreater(self.db.sql(query, [MODULE])[0][0], 5)
        printed = self.run_odoo("shell", text=LIFE)
        self.assertIn(f"PROVED FROM {self.odoo.folder}", printed)
        command = self.odoo.odoo("anonymization_keys", "check", "-d", self.db.name)
        self.assertIn("Key directory:", command)


if __name__ == "__main__":
    unittest.main()
