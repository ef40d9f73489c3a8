"""Actions in processes of their own."""

import os
import signal
import traceback
from contextlib import contextmanager


@contextmanager
def running(actions):
    """Run each action in a process of its own, a fork; what still runs is killed."""
    import odoo.sql_db

    odoo.sql_db.close_all()
    pids = []
    for action in actions:
        pid = os.fork()
        if not pid:
            code = 1
            try:
                action()
                code = 0
            except BaseException:
                traceback.print_exc()
                raise
            finally:
                os._exit(code)
        pids.append(pid)
    try:
        yield pids
    finally:
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
            except (ProcessLookupError, ChildProcessError):
                pass


def wait(pids):
    """Raise when one of them has failed."""
    for pid in pids:
        _pid, status = os.waitpid(pid, 0)
        if status:
            raise RuntimeError("a process of the benchmark has failed")
