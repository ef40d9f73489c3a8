"""The process that reads what is packed into files, seen from here.

One process reads many files. When it ends over one, this file cannot be read, and the
next one gets a new process.
"""

import logging
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from .readers.worker import FRAME, HEADER, NO_MEMORY

_logger = logging.getLogger(__name__)
_FOLDER = Path(__file__).with_name("readers")
_START = """
import sys
from importlib.util import module_from_spec, spec_from_file_location
folder = sys.argv[1]
spec = spec_from_file_location(
    "readers", folder + "/__init__.py", submodule_search_locations=[folder])
sys.modules["readers"] = module_from_spec(spec)
spec.loader.exec_module(sys.modules["readers"])
from readers import worker
worker.main()
"""
# Seconds of processor time for one file; fewer for each file once many seconds were
# spent on files that could not be read.
SECONDS, FEW_SECONDS = 30, 3
MOST_IN_VAIN = 300


class Reading:
    """Starts the process when it is needed, and ends it on :meth:`close`."""

    def __init__(self):
        self._process = None
        self._in_vain = 0
        self._is_broken = False

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.close()

    def pieces(self, path=None, chunks=(), size=0):
        """The pieces of what is packed into a file.

        :param path: of the file; or
        :param list chunks: its bytes, and
        :param size: their number
        :return: generator of (chunk or None at the end of a piece); its value is
            whether all of the file could be read
        """
        is_fresh = self._process is None
        begin = time.monotonic()
        answer = None
        try:
            answer = yield from self._ask(path, chunks, size)
        except OSError:  # the reading process has ended
            answer = None
        finally:  # also when the caller stops before the end
            status = self.close() if answer is None else 0
        if answer is not None:
            return answer
        if status == NO_MEMORY and not is_fresh:
            # Perhaps earlier files had filled the memory of that process: once more in
            # a new one.
            return (yield from self.pieces(path, chunks, size))
        self._in_vain += time.monotonic() - begin
        return False

    def _ask(self, path, chunks, size):
        process = self._process or self._start()
        if process is None:
            return False
        seconds = SECONDS if self._in_vain < MOST_IN_VAIN else FEW_SECONDS
        if path is not None:
            chunks = [os.fsencode(path)]
            size = len(chunks[0])
        kind = b"B" if path is None else b"F"
        process.stdin.write(HEADER.pack(seconds, kind, size))
        for chunk in chunks:
            process.stdin.write(chunk)
        process.stdin.flush()
        return (yield from self._answers(process.stdout))

    def _answers(self, stream):
        while len(head := stream.read(FRAME.size)) == FRAME.size:
            kind, size = FRAME.unpack(head)
            if kind == b"P":
                chunk = stream.read(size)
                yield chunk
                if len(chunk) < size:
                    break
            elif kind == b"E":
                yield None
            else:
                return kind == b"Y"
        return None

    def _start(self):
        if self._is_broken:
            return None
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-s", "-B", "-P", "-c", _START, str(_FOLDER)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                cwd=os.path.abspath(os.sep),
            )
        except OSError as error:
            self._is_broken = True
            _logger.warning(
                "Packed files are not searched: no process can be started (%s)",
                type(error).__name__,
            )
        return self._process

    def close(self):
        """End the process.

        :return: the status with which it had ended by itself
        """
        process, self._process = self._process, None
        if not process:
            return None
        for stream in (process.stdin, process.stdout):
            with suppress(OSError):
                stream.close()
        try:
            return process.wait(timeout=0.2)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    __del__ = close


def _environment():
    """Where modules are found and temporary files are written; no secrets."""
    names = ("PATH", "LANG", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT")
    passed = {name: os.environ[name] for name in names if name in os.environ}
    return {**passed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "PYTHONUTF8": "1"}  # fmt: skip
