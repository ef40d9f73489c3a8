"""Tables are written while others are still being planned: one failure undoes all."""

from pathlib import Path
from unittest import TestCase
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.sql_db import db_connect
from odoo.tests import tagged

from ...engine.database import columns
from ...engine.database.worker_thread import CursorInUse, WorkerThread
from ...engine.sweep import writing
from ..common import AnonymizationCase, digest


@tagged("post_install", "-at_install")
class TestCursorIsHandedOver(AnonymizationCase):
    """From the first task to the end of the block the cursor is the tasks'."""

    def _ask(self, number):
        self.env.cr.execute("SELECT %s", [number])
        return self.env.cr.fetchone()[0]

    def _refused(self, use):
        """Odoo's own assertRaises asks the cursor for a savepoint."""
        with TestCase.assertRaises(self, CursorInUse):
            use()

    def test_caller_cannot_use_it(self):
        with WorkerThread(self.env.cr) as worker:
            self.assertEqual(self._ask(1), 1)
            task = worker.do(self._ask, 2)
            for use in (
                lambda: self._ask(3),
                lambda: self.env.cr.fetchall(),
                self.env.cr.savepoint,
                lambda: self.env.cr.mogrify("SELECT 1"),
                lambda: self.env["res.partner"].search([], limit=1),
            ):
                self._refused(use)
            self.assertEqual(task.result(), 2)
            self._refused(lambda: self._ask(4))
            self.assertEqual(worker.do(self._ask, 5).result(), 5)
        self.assertEqual(self._ask(6), 6)

    def test_caller_cannot_end_the_transaction(self):
        with db_connect(self.env.cr.dbname).cursor() as cr:
            with WorkerThread(cr) as worker:
                worker.do(cr.execute, "CREATE TEMPORARY TABLE pa_beside (id int)")
                self._refused(cr.commit)
                self._refused(cr.rollback)
            cr.execute("SELECT to_regclass('pa_beside') IS NOT NULL")
            self.assertTrue(cr.fetchone()[0])
            cr.rollback()

    def test_comes_back_after_an_error(self):
        with self.assertRaises(ZeroDivisionError), WorkerThread(self.env.cr) as worker:
            worker.do(lambda: 1 / 0)
        self.assertEqual(self._ask(1), 1)
        with self.assertRaises(KeyError), WorkerThread(self.env.cr) as worker:
            worker.do(self._ask, 1)
            raise KeyError
        self.assertEqual(self._ask(2), 2)


@tagged("post_install", "-at_install")
class TestFailureWhileWriting(AnonymizationCase):
    """Even when the caller swallows the error and commits."""

    def test_nothing_stays(self):
        with patch.object(writing, "TOGETHER", 0):
            self._check_nothing_stays("update", 2)

    def test_nothing_stays_of_all_at_once(self):
        self._check_nothing_stays("update_all", 1)

    def _check_nothing_stays(self, name, number):
        """Let that call of a function fail."""
        self.env.flush_all()
        before = digest(self.env.cr)
        function, calls = getattr(columns, name), []

        def failing(*args):
            calls.append(args[1])
            function(*args)
            if len(calls) == number:
                raise ValueError("disk full")

        with patch.object(columns, name, failing), self.assertRaises(ValueError):
            try:
                self.person.anonymize()
            except ValueError as error:
                caught = error
            else:
                caught = None
            self.env.flush_all()
            self.assertDigest(before, digest(self.env.cr))
            if caught:
                raise caught
        self.assertEqual(len(calls), number)
        self.assertEqual(self.person.name, "Zacharias Quillfeather")


@tagged("post_install", "-at_install")
class TestNoteOnMany(AnonymizationCase):
    def test_note_that_names_one_of_them(self):
        """Nothing changes, and no key is made for what is not done."""
        others = self.Partner.create([{"name": f"Olga Octavius {n}"} for n in range(9)])
        self.env.flush_all()
        before = digest(self.env.cr)
        with self.assertRaisesRegex(UserError, "names the person"):
            (self.person | others).anonymize(note="For Zacharias Quillfeather")
        self.env.flush_all()
        self.assertDigest(before, digest(self.env.cr))
        self.assertFalse(list(Path(self.key_dir).rglob("*.keys")))
