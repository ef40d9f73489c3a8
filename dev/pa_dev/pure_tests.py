"""Runs the tests that need neither a database nor Odoo's registry.

Odoo's own interpreter runs this file, as a program. The module's package is a shell
whose ``__init__`` is not run, so that no model is loaded, and no connection to a
database can be opened: what works here is pure.
"""

import importlib
import logging
import re
import sys
import time
import types
import unittest
from pathlib import Path

PACKAGE = "odoo.addons.partner_anonymization"
TAG, LONG = "pure", "long"
MAY_BE_PURE = re.compile(r"\bBaseCase\b|unittest\.TestCase|\bKeyFolderCase\b")


def files(root):
    """Return the files with tests that may be pure."""
    folder = root / "tests"
    return [
        path
        for path in sorted(folder.rglob("test_*.py"))
        if path.relative_to(folder).parts[0] != "standalone"
        and MAY_BE_PURE.search(path.read_text())
    ]


def shells(root):
    """Make the packages of the module and of its tests known, without their code."""
    for name, folder in ((PACKAGE, root), (f"{PACKAGE}.tests", root / "tests")):
        package = types.ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules[name] = package


def forbid_databases():
    """Let every connection fail."""
    import psycopg2

    def connect(*_args, **_options):
        raise AssertionError("A test that is tagged pure opens a database.")

    psycopg2.connect = connect


def cases(root):
    """Return the classes of tests that are tagged pure.

    Raise AssertionError where a class that needs no database is not, or the reverse.
    """
    from odoo.tests import BaseCase, TransactionCase

    found = []
    for path in files(root):
        name = ".".join(path.relative_to(root).with_suffix("").parts)
        module = importlib.import_module(f"{PACKAGE}.{name}")
        for case in vars(module).values():
            is_case = isinstance(case, type) and issubclass(case, unittest.TestCase)
            if not is_case or case.__module__ != module.__name__ or not _names(case):
                continue
            pure = issubclass(case, BaseCase) and not issubclass(case, TransactionCase)
            if pure != (TAG in getattr(case, "test_tags", ())):
                says = "needs no database, and is not" if pure else "is"
                raise AssertionError(f"{case.__name__} {says} tagged {TAG}.")
            if pure:
                found.append(case)
    return found


def _names(case):
    return unittest.TestLoader().getTestCaseNames(case)


def run(case):
    """Run the tests of a class; return how many passed, and how many did not."""
    from odoo.tests.result import OdooTestResult
    from odoo.tests.suite import OdooSuite

    class Result(OdooTestResult):
        """Knows which tests are bad; skipped ones are."""

        def __init__(self):
            super().__init__()
            self.bad = set()

        def addError(self, test, err):
            super().addError(test, err)
            self.bad.add(getattr(test, "test_case", test))

        def addFailure(self, test, err):
            super().addFailure(test, err)
            self.bad.add(getattr(test, "test_case", test))

        def addSkip(self, test, reason):
            super().addSkip(test, reason)
            self.bad.add(test)

    result = Result()
    OdooSuite(map(case, _names(case)))(result)
    passed = result.testsRun - sum(isinstance(one, case) for one in result.bad)
    return passed, len(result.bad)


def main(root, wanted):
    """Run the tests; return the exit status.

    `wanted` are names of classes, or the tag `long`; without any, all classes but those
    that have this tag.
    """
    handler = logging.StreamHandler()
    handler.setLevel(logging.ERROR)
    logging.getLogger().addHandler(handler)
    shells(root)
    forbid_databases()
    passed = failed = 0
    for case in cases(root):
        tags = {case.__name__, LONG} if LONG in case.test_tags else {case.__name__}
        if tags.isdisjoint(wanted) if wanted else LONG in tags:
            continue
        begin = time.monotonic()
        good, bad = run(case)
        passed, failed = passed + good, failed + bad
        print(f"{time.monotonic() - begin:6.1f} s  {case.__name__}", flush=True)
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parents[2], sys.argv[1:]))
