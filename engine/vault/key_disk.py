"""Files that hold secrets: written durably and for us alone, opened only if plain."""

import fcntl
import logging
import os
import stat
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from ..database import sync_directory
from .key_errors import damaged

_logger = logging.getLogger(__name__)

TEMPORARY_SUFFIX = ".tmp"


def make_directory(folder: Path):
    """Make a directory (0700) and its missing parents durably. Raise OSError."""
    if not folder.parent.exists():
        make_directory(folder.parent)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        return
    folder.chmod(0o700)
    sync_directory(folder.parent)


def write_file(path: Path, content: bytes):
    """Write a file (0600) durably, whole or not at all. Raise OSError."""
    write_pieces(path, (content,))


def write_pieces(path: Path, pieces):
    """The same for content that comes piece by piece."""
    draft = path.with_name(f".{path.name}-{uuid4().hex}{TEMPORARY_SUFFIX}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    try:
        with os.fdopen(os.open(draft, flags, 0o600), "wb") as handle:
            os.fchmod(handle.fileno(), 0o600)
            handle.writelines(pieces)
            handle.flush()
            os.fsync(handle.fileno())
        draft.rename(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    sync_directory(path.parent)


@contextmanager
def opened(path: Path, writable=False):
    """Yield the descriptor of a plain file, locked against other processes. Raise
    OSError."""
    # A pipe by that name must not make anybody wait for its other end.
    flags = os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
    handle = os.open(path, flags | (os.O_RDWR if writable else os.O_RDONLY))
    try:
        _check_kind(path, handle)
        # flock, not lockf: the latter does not hold between threads.
        fcntl.flock(handle, fcntl.LOCK_EX if writable else fcntl.LOCK_SH)
        yield handle
    finally:
        os.close(handle)


def read_file(path: Path, most: int) -> bytes:
    """Return the content of a plain file of at most so many bytes. Raise OSError."""
    with opened(path) as handle:
        content = os.pread(handle, most + 1, 0)
    if len(content) > most:
        raise damaged("too long")
    return content


def destroy_file(path: Path):
    """Overwrite a file, and remove it, durably. Raise OSError."""
    with opened(path, writable=True) as handle:
        os.pwrite(handle, bytes(os.fstat(handle).st_size), 0)
        os.fsync(handle)
    path.unlink(missing_ok=True)
    sync_directory(path.parent)


def _check_kind(path, handle):
    """Only a plain file; one that others can read is closed to them."""
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode):
        raise damaged("not a plain file")
    if stat.S_IMODE(found.st_mode) & ~0o600:
        close_to_others(path, handle, 0o600)
    if found.st_nlink > 1:
        _logger.warning(
            "The key file %s has another name elsewhere: remove what links to it.",
            path.name,
        )


def close_to_others(path, target, mode) -> bool:
    """Take the rights of others away, and tell; return whether that was possible.

    :param target: the path, or a descriptor
    """
    try:
        os.chmod(target, mode)
    except OSError as error:
        _logger.warning(
            "Others have rights on %s, which cannot be taken away (%s): only the user "
            "who runs Odoo may read keys.",
            path.name,
            error.strerror,
        )
        return False
    _logger.warning(
        "Others had rights on %s: they were taken away. Whoever could read a key can "
        "open what it sealed.",
        path.name,
    )
    return True
