"""The race of test_race, longer, and with other draws each time.

PA_TORTURE_SEED repeats the draws of a run, which prints its seed; PA_QUICK makes it
as short as the usual test.
"""

import os
import random
import unittest

import test_race

if not os.environ.get("PA_QUICK"):
    test_race.ROUNDS = 1500
test_race.SEED = int(
    os.environ.get("PA_TORTURE_SEED") or random.SystemRandom().randrange(10**6)
)


class TestLongRace(test_race.TestRace):
    label = "longrace"


if __name__ == "__main__":
    unittest.main()
