"""Work in a second thread while the caller goes on: otherwise the database and the
processor take turns, each waiting for the other."""

import threading
from concurrent.futures import ThreadPoolExecutor

_COUNTERS = ("query_count", "query_time")


class Beside:
    """Runs tasks in a thread of its own, one after the other, in order.

    Nothing else may use a cursor that a task uses before the block has ended. The
    first error of a task is raised at the end of the block; later tasks do not run.
    """

    def __enter__(self):
        self._worker = ThreadPoolExecutor(max_workers=1)
        self._tasks = []
        self._failed = False
        return self

    def __exit__(self, kind, _error, _traceback):
        self._failed = self._failed or kind is not None
        self._worker.shutdown()
        if kind is None:
            for task in self._tasks:
                task.result()

    def do(self, function, *arguments):
        """Have ``function(*arguments)`` called.

        :return: a future, whose result is that of the function
        """
        counters = threading.current_thread()
        task = self._worker.submit(self._run, counters, function, arguments)
        self._tasks.append(task)
        return task

    def _run(self, caller, function, arguments):
        if self._failed:
            return None
        thread = threading.current_thread()
        for name in _COUNTERS:
            setattr(thread, name, 0)
        try:
            return function(*arguments)
        except BaseException:
            self._failed = True
            raise
        finally:
            # Odoo's count of the statements of a request.
            for name in _COUNTERS:
                if hasattr(caller, name):
                    setattr(caller, name, getattr(caller, name) + getattr(thread, name))
