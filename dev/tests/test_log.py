"""The log checker: nothing but a plainly passed test counts as passed."""

import unittest

from pa_dev import log

ODOO = "odoo.addons.partner_anonymization.tests.test_x"


def record(level, message, logger=ODOO):
    # Odoo puts a space, and figures of the request if there is one, at the end.
    return f"2026-01-31 12:00:00,123 4711 {level} db {logger}: {message} "


def run(*records, total="0 failed, 0 error(s) of 2 tests", level="INFO"):
    """Return the lines of a run of two tests with `records` in between."""
    return [
        record("INFO", "Starting TestA.test_one ..."),
        *records,
        record("INFO", "Starting TestA.test_two ..."),
        record(level, f"{total} when loading database 'db'", "odoo.service.server"),
    ]


class TestLog(unittest.TestCase):
    def assert_counts(self, lines, passed, failed, status=0):
        report = log.check(lines, status)
        self.assertEqual((report.passed, report.failed), (passed, failed))
        self.assertEqual(bool(report.shown), bool(failed))
        return report

    def test_passed(self):
        self.assert_counts(run(), 2, 0)

    def test_times(self):
        lines = [one.replace("12:00:00", "12:00:07") for one in run()[1:]]
        times = log.check([run()[0], *lines]).times
        self.assertEqual(times, {"TestA.test_one": 7.0, "TestA.test_two": 0.0})

    def test_a_clock_that_a_test_has_set_is_no_time(self):
        moved = record("INFO", "later").replace("2026-01-31", "2027-02-01")
        self.assertEqual(log.check([run()[0], moved]).times, {})

    def test_failure(self):
        lines = run(
            record("INFO", "=" * 70),
            record("ERROR", "FAIL: TestA.test_one"),
            "Traceback (most recent call last):",
            "AssertionError: 1 != 2",
            total="1 failed, 0 error(s) of 2 tests",
            level="ERROR",
        )
        report = self.assert_counts(lines, 1, 1, status=1)
        self.assertIn("AssertionError: 1 != 2", report.shown[0])

    def test_subtests_of_one_test_are_one_failure(self):
        lines = run(
            record("ERROR", "FAIL: Subtest TestA.test_one (case=1)"),
            record("ERROR", "ERROR: Subtest TestA.test_one [a message] (case=2)"),
        )
        report = self.assert_counts(lines, 1, 1, status=1)
        self.assertEqual(len(report.shown), 2)

    def test_class_setup_fails_without_a_test(self):
        lines = [
            record("ERROR", f"ERROR: setUpClass ({ODOO}.TestA)"),
            record("ERROR", f"ERROR: setUpClass ({ODOO}.TestB)"),
            record(
                "ERROR", "0 failed, 2 error(s) of 0 tests when loading database 'd'"
            ),
        ]
        self.assert_counts(lines, 0, 3, status=1)

    def test_failures_of_a_module_are_no_further_failure(self):
        lines = run(
            record("ERROR", "FAIL: TestA.test_one"),
            record("ERROR", "Module m: 1 failures, 0 errors of 2 tests", "odoo.x"),
        )
        self.assert_counts(lines, 1, 1, status=1)

    def test_skipped(self):
        lines = run(record("INFO", "skipped TestA.test_one : Chrome not found"))
        self.assert_counts(lines, 1, 1)

    def test_skipped_class(self):
        lines = [
            record("INFO", f"skipped setUpClass ({ODOO}.TestA) : no browser"),
            record("INFO", "0 failed, 0 error(s) of 1 tests when loading database 'd'"),
        ]
        self.assert_counts(lines, 1, 1)

    def test_nothing_run(self):
        total = "0 failed, 0 error(s) of 0 tests when loading database 'db'"
        self.assert_counts([record("WARNING", total)], 0, 1)

    def test_stray_error(self):
        for level in ("ERROR", "CRITICAL"):
            lines = run(record(level, "bad query: SELECT", "odoo.sql_db"))
            self.assert_counts(lines, 2, 1)

    def test_the_word_error_in_a_message_is_none(self):
        self.assert_counts(run(record("INFO", "No ERROR here, skipped it")), 2, 0)

    def test_ended_early(self):
        self.assert_counts(run()[:1], 1, 1)
        self.assert_counts([], 0, 1)

    def test_exit_status_alone(self):
        self.assert_counts(run(), 2, 1, status=1)


if __name__ == "__main__":
    unittest.main()
