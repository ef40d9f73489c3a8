"""The kills of test_files, 50 rounds each, and with other draws each time.

PA_TORTURE_SEED repeats the draws of a run, which prints its seed; PA_QUICK makes it
as short as the usual test.
"""

import os
import random
import shutil
import subprocess
import tempfile
import unittest

import file_rounds
import harness

LATER = True


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


def may_mount():
    """Whether this user may mount a file system: root, outside of most containers."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            return False
        harness.client("umount", folder)
    return True


if may_mount():

    class TestSmallDisk(file_rounds.FullDiskCase):
        label = "smalldisk"

        def test_small_file_system(self):
            """The file store is on a disk with room for some of the files."""
            aside = tempfile.mkdtemp(prefix="pa-test-store-")
            self.addCleanup(shutil.rmtree, aside, ignore_errors=True)
            size = sum(path.stat().st_size for path in self.store.rglob("*"))
            harness.client("cp", "-a", f"{self.store}/.", aside)
            options = f"size={size + (9 << 20)}"
            harness.client(
                "mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.store)
            )
            try:
                harness.client("cp", "-a", f"{aside}/.", str(self.store))
                self._refused(lambda: None)
                more = f"remount,size={size + (99 << 20)}"
                harness.client("mount", "-o", more, str(self.store))
                self._restored()
                stored = self._stored()
            finally:
                harness.client("umount", str(self.store))
            self.assertEqual(stored, self.live[1])

else:
    print("No file system may be mounted: the test of a small one is left out.")


if __name__ == "__main__":
    unittest.main()
