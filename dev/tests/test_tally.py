"""The closing table of the torture."""

import dataclasses
import unittest

from pa_dev import log, script_tests, tally


@dataclasses.dataclass
class Report:
    name: str
    failed: int
    tallies: list


class TestTally(unittest.TestCase):
    def test_found(self):
        text = (
            "x\nTALLY Race rounds=3 races=4\n TALLY x y\nINFO z: TALLY A inputs=12 \n"
        )
        self.assertEqual(
            tally.find(text),
            [("Race", {"rounds": 3, "races": 4}), ("A", {"inputs": 12})],
        )

    def test_table(self):
        reports = [
            Report("race", 0, [("Race", {"rounds": 3, "races": 4})]),
            Report("fuzz", 2, [("A", {"inputs": 12}), ("B", {"inputs": 30})]),
            Report("killed", 1, []),
            Report("other", 0, []),
        ]
        lines = [line.split() for line in tally.table(reports)]
        self.assertEqual(
            lines,
            [
                ["rounds", "kills", "races", "inputs", "violations"],
                ["race", "3", "0", "4", "0", "0"],
                ["fuzz", "0", "0", "0", "42", "2"],
                ["A", "0", "0", "0", "12"],
                ["B", "0", "0", "0", "30"],
                ["killed", "0", "0", "0", "0", "1"],
                ["all", "3", "0", "4", "42", "3"],
            ],
        )

    def test_both_kinds_of_logs(self):
        script = "TALLY Race rounds=3\nRan 2 tests in 1s\n\nOK\n"
        report = script_tests.check("race", script, 0)
        self.assertEqual(report.name, "race")
        self.assertEqual(report.tallies, [("Race", {"rounds": 3})])
        record = "2026-01-01 00:00:00,000 1 INFO db odoo.x: TALLY A inputs=12"
        self.assertEqual(log.check([record]).tallies, [("A", {"inputs": 12})])


if __name__ == "__main__":
    unittest.main()
