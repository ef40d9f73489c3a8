"""Search files: as they are, and what is packed into them.

What is packed is read by another process, with limits; here it only passes by, in
chunks, whatever its size.
"""

import time
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from ..text import needles, unescaped
from . import file_text
from .readers import formats
from .readers.pieces import EMBEDDED
from .reading import Reading

CHUNK = 1 << 20
# A text is read in blocks that overlap by more than the longest term; only blocks in
# which a needle was found are read by the slow, exact search.
BLOCK, OVERLAP = 32 << 10, 2 << 10
# So many bytes of a file are read in every encoding that it may be written in, the rest
# in the most usual one.
RECODED = 32 << 20
# Seconds that the exact search may take for one file.
PATIENCE = 60


@dataclass
class Found:
    """What a search of one file gives.

    :param hits: set of terms
    :param readable: False when part of the file cannot be searched: a picture, a scan,
        a locked archive, or one that is broken or too much
    """

    hits: set = field(default_factory=set)
    readable: bool = True
    size: int = 0
    seconds: float = 0.0
    recoded: int = 0


class Searcher:
    """Searches files, one after the other.

    :param search: ``needles.Needles``
    """

    def __init__(self, search):
        self._search = search
        self._encodings = file_text.encodings(search.terms)
        self._reading = Reading()

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self._reading.close()

    def file(self, path):
        """Search a file.

        :return: :class:`Found`
        :raise OSError: it cannot be opened or read
        """
        with _opened(path) as chunks:
            return self._search_all(chunks, path=path)

    def data(self, data):
        """Search bytes: :class:`Found`"""
        chunks = _sliced(data)
        return self._search_all(chunks, chunks=chunks, size=len(data))

    def value(self, value, is_text=False):
        """Search bytes, or the file with this path.

        :param is_text: it has no format, whatever it looks like
        """
        if not is_text:
            is_data = isinstance(value, bytes)
            return self.data(value) if is_data else self.file(value)
        found = Found()
        if isinstance(value, bytes):
            self._scan(_sliced(value), found, is_file=False)
        else:
            with _opened(value) as chunks:
                self._scan(chunks, found, is_file=False)
        return found

    def _search_all(self, content, /, **source):
        found, packed = Found(), _Packed()
        self._scan(packed.watch(content), found, lambda: packed.is_text)
        if packed.is_unreadable:
            found.readable = False
        elif packed.is_there:
            self._unpack(self._reading.pieces(**source), found)
        return found

    def _unpack(self, pieces, found):
        size = found.size
        with closing(pieces):
            while True:
                piece = _Piece(pieces)
                self._scan(piece, found)
                if piece.is_last:
                    break
        found.size = size
        found.readable = found.readable and bool(piece.value)

    def _scan(self, chunks, found, is_text=lambda: True, is_file=True):
        left = b""
        for chunk in chunks:
            found.size += len(chunk)
            data = left + chunk if left else chunk
            self._scan_chunk(data, found, is_file)
            if is_file and is_text():
                self._scan_readings(data, found)
            left = data[-OVERLAP:]

    def _scan_readings(self, data, found):
        """The same bytes as they may be meant, where letters that are looked for are
        beyond ASCII."""
        few = found.recoded < RECODED
        names = self._encodings if few else self._encodings[:1]
        for recoded in file_text.recoded(data, names):
            found.recoded += len(recoded)
            self._scan_chunk(recoded, found, True)

    def _scan_chunk(self, data, found, is_file):
        blocks = _blocks(data)
        suspicious = self._search.rows([block + b"\n" for block in blocks])
        for number, suspects in suspicious.items():
            wanted = [one for one in suspects if one.term not in found.hits]
            if not wanted:
                continue
            if found.seconds > PATIENCE:
                found.readable = False
                return
            begin = time.thread_time()
            text = file_text.text_of(blocks[number])
            found.hits |= needles.find(unescaped(text), wanted)
            rest = [one for one in wanted if one.term not in found.hits]
            if is_file and rest and (cells := file_text.in_cells(text)):
                found.hits |= needles.find(unescaped(cells), rest)
            found.seconds += time.thread_time() - begin


class _Packed:
    """Watches the blocks of a file and notices what may be packed into it."""

    def __init__(self):
        self.is_unreadable = self.is_there = False
        self.is_text = True

    def watch(self, chunks):
        """Hand on the blocks of a file, noting on the way whether anything may be
        packed into it."""
        left = None
        for chunk in chunks:
            if left is None:
                left, format_ = b"", formats.of(chunk[: formats.HEAD])
                self.is_unreadable = format_ in formats.UNREADABLE
                self.is_text = format_ in formats.TEXTS
                self.is_there = format_ is not formats.TEXT
            if not self.is_there:
                self.is_there = EMBEDDED in chunk or EMBEDDED in left + chunk[:16]
                left = chunk[-16:]
            yield chunk


class _Piece:
    """One of several pieces that come one behind the other."""

    def __init__(self, pieces):
        self._pieces = pieces
        self.is_last = False
        self.value = None

    def __iter__(self):
        while True:
            try:
                chunk = next(self._pieces)
            except StopIteration as end:
                self.is_last, self.value = True, end.value
                return
            if chunk is None:
                return
            yield chunk


@contextmanager
def _opened(path):
    with open(path, "rb", buffering=0) as stream:
        yield iter(lambda: stream.read(CHUNK), b"")


def _sliced(data):
    if len(data) <= CHUNK:
        return [data]
    return [data[start : start + CHUNK] for start in range(0, len(data), CHUNK)]


def _blocks(data):
    flat = data.replace(b"\n", b" ")
    if len(flat) <= BLOCK:
        return [flat]
    starts = range(0, len(flat) - OVERLAP, BLOCK - OVERLAP)
    return [flat[start : start + BLOCK] for start in starts]
