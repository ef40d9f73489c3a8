"""A key directory that the operating system refuses, or does not answer about."""

import errno
import os
import threading
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from ...engine.vault import opt_out_keys, patience, wrapping

_READS = ("stat", "lstat", "listdir", "scandir", "open", "access")
_WRITES = ("mkdir", "rename", "unlink", "chmod")
_FOR_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def forget():
    """No key is remembered, as after a start of Odoo."""
    opt_out_keys.forget()
    wrapping.forget()
    patience.forget()


@contextmanager
def fault(folder, code=errno.EIO, writing=False, answer=None):
    """Every call for a path in `folder` fails with `code`.

    :param writing: only those that would write
    :param answer: an Event that the calls wait for instead
    """
    names = _WRITES + (("open", "access") if writing else _READS)
    with ExitStack() as stack:
        for name in names:
            double = _double(
                getattr(os, name), name, str(folder), code, writing, answer
            )
            stack.enter_context(patch.object(os, name, double))
        yield


def _double(real, name, folder, code, writing, answer):
    def called(path, *args, **kwargs):
        if not str(path).startswith(folder) or writing and _reads(name, args):
            return real(path, *args, **kwargs)
        if answer is not None:
            answer.wait(30)
            return real(path, *args, **kwargs)
        if name == "access":
            return False
        raise OSError(code, os.strerror(code), str(path))

    return called


def _reads(name, args):
    if name == "open":
        return not args[0] & _FOR_WRITING
    return name == "access" and not args[0] & os.W_OK


@contextmanager
def silent(folder):
    """No call comes back, and nobody waits long in this test."""
    answer = threading.Event()
    with (
        patch.object(patience, "QUICK", 0.2),
        patch.object(patience, "PATIENT", 0.5),
        fault(folder, answer=answer),
    ):
        try:
            yield
        finally:
            answer.set()


@contextmanager
def full(_folder):
    """There is no space left: what is written does not reach the disk."""
    error = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    with patch.object(os, "fsync", side_effect=error):
        yield


@contextmanager
def away(folder):
    """The directory is gone, as that of a drive that is not mounted."""
    os.rename(folder, f"{folder}-away")
    try:
        yield
    finally:
        os.rename(f"{folder}-away", folder)


@contextmanager
def replaced(folder):
    """A file lies in the place of the directory."""
    with away(folder):
        with open(folder, "wb"):
            pass
        try:
            yield
        finally:
            os.unlink(folder)


FAULTS = {
    "missing": away,
    "a file in its place": replaced,
    "unreachable": fault,
    "no rights": lambda folder: fault(folder, errno.EACCES),
    "stale mount": lambda folder: fault(folder, errno.ESTALE),
    "read-only": lambda folder: fault(folder, errno.EROFS, writing=True),
    "full": full,
    "silent": silent,
}
