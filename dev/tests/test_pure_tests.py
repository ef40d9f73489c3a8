"""Pure tests run without a database, and what is not pure is no pure test."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from pa_dev import odoo_source, pure_tests, python_env

HEAD = "from odoo.tests import BaseCase, TransactionCase, tagged\n"
PURE = (
    HEAD
    + """
@tagged("pure")
class TestOne(BaseCase):
    def test_passes(self):
        self.assertIn("odoo.tests", __import__("sys").modules)

    def test_fails(self):
        for number in range(2):
            with self.subTest(number=number):
                self.assertTrue(number)

    def test_database(self):
        __import__("psycopg2").connect("dbname=postgres")

    def test_skipped(self):
        self.skipTest("later")

@tagged("pure", "long")
class TestLong(BaseCase):
    def test_passes(self):
        pass
"""
)


class TestPureTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.tests = Path(folder.name) / "tests"
        (self.tests / "text").mkdir(parents=True)
        (self.tests / "__init__.py").write_text("raise ValueError('not to be run')")
        (self.tests / "text/__init__.py").touch()

    def run_with(self, text, *wanted):
        """Return the exit status, the last line and what was said besides."""
        (self.tests / "text/test_one.py").write_text(text)
        source = odoo_source.find()
        code = (
            "import sys, pathlib; from pa_dev import pure_tests; sys.exit("
            "pure_tests.main(pathlib.Path(sys.argv[1]), sys.argv[2:]))"
        )
        dev = Path(pure_tests.__file__).parents[1]
        done = subprocess.run(
            [python_env.odoo_python(source), "-c", code, self.tests.parent, *wanted],
            env={**os.environ, "PYTHONPATH": f"{dev}{os.pathsep}{source.root or ''}"},
            capture_output=True,
            text=True,
            check=False,
        )
        lines = done.stdout.splitlines()
        return done.returncode, lines[-1] if lines else "", done.stderr

    def test_counts(self):
        status, last, said = self.run_with(PURE)
        self.assertEqual((status, last), (1, "1 passed, 3 failed"), said)
        self.assertIn("opens a database", said)

    def test_long_ones_when_they_are_named(self):
        for name in ("long", "TestLong"):
            found = self.run_with(PURE, name)
            self.assertEqual(found[:2], (0, "1 passed, 0 failed"), found[2])

    def test_none_is_a_failure(self):
        self.assertEqual(self.run_with(PURE, "TestNone")[:2], (1, "0 passed, 0 failed"))

    def test_tags_are_told_when_wrong(self):
        for text in (
            PURE.replace('"pure", "long"', '"long"'),
            PURE.replace("(BaseCase)", "(TransactionCase)"),
        ):
            status, _last, said = self.run_with(text)
            self.assertEqual(status, 1)
            self.assertRegex(said, "Test(One|Long) .*is.* tagged pure")


if __name__ == "__main__":
    unittest.main()
