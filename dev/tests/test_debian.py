"""The suite's apt sources are the machine's own with another suite."""

import pathlib
import tempfile
import unittest

from pa_dev import debian
from pa_dev.console import Problem

STANZAS = """\
# A comment
Types: deb deb-src
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
"""
LINES = """\
# deb http://other.example/debian trixie main
deb http://mirror.example/debian-security bookworm-security main
deb [arch=amd64] http://mirror.example/debian/ bookworm main contrib
"""


class TestSources(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.etc = pathlib.Path(folder.name)
        (self.etc / "sources.list.d").mkdir()

    def test_stanzas(self):
        (self.etc / "sources.list.d/debian.sources").write_text(STANZAS)
        name, text = debian.sources(self.etc)
        self.assertTrue(name.endswith(".sources"))
        self.assertEqual(
            text.splitlines(),
            [
                "Types: deb",
                "URIs: http://mirror.example/debian",
                "Suites: sid",
                "Components: main",
                "Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg",
            ],
        )

    def test_lines(self):
        (self.etc / "sources.list").write_text(LINES)
        name, text = debian.sources(self.etc)
        self.assertTrue(name.endswith(".list"))
        self.assertEqual(
            text, "deb [arch=amd64] http://mirror.example/debian/ sid main\n"
        )

    def test_own_suite(self):
        release = self.etc / "os-release"
        release.write_text('NAME="Debian"\nVERSION_CODENAME=bookworm\n')
        suite = debian.own_suite(release)
        self.assertEqual(suite, "bookworm")
        (self.etc / "sources.list").write_text(LINES)
        _name, text = debian.sources(self.etc, suite)
        self.assertIn("/debian/ bookworm main", text)
        release.write_text("NAME=other\n")
        self.assertEqual(debian.own_suite(release), "sid")

    def test_none(self):
        (self.etc / "sources.list").write_text("deb http://x.example/ubuntu n main\n")
        with self.assertRaises(Problem):
            debian.sources(self.etc)


if __name__ == "__main__":
    unittest.main()
