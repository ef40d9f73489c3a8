"""What is done beside: in order, in another thread, and the first error ends it."""

import threading

from odoo.tests import BaseCase, tagged

from ...engine.database.worker_thread import WorkerThread


@tagged("post_install", "-at_install", "pure")
class TestBeside(BaseCase):
    def test_in_order_and_elsewhere(self):
        seen = []
        with WorkerThread() as worker:
            for number in range(50):
                task = worker.do(
                    lambda n: seen.append((n, threading.get_ident())) or n, number
                )
        self.assertEqual([number for number, _thread in seen], list(range(50)))
        self.assertNotIn(threading.get_ident(), {thread for _n, thread in seen})
        self.assertEqual(task.result(), 49)

    def test_first_error_stops_the_rest(self):
        seen = []
        with self.assertRaises(ZeroDivisionError), WorkerThread() as worker:
            worker.do(lambda: 1 / 0)
            worker.do(seen.append, 1)
        self.assertEqual(seen, [])

    def test_error_of_the_block_comes_through(self):
        with self.assertRaises(KeyError), WorkerThread() as worker:
            worker.do(lambda: 1 / 0)
            raise KeyError
