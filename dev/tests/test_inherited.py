"""Odoo's loader runs no test that a class inherits, unless the class says so."""

import ast
import unittest
from pathlib import Path

TESTS = Path(__file__).parents[2] / "tests"
FLAG = "allow_inherited_tests_method"


def _classes():
    """``{name: (path, names of the bases, whether it has tests, or the flag)}``"""
    found = {}
    for path in TESTS.rglob("*.py"):
        if path.parent.name == "standalone":  # run by unittest itself
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                bases = [ast.unparse(base).split(".")[-1] for base in node.bases]
                has_tests = any(
                    isinstance(one, ast.FunctionDef) and one.name.startswith("test")
                    for one in node.body
                )
                has_flag = any(
                    isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == FLAG
                    for one in node.body
                )
                found[node.name] = (path, bases, has_tests, has_flag)
    return found


class TestInherited(unittest.TestCase):
    def test_inherited_tests_run(self):
        classes = _classes()

        def above(name):
            for base in classes[name][1] if name in classes else ():
                if base in classes:
                    yield base
                    yield from above(base)

        count = 0
        for name, (path, _bases, _has_tests, has_flag) in classes.items():
            bases = list(above(name))
            if any(classes[base][2] for base in bases):
                count += 1
                says = has_flag or any(classes[base][3] for base in bases)
                self.assertTrue(says, f"{path}: {name} needs {FLAG} = True")
        self.assertGreater(count, 5)
