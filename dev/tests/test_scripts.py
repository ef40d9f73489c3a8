"""Counts of the tests that are plain Python scripts."""

import re
import tempfile
import unittest
from pathlib import Path

from pa_dev import script_tests


class TestCounts(unittest.TestCase):
    def assert_counts(self, text, passed, failed, status=0):
        report = script_tests.check("x", text, status)
        self.assertEqual((report.passed, report.failed), (passed, failed))
        self.assertEqual(bool(report.shown), bool(failed))

    def test_passed(self):
        self.assert_counts("...\nRan 3 tests in 0.1s\n\nOK\n", 3, 0)

    def test_failed_and_skipped(self):
        text = "Ran 5 tests in 0.1s\n\nFAILED (failures=1, errors=1, skipped=1)\n"
        self.assert_counts(text, 2, 3, status=1)
        self.assert_counts("Ran 2 tests in 0.1s\n\nOK (skipped=1)\n", 1, 1)

    def test_setup_of_the_class(self):
        text = "Ran 0 tests in 0.1s\n\nFAILED (errors=1)\n"
        self.assert_counts(text, 0, 1, status=1)

    def test_nothing_run(self):
        self.assert_counts("Ran 0 tests in 0.0s\n\nNO TESTS RAN\n", 0, 1, status=5)
        self.assert_counts("Traceback\nImportError\n", 0, 1, status=1)

    def test_killed(self):
        self.assert_counts("test_a (x.T.test_a) ... ", 0, 1, status=-9)


class TestLimit(unittest.TestCase):
    def test_as_the_script_says(self):
        with tempfile.TemporaryDirectory() as folder:
            script = Path(folder) / "test_x.py"
            script.write_text("LONG = True\n")
            self.assertEqual(script_tests.limit(script), script_tests.LIMIT)
            script.write_text("LONG = True\nMINUTES = 75\n")
            self.assertEqual(script_tests.limit(script), 75)

    def test_the_soak_has_the_time_that_it_takes(self):
        (script,) = script_tests.find("torture_soak.py")
        found = re.search(r"^MOST_SECONDS = .* else (\d+)$", script.read_text(), re.M)
        self.assertGreater(60 * script_tests.limit(script), int(found[1]) + 600)


if __name__ == "__main__":
    unittest.main()
