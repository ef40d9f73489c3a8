import os
import tempfile
import unittest
from types import SimpleNamespace
from unittest.mock import patch

from pa_dev import databases


class Server:
    def query(self, _sql):
        return [("complete",)]


class TestNote(unittest.TestCase):
    def test_counts_only_with_the_files(self):
        store = databases.Databases(SimpleNamespace(server=Server()))
        with (
            tempfile.TemporaryDirectory() as folder,
            patch.dict(os.environ, XDG_CACHE_HOME=folder),
        ):
            self.assertIsNone(store.note("pa_example"))
            databases.filestore("pa_example").mkdir(parents=True)
            self.assertEqual(store.note("pa_example"), "complete")
