"""The documentation is true: its example works, its links and pictures exist."""

import os
import re
import sys
import textwrap
import unittest
from pathlib import Path

import harness
from docutils import nodes
from docutils.core import publish_doctree

REPO = Path(__file__).resolve().parents[2]
DOCS = REPO / "docs"
EXAMPLE = DOCS / "example"
LATER = True
SETTINGS = {
    "report_level": 2,
    "halt_level": 2,  # a warning is an error
    "file_insertion_enabled": False,
    "syntax_highlight": "none",
}
BLOCK = re.compile(r"\.\. code-block:: \w+\n\n((?:(?:    .*)?\n)+)")


class TestExample(harness.StandaloneCase):
    label = "example"

    def test_of_its_own(self):
        """The example's own tests, run as its page says."""
        sys.path.insert(0, str(Path(os.environ["PA_ODOO_BIN"]).parent))
        from pa_dev import paths, ports

        self.db.disconnect()
        told = self.db.odoo(
            *("-i", "gym_membership", "--test-tags", "/gym_membership"),
            *(f"--addons-path={paths.addons()},{EXAMPLE}", "--log-handler"),
            *("odoo.tests.result:INFO", f"--http-port={ports.any_free()}"),
        )
        self.assertRegex(told, r"0 failed, 0 error\(s\) of [1-9]\d* tests")

    def test_is_what_the_page_shows(self):
        files = [
            p.read_text() for p in EXAMPLE.rglob("*") if p.suffix in (".py", ".xml")
        ]
        blocks = BLOCK.findall((DOCS / "developer.rst").read_text())
        self.assertGreater(len(blocks), 3)
        for block in blocks:
            shown = textwrap.dedent(block).strip()
            found = [shown in textwrap.dedent(text) for text in files]
            found += [textwrap.indent(shown, "    ") in text for text in files]
            self.assertTrue(any(found), f"No file of the example has:\n{shown}")


class TestPages(unittest.TestCase):
    def pages(self):
        return [REPO / "README.rst", *sorted(DOCS.glob("*.rst"))]

    def document(self, page):
        return publish_doctree(page.read_text(), settings_overrides=SETTINGS)

    def test_a_page_for_each(self):
        names = {page.stem for page in self.pages()}
        self.assertLessEqual({"administrator", "clerk", "developer", "officer"}, names)

    def test_links_and_pictures(self):
        """Each leads to a file that is there, and to a section that the page has."""
        for page in self.pages():
            document = self.document(page)
            targets = [
                one["refuri"]
                for one in document.findall(nodes.reference)
                if "refuri" in one
            ]
            targets += [one["uri"] for one in document.findall(nodes.image)]
            for target in targets:
                with self.subTest(page=page.name, target=target):
                    self.assertThere(page, target)

    def assertThere(self, page, target):
        if target.startswith("https://"):
            return
        path, _hash, section = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        self.assertTrue(file.exists())
        if section:
            ids = {id_ for one in self.document(file).findall() for id_ in ids_of(one)}
            self.assertIn(section, ids)


def ids_of(node):
    return node.get("ids", ()) if isinstance(node, nodes.Element) else ()


if __name__ == "__main__":
    unittest.main()
