"""vCards and calendars: lines are folded, and may be quoted-printable."""

import quopri
import re

_FOLD = re.compile(rb"\r?\n[ \t]")
_SOFT = re.compile(rb"=[ \t]*\r?\n[ \t]?")
# What comes before the value of a line, and what parts its components.
_PROPERTY = re.compile(rb"(?m)^[A-Za-z0-9.-]{1,60}(?:;[^:\r\n]{0,500})?:")
# A fold is never longer; more than this is read in several goes.
_MOST = 8 << 20


def read(file, pieces, _depth):
    """Hand on the lines unfolded, and what is quoted in them."""
    while data := file.read(_MOST):
        data += file.readline(_MOST)
        lines = _FOLD.sub(b"", data)
        pieces.bytes(lines)
        pieces.bytes(_PROPERTY.sub(b"", lines))
        if b"QUOTED-PRINTABLE" in data.upper():
            quoted = _FOLD.sub(b"", _SOFT.sub(b"", data))
            decoded = quopri.decodestring(_PROPERTY.sub(b"", quoted))
            pieces.bytes(decoded)
            pieces.bytes(decoded.replace(b";", b" "))
