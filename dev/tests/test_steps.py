"""A step's result is kept only when the step has succeeded."""

import os
import tempfile
import unittest
from unittest import mock

from pa_dev import console, steps


class TestSteps(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        patch = mock.patch.dict(os.environ, {"XDG_CACHE_HOME": folder.name})
        self.addCleanup(patch.stop)
        patch.start()
        quiet = mock.patch.object(steps, "say")
        self.addCleanup(quiet.stop)
        quiet.start()
        self.built = []

    def build(self, folder):
        (folder / "file").touch(exist_ok=False)
        self.built.append(folder)

    def test_once(self):
        folder = steps.ensure("x", "recipe", self.build)
        self.assertEqual(steps.ensure("x", "recipe", self.build), folder)
        self.assertEqual(self.built, [folder])
        self.assertTrue((folder / "file").exists())

    def test_again_for_another_recipe(self):
        one = steps.ensure("x", "one", self.build)
        two = steps.ensure("x", "two", self.build)
        self.assertEqual(self.built, [one, two])

    def test_again_after_a_failure(self):
        def fail(folder):
            (folder / "file").touch()
            raise console.Problem("no network")

        with self.assertRaises(console.Problem):
            steps.ensure("x", "recipe", fail)
        folder = steps.ensure("x", "recipe", self.build)
        self.assertEqual(self.built, [folder])


if __name__ == "__main__":
    unittest.main()
