"""What T=… and PROFILE=… select."""

import re
import unittest
from unittest import mock

from pa_dev import script_tests, selection
from pa_dev.console import Problem
from pa_dev.paths import REPO

M = selection.MODULE


class TestSelection(unittest.TestCase):
    def select(self, *arguments, used=True):
        with mock.patch.object(selection, "_is_used", return_value=used):
            return selection.select(*arguments)

    def test_everything(self):
        found = self.select()
        later = ",-slow,-bench,-torture"
        self.assertEqual(found.tags, {"apps": f"/{M}{later}"})
        self.assertEqual(found.standalone, "test_*.py")
        self.assertTrue(found.own)
        self.assertFalse(found.narrow)

    def test_the_rest(self):
        """What takes too long for every day, each test once."""
        with mock.patch.object(selection, "_is_used", return_value=True):
            found = selection.select_rest()
        tags = {"all": "all_apps", "apps": "slow", "base": "accounting_only"}
        tags["neighbours"] = "neighbours"
        expected = {name: f"{tag}/{M},-bench,-torture" for name, tag in tags.items()}
        self.assertEqual(found.tags, expected)
        self.assertTrue(found.later)
        self.assertFalse(found.narrow or found.own)

    def test_each_script_in_one_of_both(self):
        """All but the race with other draws, which is as long as the usual one, and the
        plans of all statements, for which a large database is filled."""
        scripts = script_tests.find("test_*.py") + script_tests.find("torture_*.py")
        later = {one.stem for one in scripts if script_tests.is_later(one)}
        self.assertIn("torture_files", later)
        soon = {one.stem for one in scripts} - later
        usual = {"test_kill", "test_race", "test_rights", "test_runs"}
        usual |= {"test_hsm", "test_key_drill"}
        self.assertEqual(
            soon, usual | {"torture_plans", "torture_race", "torture_soak"}
        )

    def test_what_is_tested_without_apps(self):
        """What is about all models that there are."""
        tagged = re.compile(r'@tagged\([^)]*"accounting_only"[^)]*\)\nclass (\w+)')
        found = {
            name
            for path in (REPO / "tests").rglob("test_*.py")
            for name in tagged.findall(path.read_text())
        }
        needed = """
            TestActivityMap TestBlockers TestGuards TestGuardsGeneric TestInterface
            TestLeak TestMap TestPurge TestRoundTrip TestUnmapped
        """
        self.assertEqual(set(needed.split()) - found, set())

    def test_no_run_that_has_no_tests(self):
        self.assertFalse(self.select("torture", used=False).tags)

    def test_tag_or_class(self):
        found = self.select("race")
        self.assertEqual(found.tags, {"apps": f"race/{M},*/{M}:race"})
        self.assertIsNone(found.standalone)
        self.assertTrue(found.narrow)

    def test_class_and_method(self):
        for text in (":TestRace", ":TestRace.test_x", ".test_x"):
            self.assertEqual(self.select(text).tags, {"apps": f"*/{M}{text}"})

    def test_profile(self):
        self.assertEqual(list(self.select("race", "base").tags), ["base"])
        self.assertEqual(list(self.select("accounting_only").tags), ["base"])

    def test_scripts(self):
        self.assertEqual(self.select("standalone").standalone, "test_*.py")
        self.assertEqual(self.select("standalone:race").standalone, "test_race.py")
        self.assertEqual(self.select("torture").standalone, "torture_*.py")
        self.assertEqual(self.select("torture:kill").standalone, "torture_kill.py")
        self.assertFalse(self.select("torture:kill").tags)

    def test_not_understood(self):
        for arguments in (("a b",), ("race", "nothing"), ("a,",)):
            with self.assertRaises(Problem):
                self.select(*arguments)


if __name__ == "__main__":
    unittest.main()
