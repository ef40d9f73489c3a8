"""The lanes: nothing is left out, nothing runs twice, a failure is not lost."""

import re
import unittest

from pa_dev import lanes, paths

TAGS = f"/{paths.MODULE},-slow"


class TestSplit(unittest.TestCase):
    def test_every_class_once(self):
        rest, part, browser = lanes.split(TAGS, {})
        left_out = re.findall(r"-/\w+:(\w+)", rest)
        taken = [re.findall(r"(?:^|,)/\w+:(\w+)", one) for one in (part, browser)]
        self.assertTrue(rest.startswith(TAGS))
        self.assertEqual(sorted(left_out), sorted(sum(taken, [])))
        self.assertLess(set(left_out), set(lanes._weights({})[0]))
        self.assertIn("-slow", part)
        self.assertIn("TestTour", taken[1])

    def test_by_the_time_that_is_known(self):
        everything, browser = lanes._weights({})
        name = min(everything.keys() - browser)
        parts = lanes.split(TAGS, {f"{name}.test_a": 9e6, f"{name}.test_b": 9e6})
        taken = set(re.findall(r"(?:^|,)/\w+:(\w+)", parts[1]))
        self.assertIn(len(taken), (1, len(everything) - len(browser) - 1))


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
