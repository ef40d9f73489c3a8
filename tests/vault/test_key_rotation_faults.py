"""A rotation that is killed, is shared by several processes, or mends what was lost."""

import os
import signal
import threading
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from odoo.tests import tagged
from odoo.tools import mute_logger

from ...engine.vault import kek_file, key_file, key_folder, key_rotation, wrapping
from ...engine.vault.key_errors import Destroyed
from ..cases import plain_keys
from ..cases.key_folders import HEADER, LOGGER, KeyFolderCase

STEPS = {
    "key encryption key made": (kek_file.FileKeys, "generate"),
    "pack written": (key_file, "write"),
    "pack checked": (key_rotation, "_check"),
    "in force": (wrapping, "write"),
    "old key destroyed": (kek_file.FileKeys, "destroy"),
    "old key overwritten": (os, "pwrite"),
    "plain file overwritten": (key_file, "destroy"),
    "file removed": (Path, "unlink"),
}


@tagged("post_install", "-at_install", "pure")
class TestRotationKilled(KeyFolderCase):
    def test_killed(self):
        for name, (holder, method) in STEPS.items():
            for nth in (1, 2):
                with self.subTest(name, nth=nth):
                    self.setUp()
                    self._one(holder, method, nth)
                    self.doCleanups()

    def _one(self, holder, method, nth):
        groups = [self.make(), self.make(1)]
        key_rotation.rotate(self.folder)
        file, keys = f"{uuid4().hex}.keys", [os.urandom(32) for _n in range(8)]
        plain_keys.create(self.folder / file, HEADER, keys)
        groups += [self.make(2), self.make(1), (file, keys)]
        gone = {(groups[0][0], 1), (groups[3][0], 0)}
        for one, slot in gone:
            key_folder.overwrite(self.folder, {one: {slot}})
        wrapping.forget()
        status = _killed(self.folder, holder, method, nth)
        self.assertIn(status, (0, signal.SIGKILL))
        self.assertReadable(groups, gone)
        if status:
            self.assertTrue(wrapping.is_due(self.folder))
            with self.subTest("used before it is finished"):
                more = self.make(2)
                key_folder.overwrite(self.folder, {groups[0][0]: {2}})
                gone.add((groups[0][0], 2))
                groups.append(more)
                self.assertReadable(groups, gone)
        key_rotation.rotate(self.folder)
        self.assertReadable(groups, gone)
        self.assertEqual(len(list(self.kek.rglob("*.kek"))), 1)
        self.assertEqual(len(list(self.folder.glob("*.pack"))), 1)
        self.assertEqual(list(self.folder.glob("*.keys")), [])


def _killed(folder, holder, method, nth):
    """Rotate in a child process that kills itself after the nth call; return the
    signal, 0 when there were not so many."""
    child = os.fork()
    if not child:
        function, calls = getattr(holder, method), []

        def call(*args, **kwargs):
            result = function(*args, **kwargs)
            calls.append(1)
            if len(calls) == nth:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        try:
            setattr(holder, method, call)
            key_rotation.rotate(folder)
        finally:
            os._exit(0)
    return os.WTERMSIG(os.waitpid(child, 0)[1])


@tagged("post_install", "-at_install", "pure")
class TestRotationShared(KeyFolderCase):
    """Several processes work on one directory."""

    def test_several_processes(self):
        groups = [self.make() for _n in range(4)]
        children = [self._child(index) for index in range(4)]
        stop, failures = threading.Event(), []

        def read():
            while not stop.is_set():
                try:
                    for file, keys in groups:
                        if key_folder.fetch(self.folder, file, 7) != keys[7]:
                            failures.append(file)
                except OSError as error:
                    failures.append(error)

        reader = threading.Thread(target=read)
        reader.start()
        statuses = [os.waitpid(child, 0)[1] for child in children]
        stop.set()
        reader.join()
        self.assertEqual((statuses, failures), ([0] * 4, []))
        key_rotation.rotate(self.folder)
        self.assertReadable(groups)
        found, failed = key_folder.survey(self.folder)
        self.assertEqual(failed, {})
        self.assertEqual(len(found), 4 + 4 * 15)

    def _child(self, index):
        child = os.fork()
        if not child:
            status = 1
            try:
                for number in range(15):
                    file, keys = self.make(3)
                    if number % 3 == index % 3:
                        key_rotation.rotate(self.folder)
                    key_folder.overwrite(self.folder, {file: {0}})
                    with suppress(Destroyed):
                        key_folder.fetch(self.folder, file, 0)
                        os._exit(2)
                    if key_folder.fetch(self.folder, file, 2) != keys[2]:
                        os._exit(3)
                status = 0
            finally:
                os._exit(status)
        return child


@tagged("post_install", "-at_install", "pure")
class TestKeysFromAnExport(KeyFolderCase):
    """What is lost comes back from an export, whatever it was."""

    def setUp(self):
        super().setUp()
        self.groups = [self.make(), self.make(1)]
        key_rotation.rotate(self.folder)
        self.groups.append(self.make(2))
        self.found = key_rotation.read_all(self.folder)

    def test_read_all(self):
        expected = {file: dict(enumerate(keys)) for file, keys in self.groups}
        found = {file: keys for file, (_header, keys) in self.found.items()}
        self.assertEqual(found, expected)

    def _lose(self, *paths):
        for path in paths:
            path.unlink()
        wrapping.forget()

    def test_whatever_is_lost(self):
        for pattern in ("*.pack", wrapping.NAME, f"{self.groups[2][0]}", "*.keys", "*"):
            with self.subTest(pattern):
                self._lose(*self.folder.glob(pattern))
                key_rotation.rotate(self.folder, self.found)
                self.assertReadable(self.groups)
        with self.subTest("key encryption key"):
            self._lose(*self.kek.rglob("*.kek"))
            newer = self.folder / wrapping.NAME
            content = newer.read_bytes()
            key_rotation.rotate(self.folder, self.found)
            self.assertReadable(self.groups)
            aside = newer.with_name(f"{newer.name}.unusable")
            self.assertEqual(aside.read_bytes(), content, "nothing is thrown away")

    def test_a_key_that_is_there_stays(self):
        file = self.groups[0][0]
        header, keys = self.found[file]
        wrong = {slot: os.urandom(32) for slot in keys}
        key_rotation.rotate(self.folder, {file: (header, wrong)})
        self.assertReadable(self.groups)

    def test_another_number_of_slots(self):
        file = self.groups[0][0]
        header, keys = self.found[file]
        with (
            self.assertRaisesRegex(OSError, "another number"),
            mute_logger(f"{LOGGER}.key_rotation"),
        ):
            key_rotation.rotate(self.folder, {file: (header._replace(slots=9), keys)})
        self.assertReadable(self.groups)
