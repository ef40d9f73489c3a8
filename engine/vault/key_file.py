"""Key files on disk: durable writing, their format, locks between processes.

A key file is a 32-byte header (magic and version, the transaction that made it, its
cluster's system identifier, number of slots) and the slots, 32 bytes each; a slot of
zeros is a destroyed key. Slots never straddle a disk sector, so after a power cut an
overwritten slot is either the key or zeros. Overwriting destroys a key on a file
system that writes in place, not in a snapshot and not on a copy-on-write one.
"""

import errno
import fcntl
import logging
import os
import stat
import struct
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from odoo.exceptions import UserError

from ..database import sync_directory

_logger = logging.getLogger(__name__)

TEMPORARY_SUFFIX = ".tmp"
SLOT_SIZE = 32
# No run has that many keys: a file that says so is damaged, or made to fill the memory.
MOST_SLOTS = 1 << 20
_MAGIC = b"PAKEYS\x00\x01"
_HEADER = struct.Struct(">8sQqI4x")
_DESTROYED = bytes(SLOT_SIZE)


class KeyStoreError(UserError):
    """A key cannot be had.

    The message is a whole sentence in the language of `env`, with the remedy; `file`
    is the key file's name.
    """

    def __init__(self, message, file=""):
        super().__init__(message)
        self.file = file


class KeyMissing(KeyStoreError):
    """The key file is absent, or the key was destroyed."""


class KeyUnreadable(KeyStoreError):
    """The key file is there but cannot be used (rights, I/O, damage)."""


class KeyDirectoryError(KeyStoreError):
    """The key directory cannot be used at all."""


class Destroyed(OSError):
    """The slot is empty. Known to this file only by what is raised from it."""


class Header(NamedTuple):
    """What made a key file: a transaction of a cluster; and its number of slots."""

    transaction: int
    cluster: int
    slots: int


def create(path: Path, header: Header, keys: list[bytes]):
    """Write a key file durably, whole or not at all. Raise OSError."""
    write_file(path, _HEADER.pack(_MAGIC, *header) + b"".join(keys))


def read(env, path: Path, slot: int) -> bytes:
    """Return a key. Raise KeyMissing or KeyUnreadable."""
    with told(env, path, slot):
        return fetch(path, slot)


def fetch(path: Path, slot: int) -> bytes:
    """The same without an environment. Raise OSError, which `told` translates."""
    with _opened(path) as (handle, header):
        _check_slots(header, {slot})
        key = os.pread(handle, SLOT_SIZE, _offset(slot))
    if key == _DESTROYED:
        raise Destroyed(errno.ENODATA, "destroyed")
    return key


def survey(env, path: Path) -> tuple[Header, set[int]]:
    """Return a file's header and the slots that hold a key.

    Raise KeyMissing or KeyUnreadable.
    """
    with told(env, path), _opened(path) as (handle, header):
        return header, _filled(handle, header)


def overwrite(env, path: Path, slots: set[int]) -> int:
    """Destroy `slots` durably, and the file with its last key; return how many.

    Slots destroyed before do not count. Raise KeyMissing or KeyUnreadable.
    """
    with told(env, path), _opened(path, writable=True) as (handle, header):
        _check_slots(header, slots)
        filled = _filled(handle, header)
        for slot in filled & slots:
            os.pwrite(handle, _DESTROYED, _offset(slot))
        # Even if nothing was written: whoever wrote may have crashed before.
        os.fsync(handle)
        if filled <= slots:
            _remove(path)
        return len(filled & slots)


def check_writable(env, path: Path):
    """See that a file could be overwritten, changing nothing but a mode that lets
    others read it. Raise KeyMissing or KeyUnreadable."""
    with told(env, path), _opened(path, writable=True):
        return


def _remove(path):
    """An empty file that stays holds no key: a later sweep tries again."""
    try:
        path.unlink(missing_ok=True)
        sync_directory(path.parent)
    except OSError as error:
        _logger.warning("The empty key file %s stays: %s", path.name, error.strerror)


@contextmanager
def told(env, path, slot=0):
    """What the file system says, as KeyMissing or KeyUnreadable."""
    try:
        yield
    except FileNotFoundError as error:
        raise _missing(env, path) from error
    except Destroyed as error:
        raise _destroyed(env, path, slot) from error
    except OSError as error:
        raise _unreadable(env, path, error.strerror or type(error).__name__) from error


@contextmanager
def _opened(path, writable=False):
    """Yield (descriptor, header) of a locked and well-formed key file. Raise
    OSError."""
    # A pipe by that name must not make anybody wait for its other end.
    flags = os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
    handle = os.open(path, flags | (os.O_RDWR if writable else os.O_RDONLY))
    try:
        _check_kind(path, handle)
        # flock, not lockf: the latter does not hold between threads.
        fcntl.flock(handle, fcntl.LOCK_EX if writable else fcntl.LOCK_SH)
        yield handle, _header(handle)
    finally:
        os.close(handle)


def _check_kind(path, handle):
    """Only a plain file; one that others can read is closed to them."""
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EILSEQ, "not a plain file")
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


def _header(handle):
    start = os.pread(handle, _HEADER.size, 0)
    if len(start) == _HEADER.size:
        magic, *values = _HEADER.unpack(start)
        header = Header(*values)
        whole = os.fstat(handle).st_size == _offset(header.slots)
        if magic == _MAGIC and whole and header.slots <= MOST_SLOTS:
            return header
    raise OSError(errno.EILSEQ, "not a whole key file")


def _filled(handle, header):
    content = os.pread(handle, header.slots * SLOT_SIZE, _offset(0))
    starts = range(0, len(content), SLOT_SIZE)
    keys = (content[start : start + SLOT_SIZE] for start in starts)
    return {slot for slot, key in enumerate(keys) if key != _DESTROYED}


def _offset(slot):
    return _HEADER.size + slot * SLOT_SIZE


def _check_slots(header, slots):
    if any(slot >= header.slots for slot in slots):
        raise OSError(errno.EILSEQ, "no such slot")


def _missing(env, path):
    return KeyMissing(
        env._(
            "The key file %(file)s is missing. Either its keys were destroyed, or the "
            "key directory was moved: check the system parameter "
            "partner_anonymization.key_dir, and copy the file back.",
            file=path.name,
        ),
        path.name,
    )


def _destroyed(env, path, slot):
    return KeyMissing(
        env._(
            "Key %(slot)s in the key file %(file)s was destroyed: what it sealed is "
            "gone for good.",
            slot=slot,
            file=path.name,
        ),
        path.name,
    )


def _unreadable(env, path, reason):
    return KeyUnreadable(
        env._(
            "The key file %(file)s cannot be used (%(reason)s): give the user who "
            "runs Odoo the right to read and write it, or copy it back from the key "
            "directory's backup.",
            file=path.name,
            reason=reason,
        ),
        path.name,
    )


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
    draft = path.with_name(f".{path.name}-{uuid4().hex}{TEMPORARY_SUFFIX}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    try:
        with os.fdopen(os.open(draft, flags, 0o600), "wb") as handle:
            os.fchmod(handle.fileno(), 0o600)
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        draft.rename(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    sync_directory(path.parent)
