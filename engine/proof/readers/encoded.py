"""What is spelled in other signs: base64, UTF-16, UTF-32."""

import base64
import codecs
import re

from .chunks import chunks_of

_SPACE = re.compile(rb"\s|%0[adAD]")
_OTHER = re.compile(rb"[^A-Za-z0-9+/]")
_HEAD = 8 << 10
# The longer mark begins with the shorter one.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = tuple(encoding for _mark, encoding in _MARKS)
_WHITE = "\t\r\n\f\u2028\u2029\xa0\xad\u3000\ufeff"


def of_base64(file, pieces, depth):
    """A file that is base64 as a whole."""
    pieces.inner(decoded(file), depth)


def of_wide(file, pieces, depth):
    """A file of letters of two or four bytes, with a mark or without; or a binary
    format: what texts of such letters it has are searched, and it is listed."""
    head = file.read(_HEAD)
    encodings = _encodings(head)
    for encoding in encodings:
        file.seek(0)
        pieces.inner(_recoded(file, encoding), depth)
    if not encodings and head.strip(b"\x00"):
        pieces.readable = False
    file.seek(0)
    pieces.chunks(chunk.replace(b"\x00", b"") for chunk in chunks_of(file))


def _encodings(head):
    """Those in which a beginning is nothing but text; without a mark more than one
    may be possible."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return [encoding]
    whole = head[: len(head) - len(head) % 4]
    return [encoding for encoding in _WIDE if _is_text(whole, encoding)]


def _is_text(data, encoding):
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        text = decoder.decode(data)
    except UnicodeDecodeError:
        return False
    return bool(text) and all(one.isprintable() or one in _WHITE for one in text)


def _recoded(file, encoding):
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for chunk in chunks_of(file):
        yield decoder.decode(chunk).lstrip("\ufeff").encode("utf-8", "replace")
    yield decoder.decode(b"", True).encode("utf-8", "replace")


def decoded(file):
    """The bytes of base64 from here on, up to the first sign that is none."""
    left = b""
    for chunk in chunks_of(file):
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
    for chunk in chunks_of(file):
        data = left + chunk
        place = data.find(mark)
        while place >= 0:
            found.append(done + place + len(mark))
            place = data.find(mark, place + len(mark))
        left = data[len(data) - len(mark) + 1 :]
        done += len(data) - len(left)
    return found
