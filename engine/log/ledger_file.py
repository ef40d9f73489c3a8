"""A file of the ledger: lines of JSON, each with the hash of the line before it.

Lines are only added: under a lock between processes, and durably before anything is
committed that they speak of. What a crash has left of a half-written line is cut off by
the next writer, since nobody has relied on it. Old lines go from the front, by
:func:`expire` alone, and leave the hash that the next one builds on.
"""

import errno
import fcntl
import hashlib
import json
import os
import re
import time
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from ..database import sync_directory
from ..vault import key_disk

SUFFIX = ".jsonl"
CLOSING = "closing"
# Seconds that a writer waits for the others.
PATIENCE = 10
_BLOCK = 1 << 16
# What is read of the end of a file: more than the line of any batch.
_TAIL = 1 << 20
_LINKS = ("prev", "hash")
_MOST = 1 << 64
_HASH = re.compile(r"([0-9a-f]{64})?")


class Content(NamedTuple):
    """What a file says.

    :param lines: the bodies of the lines, in their order
    :param bad_line: number of the first line that does not fit, from 1; or None
    """

    lines: list
    bad_line: int | None


def append(path: Path, bodies):
    """Add lines, durably and all of them or none.

    :param bodies: dicts that JSON can say
    :raise OSError: the disk is full, or somebody has held the lock for too long
    """
    with _locked(path), _opened(path) as handle:
        size, last = _end(handle)
        data = []
        for body in bodies:
            line = _linked(body, last)
            last = line["hash"]
            data.append(_text(line) + b"\n")
        try:
            os.ftruncate(handle, size)
            _write(handle, b"".join(data))
            os.fsync(handle)
        except OSError:
            os.ftruncate(handle, size)
            raise


def read(path: Path) -> Content:
    """Read a file, and check it.

    :raise OSError: it cannot be read
    """
    lines, last, bad = [], "", None
    with open(path, "rb") as file:
        for number, raw in enumerate(file, 1):
            if not raw.endswith(b"\n"):
                break  # half a line, or one that is being written
            line = _parsed(raw)
            if bad is None and not _fits(line, last, number):
                bad = number
            if line is not None:
                last = line["hash"]
                lines.append(_body(line))
    return Content(lines, bad)


def tail(path: Path) -> list:
    """Return the bodies of the last lines: those that are whole in the last megabyte.

    :raise OSError: it cannot be read
    """
    with open(path, "rb") as file:
        start = max(0, file.seek(0, os.SEEK_END) - _TAIL)
        file.seek(start)
        whole = file.read().split(b"\n")[1 if start else 0 : -1]
    return [_body(line) for line in map(_parsed, whole) if line]


def expire(path: Path, before: str) -> int:
    """Drop the lines at the front that are older, and leave their closing hash.

    What the lines told of the file itself (``kind`` start, follows) stays in the line
    that takes their place. A file with a line that does not fit is left alone.

    :param before: a moment, as the lines have theirs in ``time``
    :return: number of lines that were dropped
    :raise OSError: it cannot be written
    """
    if not _begins_before(path, before) or read(path).bad_line is not None:
        return 0
    with _locked(path):
        with open(path, "rb") as file:
            lines = [_parsed(raw) for raw in file if raw.endswith(b"\n")]
        old = 0
        while old < len(lines) and lines[old]["time"] < before:
            old += 1
        if old <= sum(line["kind"] == CLOSING for line in lines[:1]):
            return 0
        if not all(map(_can_close, lines[:old])):
            return 0
        kept = [_closing(lines[:old]), *lines[old:]]
        key_disk.write_file(path, b"".join(_text(line) + b"\n" for line in kept))
        return old


def _begins_before(path, before):
    """Whether there is anything to drop: most often there is not."""
    with open(path, "rb") as file:
        raw = [file.readline() for _number in range(2)]
    lines = [_parsed(line) for line in raw if line.endswith(b"\n")]
    if lines and lines[0] and lines[0]["kind"] == CLOSING:
        lines.pop(0)
    return bool(lines and lines[0]) and lines[0]["time"] < before


def _can_close(line):
    """Whether a line can be summed up with others: those from here can."""
    follows = line.get("follows", [])
    return type(line.get("count", 1)) is int and isinstance(follows, list)


def _closing(lines):
    """The line that stands for these."""
    body = {
        "kind": CLOSING,
        "time": lines[-1]["time"],
        "count": sum(line.get("count", 1) for line in lines),
        "follows": [name for line in lines for name in line.get("follows", ())],
    }
    for line in lines:
        body |= {name: line[name] for name in ("copy_of", "unclear") if name in line}
    return {**body, "prev": "", "hash": lines[-1]["hash"]}


def _fits(line, last, number):
    if line is None:
        return False
    if line["kind"] == CLOSING:
        return number == 1
    return line == _linked(_body(line), last)


def _linked(body, last):
    """The line of a body, behind one with the hash `last`."""
    digest = hashlib.sha256(last.encode() + b"\n" + _text(body)).hexdigest()
    return {**body, "prev": last, "hash": digest}


def _body(line):
    return {name: value for name, value in line.items() if name not in _LINKS}


def _parsed(raw):
    try:
        line = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    is_line = isinstance(line, dict) and all(
        isinstance(line.get(name), str) for name in (*_LINKS, "kind", "time")
    )
    if not is_line or not all(_HASH.fullmatch(line[name]) for name in _LINKS):
        return None
    return line if all(map(_is_flat, line.values())) else None


def _is_flat(value, depth=2):
    """Whether it is of the kinds that lines have: texts, whole numbers, and lists of
    them, or of lists of them. Others may be too deep to be written again."""
    if isinstance(value, list):
        return depth > 0 and all(_is_flat(one, depth - 1) for one in value)
    if type(value) is int:
        return abs(value) < _MOST
    return value is None or isinstance(value, str)


def _text(line):
    return json.dumps(line, sort_keys=True, separators=(",", ":")).encode()


def _end(handle):
    """Where the last whole line ends, and its hash ("" where there is none)."""
    size = os.fstat(handle).st_size
    data, start = b"", size
    while start and data.count(b"\n") < 2:
        step = min(_BLOCK, start)
        start -= step
        data = os.pread(handle, step, start) + data
    whole = data[: data.rfind(b"\n") + 1]
    line = _parsed(whole[whole.rfind(b"\n", 0, -1) + 1 :] or b"")
    return start + len(whole), line["hash"] if line else ""


def _write(handle, data):
    while data:
        data = data[os.write(handle, data) :]


@contextmanager
def _opened(path):
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    is_new = not path.exists()
    handle = os.open(path, flags, 0o600)
    try:
        if is_new:
            sync_directory(path.parent)
        yield handle
    finally:
        os.close(handle)


@contextmanager
def _locked(path):
    """One process or thread at a time; the lock ends with its holder."""
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    handle = os.open(path.with_suffix(".lock"), flags, 0o600)
    try:
        until = time.monotonic() + PATIENCE
        while not _is_got(handle):
            if time.monotonic() > until:
                raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))
            time.sleep(0.005)
        try:
            yield
        finally:
            # Also where a process that was forked meanwhile holds it open.
            fcntl.flock(handle, fcntl.LOCK_UN)
    finally:
        os.close(handle)


def _is_got(handle):
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
