"""Stopping says what is true, and a restart keeps the log of before."""

import fcntl
import os
import pathlib
import signal
import subprocess
import tempfile
import threading
import time
import unittest
from unittest import mock

from pa_dev import demo, paths, pg_cluster, pg_users


class TestStop(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = pathlib.Path(folder.name)
        self.running = True
        for name, value in (
            ("home", lambda: self.home),
            ("stop", self._stopped),
            ("is_running", lambda: self.running),
        ):
            patch = mock.patch.object(pg_cluster, name, value)
            patch.start()
            self.addCleanup(patch.stop)

    def _stopped(self):
        self.running = False

    def _held(self, kind, seconds):
        """Hold the lock as a command or as the watcher does, for a while."""
        handle = os.open(self.home / "users.lock", os.O_RDWR | os.O_CREAT)
        fcntl.flock(handle, kind)
        timer = threading.Timer(seconds, os.close, [handle])
        timer.start()
        self.addCleanup(timer.join)

    def test_nobody_uses_it(self):
        self.assertTrue(pg_users.stop())
        self.assertFalse(self.running)

    def test_a_demo_that_is_just_ending(self):
        self._held(fcntl.LOCK_SH, 0.5)
        self.assertTrue(pg_users.stop())
        self.assertFalse(self.running)

    def test_the_watcher_is_stopping_it(self):
        self._held(fcntl.LOCK_EX, 0.5)
        self.assertTrue(pg_users.stop())

    def test_the_watcher_has_stopped_it_and_is_still_there(self):
        self._held(fcntl.LOCK_EX, 1)
        self.running = False
        self.assertTrue(pg_users.stop(patience=0.2))

    def test_another_command_uses_it(self):
        self._held(fcntl.LOCK_SH, 1.5)
        start = time.monotonic()
        self.assertFalse(pg_users.stop(patience=0.3))
        self.assertLess(time.monotonic() - start, 1.2)
        self.assertTrue(self.running)


class TestLog(unittest.TestCase):
    """The server of the demo, played by a shell that says a word and ends."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        for name in ("logs", "clone"):
            patch = mock.patch.object(paths, name, lambda: self.folder)
            patch.start()
            self.addCleanup(patch.stop)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            self.addCleanup(signal.signal, number, signal.getsignal(number))

    def _serve(self, word):
        environment = mock.Mock()
        environment.odoo = lambda *_options: ["sh", "-c", f"echo {word}"]
        environment.start = subprocess.Popen
        with self.assertRaises(demo.Problem):
            demo.Server(environment).run()
        return (self.folder / "demo.log").read_text()

    def test_a_restart_adds_to_the_log(self):
        self._serve("first")
        self.assertEqual(self._serve("second").split(), ["first", "second"])

    def test_a_long_log_makes_room_once(self):
        self._serve("first")
        with mock.patch.object(demo, "LONG_LOG", 2):
            self.assertEqual(self._serve("second"), "second\n")
        self.assertEqual((self.folder / "demo.log.1").read_text(), "first\n")
