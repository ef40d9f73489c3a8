"""The kills of test_files, 50 rounds each, and with other draws each time.

PA_TORTURE_SEED repeats the draws of a run, which prints its seed; PA_QUICK makes it
as short as the usual test.
"""

import os
import random
import unittest

import file_rounds


class TestManyFileKills(file_rounds.RoundsCase):
    label = "longfiles"
    rounds = file_rounds.RoundsCase.rounds if os.environ.get("PA_QUICK") else 50
    seed = int(
        os.environ.get("PA_TORTURE_SEED") or random.SystemRandom().randrange(10**6)
    )

    def test_restore(self):
        self.rounds_of_restore()

    def test_purge(self):
        self.rounds_of_purge()


if __name__ == "__main__":
    unittest.main()
