"""What is spelled in other signs: base64, UTF-16."""

import base64
import codecs
import re

_CHUNK = 256 << 10
_SPACE = re.compile(rb"\s|%0[adAD]")
_OTHER = re.compile(rb"[^A-Za-z0-9+/]")
_BOMS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def of_base64(file, pieces, depth):
    """A file that is base64 as a whole."""
    pieces.inner(decoded(file), depth)


def of_wide(file, pieces, _depth):
    """A file with NUL bytes: UTF-16, or a binary format with such texts in it."""
    encoding = _BOMS.get(file.read(2))
    if encoding:
        pieces.chunks(_recoded(file, encoding))
    file.seek(0)
    pieces.chunks(chunk.replace(b"\x00", b"") for chunk in _chunks(file))


def _recoded(file, encoding):
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for chunk in _chunks(file):
        yield decoder.decode(chunk).encode("utf-8", "replace")


def _chunks(file):
    while chunk := file.read(_CHUNK):
        yield chunk


def decoded(file):
    """The bytes of base64 from here on, up to the first sign that is none."""
    left = b""
    for chunk in _chunks(file):
        data = left + chunk
        # '%0A' may be cut at the end.
        place = data.find(b"%", len(data) - 2)
        cut = place if place >= 0 else len(data)
        cleaned = _SPACE.sub(b"", data[:cut])
        stop = _OTHER.search(cleaned)
        signs = cleaned[: stop.start()] if stop else cleaned
        whole = len(signs) if stop else len(signs) - len(signs) % 4
        yield _decode(signs[:whole])
        if stop:
            return
        left = signs[whole:] + data[cut:]
    yield _decode(_OTHER.split(left, maxsplit=1)[0])


def _decode(signs):
    signs = signs[: len(signs) - (len(signs) % 4 == 1)]
    return base64.b64decode(signs + b"=" * (-len(signs) % 4))


def places(file, mark):
    """Where each of these marks ends in a file."""
    found, done, left = [], 0, b""
    file.seek(0)
    for chunk in _chunks(file):
        data = left + chunk
        place = data.find(mark)
        while place >= 0:
            found.append(done + place + len(mark))
            place = data.find(mark, place + len(mark))
        left = data[len(data) - len(mark) + 1 :]
        done += len(data) - len(left)
    return found
