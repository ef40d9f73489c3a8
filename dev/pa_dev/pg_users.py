"""Who uses the server in the cache; the last one to leave has it stopped.

Every command holds a shared lock on `users.lock` while it lives, however it
ends. A watcher waits for the exclusive lock, that is for the last of them, stops
the server and goes away itself.
"""

import fcntl
import os
import subprocess
import sys
import time

from . import paths, pg_cluster

# A demo that was told to end, and the watcher behind it, take a moment to be gone.
PATIENCE = 10


def hold():
    """Count this process as a user; return the lock, which exec keeps."""
    handle = os.open(pg_cluster.home() / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(handle, fcntl.LOCK_SH)
    os.set_inheritable(handle, True)
    return handle


def watch():
    """Start the watcher, which goes away at once when there is one already.

    It is no child of this process: Odoo, into which this process may turn, would
    wait for it.
    """
    subprocess.run(
        [sys.executable, "-m", __name__],
        env={**os.environ, "PYTHONPATH": str(paths.DEV)},
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        check=True,
    )


def stop(patience=PATIENCE):
    """Stop the server unless a command uses it; return whether it is stopped.

    The watcher that is just stopping it is no command: it is waited for.
    """
    end = time.monotonic() + patience
    with open(pg_cluster.home() / "users.lock", "w") as users:
        while not _alone(users):
            if time.monotonic() >= end:
                return not pg_cluster.is_running()
            time.sleep(0.1)
        pg_cluster.stop()
        return True


def _alone(users):
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _watch():
    home = pg_cluster.home()
    with open(home / "watcher.lock", "w") as single:
        try:
            fcntl.flock(single, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        with open(home / "users.lock", "w") as users:
            fcntl.flock(users, fcntl.LOCK_EX)
            pg_cluster.stop()
            # In this order: a command that waits for `users` starts a watcher
            # that must find `single` free.
            single.close()


if __name__ == "__main__" and os.fork() == 0:
    _watch()
