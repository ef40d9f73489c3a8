"""The lanes: nothing is left out, nothing runs twice, a failure is not lost."""

import re
import unittest

from pa_dev import lanes, paths

TAGS = f"/{paths.MODULE},-slow"


class TestHalves(unittest.TestCase):
    def test_every_class_once(self):
        rest, part = lanes.halves(TAGS, {})
        left_out = set(re.findall(r"-/\w+:(\w+)", rest))
        taken = set(re.findall(r"(?:^|,)/\w+:(\w+)", part))
        self.assertTrue(rest.startswith(TAGS))
        self.assertEqual(left_out, taken)
        self.assertLess(taken, set(lanes._weights({})))
        self.assertIn("-slow", part)

    def test_by_the_time_that_is_known(self):
        name = next(iter(lanes._weights({})))
        parts = lanes.halves(TAGS, {f"{name}.test_a": 9e6, f"{name}.test_b": 9e6})
        taken = set(re.findall(r"(?:^|,)/\w+:(\w+)", parts[1]))
        everything = set(lanes._weights({}))
        self.assertIn(len(taken), (1, len(everything) - 1))


class TestRun(unittest.TestCase):
    def test_all_reports(self):
        found = lanes.run([lambda n=n: n for n in range(9)])
        self.assertEqual(sorted(found), list(range(9)))

    def test_failure(self):
        def fail():
            raise KeyError("x")

        with self.assertRaises(KeyError):
            lanes.run([fail, lambda: 1])


if __name__ == "__main__":
    unittest.main()
