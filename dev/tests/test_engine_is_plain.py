"""The engine knows nothing of the module's models but what goes through the door."""

import ast
import unittest
from pathlib import Path

ENGINE = Path(__file__).parents[2] / "engine"
OWN = "partner.anonym"
# The prefix itself, to leave the module's own models out of what is looked at.
PREFIX = "partner.anonymization"
# Methods of the module on models of Odoo; fields have no leading underscore.
OWN_METHOD = "_anonymiz"


def _texts(node):
    """The constant texts in an expression, f-strings and sums among them."""
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def _docstrings(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield id(node.value)


def uses(source):
    """Where a source uses a model of the module: list of (line, what)."""
    tree = ast.parse(source)
    silent = set(_docstrings(tree))
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript):
            found += [
                (node.lineno, text)
                for text in _texts(node.slice)
                if text.startswith(OWN)
            ]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            # A name in a variable, looked up later; SQL has its tables elsewhere.
            is_name = node.value.startswith(OWN) and not set(node.value) & set(" \n")
            if is_name and id(node) not in silent and node.value != PREFIX:
                found.append((node.lineno, node.value))
        elif isinstance(node, ast.Attribute) and node.attr.startswith(OWN_METHOD):
            found.append((node.lineno, node.attr))
    # An alias in SQL is not a model.
    return [(line, what) for line, what in found if not what.startswith(OWN + "_")]


class TestEngineIsPlain(unittest.TestCase):
    def test_no_model_of_the_module(self):
        found = {}
        for path in sorted(ENGINE.rglob("*.py")):
            if here := uses(path.read_text(encoding="utf-8")):
                found[str(path.relative_to(ENGINE))] = here
        self.assertFalse(found, "Ask for it through engine/database/door.py.")

    def test_what_is_found(self):
        for source in (
            'env["partner.anonymization.rule"].search([])',
            'self.env[f"partner.anonymization.{name}"]',
            'env["partner." + "anonymization"]; NAME = "partner.anonymization.line"',
            'env["partner.anonymization"]',
            'env.get("partner.anonymization.opt.out")',
            "company._anonymization_followed(name)",
        ):
            self.assertTrue(uses(source), source)

    def test_what_is_not(self):
        for source in (
            '"""Rows of ``partner.anonymization.kept``."""',
            'name.startswith("partner.anonymization")',
            'cr.execute("SELECT partner.anonymization_line_id FROM res_partner p")',
            'env["res.partner"].browse(ids)',
            "company.anonymization_retention_years",
            "door.models.rules(env)",
        ):
            self.assertFalse(uses(source), source)


if __name__ == "__main__":
    unittest.main()
