"""Work in a second thread while the caller goes on: otherwise the database and the
processor take turns, each waiting for the other."""

import threading
from concurrent.futures import ThreadPoolExecutor

_COUNTERS = ("query_count", "query_time")


class CursorInUse(RuntimeError):
    """The cursor has been handed over to the tasks of a block that has not ended."""


class WorkerThread:
    """Runs tasks in a thread of its own, one after the other, in order.

    The first error of a task is raised at the end of the block; later tasks do not run.

    :param cr: the cursor that the tasks use. It is handed over with the first task and
        comes back at the end of the block: in between, whatever else uses it gets
        :class:`CursorInUse`. None for tasks that use none
    """

    def __init__(self, cr=None):
        self._handed = _HandedOver(cr) if cr is not None else None

    def __enter__(self):
        self._worker = ThreadPoolExecutor(max_workers=1)
        self._tasks = []
        self._failed = False
        return self

    def __exit__(self, kind, _error, _traceback):
        self._failed = self._failed or kind is not None
        self._worker.shutdown()
        if self._handed:
            self._handed.give_back()
        if kind is None:
            for task in self._tasks:
                task.result()

    def do(self, function, *arguments):
        """Have ``function(*arguments)`` called.

        :return: a future, whose result is that of the function
        """
        if self._handed and not self._tasks:
            self._handed.take()
        counters = threading.current_thread()
        task = self._worker.submit(self._run, counters, function, arguments)
        self._tasks.append(task)
        return task

    def _run(self, caller, function, arguments):
        if self._failed:
            return None
        thread = threading.current_thread()
        if self._handed:
            self._handed.thread = thread
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


class _HandedOver:
    """A cursor that only one thread can use for a while.

    :param thread: that thread, None for nobody yet
    """

    _PARTS = ("_obj", "_cnx")  # whatever is asked of Odoo's cursor asks one of them

    def __init__(self, cr):
        while "_cursor" in vars(cr):  # a cursor of Odoo's tests, around the real one
            cr = cr._cursor
        self._cr = cr
        self._parts = {}
        self.thread = None

    def take(self):
        self._parts = {name: getattr(self._cr, name) for name in self._PARTS}
        for name, part in self._parts.items():
            setattr(self._cr, name, _Guarded(part, self))

    def give_back(self):
        for name, part in self._parts.items():
            setattr(self._cr, name, part)
        self._parts = {}

    def check(self):
        if threading.current_thread() is not self.thread:
            raise CursorInUse(
                "This cursor belongs to the tasks of a thread, until their block "
                "has ended: ask the database before the first task, or after the block."
            )


class _Guarded:
    """Stands for a part of a cursor that was handed over."""

    def __init__(self, part, handed):
        self._part, self._handed = part, handed

    def __getattr__(self, name):
        self._handed.check()
        return getattr(self._part, name)
