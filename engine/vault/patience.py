"""Nobody waits long for a directory that does not answer.

A network drive that has gone may hold a process in the kernel for hours. What touches
the key directory is done in a thread of its own, and given up after some seconds: the
thread stays behind, at most one for each place, and while it hangs nobody tries again.
"""

import errno
import os
import threading
import time

# Seconds to wait: for a form, and for somebody who works with the keys.
QUICK, PATIENT = 2, 15
# For so many seconds after a form has waited in vain, no other form waits at all.
PAUSE = 60

_hanging = {}
_paused = {}


def within(place, seconds, function, *args):
    """Return what a function of the file system returns.

    It must not touch the database: it may go on after the caller has given up.

    :param place: the directory that it looks at
    :raise OSError: its own, or ETIMEDOUT when there is no answer in time
    """
    place = str(place)
    quick = seconds <= QUICK
    if quick and _paused.get(place, 0) > time.monotonic():
        raise _timeout()
    if hanging := _hanging.get(place):
        hanging.join(0 if quick else seconds)
        if hanging.is_alive():
            raise _timeout()
    result = []
    thread = threading.Thread(target=_do, args=(result, function, args), daemon=True)
    thread.start()
    thread.join(seconds)
    if not result:
        _hanging[place], _paused[place] = thread, time.monotonic() + PAUSE
        raise _timeout()
    _hanging.pop(place, None)
    _paused.pop(place, None)
    value, error = result[0]
    if error is not None:
        raise error
    return value


def _do(result, function, args):
    try:
        result.append((function(*args), None))
    except Exception as error:  # raised again in the caller's thread
        result.append((None, error))


def _timeout():
    return TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))


def forget():
    """Try everything again at once."""
    _hanging.clear()
    _paused.clear()
