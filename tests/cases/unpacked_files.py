"""What is packed into the files that Odoo's apps bring along is read once, not by each
proof of the tests: it takes a quarter of their time."""

import os
import time
from functools import wraps

from ...engine.proof.reading import Reading

_BEGIN = time.time()
_found = {}


def keep():
    """Let the proof's reader keep what it finds in files that were there before the
    tests, from the first call on."""
    if not hasattr(Reading.pieces, "__wrapped__"):
        Reading.pieces = _kept(Reading.pieces)


def _kept(method):
    @wraps(method)
    def kept(self, path=None, chunks=(), size=0):
        key = path and _key(path)
        if not key:
            return (yield from method(self, path, chunks, size))
        if key not in _found:
            pieces = []
            value = yield from _noting(method(self, path), pieces)
            _found[key] = pieces, value
            return value
        pieces, value = _found[key]
        yield from pieces
        return value

    return kept


def _noting(pieces, noted):
    while True:
        try:
            piece = next(pieces)
        except StopIteration as end:
            return end.value
        noted.append(piece)
        yield piece


def _key(path):
    """What says that a file is the same; None for those of the tests."""
    status = os.stat(path)
    if status.st_mtime > _BEGIN:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size
