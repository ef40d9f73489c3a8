"""Rich text: letters are escaped, words are cut by commands."""

import re

from .chunks import chunks_of

_LONGEST = 64
_TOKEN = re.compile(
    rb"\\\'(?P<hex>[0-9a-fA-F]{2})"
    rb"|\\(?P<word>[a-zA-Z]{1,40})(?P<number>-?[0-9]{1,10})? ?"
    rb"|\\(?P<sign>[^a-zA-Z])"
    rb"|(?P<brace>[{}])|(?P<end>[\r\n]+)|(?P<text>[^\\{}\r\n]+)",
    re.DOTALL,
)
_GAPS = {
    b"par": b"\n", b"line": b"\n", b"row": b"\n", b"sect": b"\n", b"page": b"\n",
    b"tab": b"\t", b"cell": b"\t", b"nestcell": b"\t", b"nestrow": b"\n",
    b"emspace": b" ", b"enspace": b" ", b"lquote": b"'", b"rquote": b"'",
    b"endash": b"-", b"emdash": b"-",
}  # fmt: skip
_SIGNS = {b"~": b" ", b"_": b"-", b"-": b"", b"*": b""}
_PAGES = {"65001": "utf-8", "10000": "mac_roman", "10007": "mac_cyrillic"}


def read(file, pieces, _depth):
    """Hand on the text twice: its escapes as bytes, of whatever encoding a font has;
    and decoded as the file says."""
    pieces.chunks(_Bytes().texts(file))
    file.seek(0)
    pieces.chunks(_Letters().texts(file))


class _Bytes:
    """The text with escapes of single bytes as these bytes."""

    def texts(self, file):
        left = b""
        for chunk in chunks_of(file):
            data = left + chunk
            place = data.rfind(b"\\")
            cut = place if len(data) - place < _LONGEST and place > 0 else len(data)
            if data[cut - 1 : cut] == b"\\":
                cut -= 1
            yield self._text(data[:cut])
            left = data[cut:]
        yield self._text(left)

    def _text(self, data):
        return b"".join(map(self._of_token, _TOKEN.finditer(data)))

    def _of_token(self, token):
        kind = token.lastgroup
        if kind == "hex":
            return self._of_byte(bytes.fromhex(token["hex"].decode()))
        if kind == "sign":
            return _SIGNS.get(token["sign"], token["sign"])
        if kind in ("word", "number"):
            return self._of_word(token["word"], int(token["number"] or 0))
        return self._of_text(token["text"]) if kind == "text" else b""

    def _of_word(self, word, _number):
        return _GAPS.get(word, b"")

    def _of_byte(self, data):
        return data

    def _of_text(self, data):
        return data


class _Letters(_Bytes):
    """The text in UTF-8."""

    def __init__(self):
        self._encoding = "cp1252"
        self._skip, self._skips = 0, [1]
        self._half = 0

    def _of_token(self, token):
        if token["brace"] == b"{":
            self._skips.append(self._skips[-1])
            del self._skips[:-1000]
        elif token["brace"] and len(self._skips) > 1:
            self._skips.pop()
        return super()._of_token(token)

    def _of_word(self, word, number):
        if word == b"u":
            self._skip = self._skips[-1]
            return self._of_unit(number & 0xFFFF)
        if word == b"uc":
            self._skips[-1] = max(0, min(number, 9))
        elif word == b"ansicpg":
            self._encoding = _known(_PAGES.get(str(number), f"cp{number}"))
        elif word == b"mac":
            self._encoding = "mac_roman"
        elif word in (b"pc", b"pca"):
            self._encoding = "cp437" if word == b"pc" else "cp850"
        return _GAPS.get(word, b"")

    def _of_unit(self, unit):
        if 0xD800 <= unit < 0xDC00:
            self._half = unit
            return b""
        if 0xDC00 <= unit < 0xE000:
            unit = 0x10000 + ((self._half & 0x3FF) << 10) + (unit & 0x3FF)
        return chr(unit).encode("utf-8", "replace")

    def _of_byte(self, data):
        if self._skip:
            self._skip -= 1
            return b""
        return self._decoded(data)

    def _of_text(self, data):
        skipped, self._skip = min(self._skip, len(data)), max(0, self._skip - len(data))
        return self._decoded(data[skipped:])

    def _decoded(self, data):
        return data.decode(self._encoding, "replace").encode("utf-8", "replace")


def _known(encoding):
    try:
        b"".decode(encoding)
    except LookupError:
        return "cp1252"
    return encoding
