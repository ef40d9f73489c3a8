"""Files survive kills and full disks: what is restored is whole, or can be restored.

``torture_files.py`` does the same with more rounds and other draws.
"""

import unittest

import file_rounds

LATER = True


class TestFileKills(file_rounds.RoundsCase):
    label = "filekills"

    def test_restore(self):
        self.rounds_of_restore()

    def test_purge(self):
        self.rounds_of_purge()


class TestFullDisk(file_rounds.FullDiskCase):
    label = "fulldisk"

    def test_limit_of_file_size(self):
        for size in (0, 500_000, 5 << 20, 20 << 20):
            with self.subTest(size=size):
                self._refused(lambda size=size: file_rounds.limited(size))
        self._restored()


if __name__ == "__main__":
    unittest.main()
