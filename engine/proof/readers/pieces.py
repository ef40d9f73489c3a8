"""The pieces of everything that is packed into a file.

A *piece* is a stretch of bytes that belongs together: a member of an archive, the text
of a page, a header. An *inner* file is a piece that may have a format of its own.
"""

import tempfile
from contextlib import contextmanager

from . import archives, encoded, folded, formats, mails, markup, pdf, rtf

# An archive in an archive in an archive, and no more than this in all.
DEEPEST = 4
LARGEST = 512 << 20
_SMALL = 32 << 10
# An inner file up to this size is held in memory.
IN_MEMORY = 4 << 20
EMBEDDED = b"base64,"
# Of these nothing comes that has a format of its own.
_FLAT = {"folded": folded.read, "markup": markup.read, "rtf": rtf.read}
_READERS = {
    **_FLAT,
    "zip": archives.of_zip,
    "tar": archives.of_tar,
    "gzip": archives.of_gzip,
    "bzip2": archives.of_bzip2,
    "xz": archives.of_xz,
    "pdf": pdf.read,
    "mail": mails.read,
    "base64": encoded.of_base64,
    "wide": encoded.of_wide,
}


class TooMuch(Exception):
    """More is packed into the file than is read."""


class Pieces:
    """Hands on the pieces of one file.

    :param write: called with the bytes of a piece, chunk by chunk
    :param end: called at the end of each piece
    """

    def __init__(self, write, end):
        self._write, self._end = write, end
        self._left = LARGEST
        self.readable = True

    def read(self, file, depth=0):  # pylint: disable=method-required-super
        """Read what is packed into a file; the file itself is nobody's piece.

        :param file: binary, at its beginning, seekable
        :raise TooMuch: the limit is reached
        """
        format_ = formats.of(file.read(formats.HEAD))
        file.seek(0)
        if format_ in formats.UNREADABLE:
            self.readable = False
        elif depth >= DEEPEST:
            self._read_deepest(file, format_, depth)
        else:
            if reader := _READERS.get(format_):
                with self.trying():
                    reader(file, self, depth)
            with self.trying():
                self._read_embedded(file, depth)

    def _read_deepest(self, file, format_, depth):
        if format_ in _FLAT:
            with self.trying():
                _FLAT[format_](file, self, depth)
        elif format_ is not formats.TEXT:
            self.readable = False

    @contextmanager
    def trying(self):
        """Run a block; an error in one part makes that part unreadable and leaves the
        others."""
        try:
            yield
        except (TooMuch, MemoryError):
            raise
        except Exception:  # each library has its own; broken files are common
            self.readable = False

    def text(self, text):
        """A piece that is only text."""
        self.bytes(text.encode("utf-8", "replace"))

    def bytes(self, data):
        """A piece that has no format."""
        self.chunks([data])

    def chunks(self, chunks):
        """The same in chunks."""
        for chunk in _gathered(chunks):
            self._count(len(chunk))
            self._write(chunk)
        self._end()

    def inner(self, chunks, depth):
        """A piece that may have a format of its own.

        :param chunks: its bytes
        """
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as file:
            try:
                self.chunks(_copied(chunks, file))
            except (TooMuch, MemoryError):
                raise
            except Exception:  # what could be read before the error counts
                self.readable = False
                self._end()
            file.seek(0)
            self.read(file, depth + 1)

    def _read_embedded(self, file, depth):
        for place in encoded.places(file, EMBEDDED):
            file.seek(place)
            self.inner(encoded.decoded(file), depth)

    def _count(self, size):
        self._left -= size
        if self._left < 0:
            raise TooMuch


def _gathered(chunks):
    """Put short chunks together: mails come line by line."""
    parts, size = [], 0
    for chunk in chunks:
        parts.append(chunk)
        size += len(chunk)
        if size >= _SMALL:
            yield b"".join(parts)
            parts, size = [], 0
    yield b"".join(parts)


def _copied(chunks, file):
    for chunk in chunks:
        file.write(chunk)
        yield chunk
