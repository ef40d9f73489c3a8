"""The process that reads: files come in, their pieces go out.

It has no connection to the database and none of its secrets. It kills itself when a
file costs more processor time or more memory than any file is worth.

What comes in: a letter, a length and bytes: ``F`` the path of a file, or ``B`` a file;
before each, four bytes with the seconds that it may take. What goes out: ``P`` with
length and bytes of a piece, ``E`` its end, ``Y`` or ``N`` the end of the file and
whether all of it was readable.
"""

import io
import os
import signal
import struct
import sys
import tempfile
from contextlib import suppress

from .pieces import IN_MEMORY, Pieces, TooMuch

HEADER = struct.Struct(">IcQ")
FRAME = struct.Struct(">cI")
MEMORY = 160 << 20
# A limit against a pipe that nobody empties; long enough for a slow disk.
_WALL = 20
NO_MEMORY = 3
_CHUNK = 256 << 10


def main():
    """Serve requests until the input is closed."""
    limit()
    serve(sys.stdin.buffer, io.BufferedWriter(sys.stdout.buffer.raw, _CHUNK))


def limit():
    """Limit the memory of this process and have it write no core dump, where the system
    can."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        for kind, most in (
            (resource.RLIMIT_DATA, MEMORY),
            (resource.RLIMIT_AS, 2 << 30),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_CPU, resource.RLIM_INFINITY),
        ):
            _soft, hard = resource.getrlimit(kind)
            has_less = hard != resource.RLIM_INFINITY and (
                most == resource.RLIM_INFINITY or hard < most
            )
            resource.setrlimit(kind, (hard if has_less else most, hard))


def serve(requests, answers):
    """Read one file after the other."""
    while header := requests.read(HEADER.size):
        seconds, kind, size = HEADER.unpack(header)
        with _received(requests, kind, size) as file:
            _set_timers(seconds)
            is_readable = _read(file, answers)
            _set_timers(0)
        answers.write(FRAME.pack(b"Y" if is_readable else b"N", 0))
        answers.flush()


def _received(requests, kind, size):
    if kind == b"F":
        path = requests.read(size)
        try:
            return open(path, "rb")
        except OSError:
            return io.BytesIO(b"Rar!\x1a\x07")  # counts as unreadable
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)
    while size:
        chunk = requests.read(min(size, _CHUNK))
        file.write(chunk)
        size -= len(chunk)
    file.seek(0)
    return file


def _set_timers(seconds):
    # Without a handler of ours these end the process, whatever it is doing.
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.setitimer(signal.ITIMER_REAL, seconds * _WALL)


def _read(file, answers):
    def write(chunk):
        for start in range(0, len(chunk), _CHUNK):
            part = chunk[start : start + _CHUNK]
            answers.write(FRAME.pack(b"P", len(part)))
            answers.write(part)

    def end():
        answers.write(FRAME.pack(b"E", 0))

    pieces = Pieces(write, end)
    try:
        pieces.read(file)
    except TooMuch:
        return False
    except MemoryError:
        # The memory of this process may be damaged: the next file gets a new one.
        os._exit(NO_MEMORY)
    return pieces.readable
