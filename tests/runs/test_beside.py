"""Tables are written while others are still being planned: one failure undoes all."""

import threading
from unittest import TestCase
from unittest.mock import patch

from odoo.sql_db import db_connect
from odoo.tests import BaseCase, tagged

from ...engine.database import columns
from ...engine.database.worker_thread import Beside, CursorInUse
from ..common import AnonymizationCase, digest


@tagged("post_install", "-at_install")
class TestBeside(BaseCase):
    def test_in_order_and_elsewhere(self):
        seen = []
        with Beside() as beside:
            for number in range(50):
                task = beside.do(
                    lambda n: seen.append((n, threading.get_ident())) or n, number
                )
        self.assertEqual([number for number, _thread in seen], list(range(50)))
        self.assertNotIn(threading.get_ident(), {thread for _n, thread in seen})
        self.assertEqual(task.result(), 49)

    def test_first_error_stops_the_rest(self):
        seen = []
        with self.assertRaises(ZeroDivisionError), Beside() as beside:
            beside.do(lambda: 1 / 0)
            beside.do(seen.append, 1)
        self.assertEqual(seen, [])

    def test_error_of_the_block_comes_through(self):
        with self.assertRaises(KeyError), Beside() as beside:
            beside.do(lambda: 1 / 0)
            raise KeyError


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
        with Beside(self.env.cr) as beside:
            self.assertEqual(self._ask(1), 1)
            task = beside.do(self._ask, 2)
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
            self.assertEqual(beside.do(self._ask, 5).result(), 5)
        self.assertEqual(self._ask(6), 6)

    def test_caller_cannot_end_the_transaction(self):
        with db_connect(self.env.cr.dbname).cursor() as cr:
            with Beside(cr) as beside:
                beside.do(cr.execute, "CREATE TEMPORARY TABLE pa_beside (id int)")
                self._refused(cr.commit)
                self._refused(cr.rollback)
            cr.execute("SELECT to_regclass('pa_beside') IS NOT NULL")
            self.assertTrue(cr.fetchone()[0])
            cr.rollback()

    def test_comes_back_after_an_error(self):
        with self.assertRaises(ZeroDivisionError), Beside(self.env.cr) as beside:
            beside.do(lambda: 1 / 0)
        self.assertEqual(self._ask(1), 1)
        with self.assertRaises(KeyError), Beside(self.env.cr) as beside:
            beside.do(self._ask, 1)
            raise KeyError
        self.assertEqual(self._ask(2), 2)


@tagged("post_install", "-at_install")
class TestFailureWhileWriting(AnonymizationCase):
    def test_nothing_stays(self):
        """Even when the caller swallows the error and commits."""
        self.env.flush_all()
        before = digest(self.env.cr)
        update, calls = columns.update, []

        def failing(*args):
            calls.append(args[1])
            update(*args)
            if len(calls) == 2:
                raise ValueError("disk full")

        with patch.object(columns, "update", failing), self.assertRaises(ValueError):
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
        self.assertEqual(len(calls), 2)
        self.assertEqual(self.person.name, "Zacharias Quillfeather")
