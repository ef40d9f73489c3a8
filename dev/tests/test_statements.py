"""The page of statements names tests that exist, and says so where there is none."""

import ast
import re
import unittest
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "readme" / "STATEMENTS.rst"
ROW = re.compile(r"^   ([EDG])(\d+) \| ([^|]+) \| ([^|]+) \| ([^|\n]+)$", re.M)
MOST_BYTES = 20_000


def rows():
    """Tuples (document, number, statement, where, test)."""
    return ROW.findall(PAGE.read_text(encoding="utf-8"))


def tests():
    """``{Class.test}`` of all tests of the module, inherited ones left out."""
    found = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                found |= {
                    f"{node.name}.{one.name}"
                    for one in node.body
                    if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")
                }
    return found


class TestStatements(unittest.TestCase):
    def test_each_named_test_exists(self):
        known = tests()
        missing = {row[-1] for row in rows()} - known - {"not tested"}
        self.assertEqual(missing, set())

    def test_each_line_is_a_row(self):
        """A line that is not understood would not be checked."""
        lines = PAGE.read_text(encoding="utf-8").splitlines()
        table = [line for line in lines if re.match(r"   [A-Z]\d", line)]
        self.assertEqual(len(table), len(rows()))

    def test_each_document_is_numbered_without_gaps(self):
        numbers = {}
        for document, number, *_rest in rows():
            numbers.setdefault(document, []).append(int(number))
        self.assertEqual(list(numbers), ["E", "D", "G"])
        for document, found in numbers.items():
            self.assertEqual(found, list(range(1, len(found) + 1)), document)

    def test_the_page_stays_short(self):
        self.assertLess(PAGE.stat().st_size, MOST_BYTES)
