"""HTML, and the XML of office files: without its tags, cell by cell."""

import re

from .chunks import chunks_of

_TAG = re.compile(
    rb"</?(?:[\w.-]+:)?([\w.-]*)[^<>]*+>|<[!?][^<>]*+>"
    # How the headers of sheets are set.
    rb"|&amp;(?:[LCRBIUESXYPDTNAFGZ]|[0-9]{1,3}|&quot;[^&]{0,60}+&quot;)"
)
_LONGEST_TAG = 64 << 10
_CELLS = b"tab tc c cell table-cell td th data dt dd tabs".split()
_LINES = (
    b"p h br cr line-break row table-row tr si li div s comment header footer title"
    b" h1 h2 h3 h4 h5 h6 option label page slide txbxContent annotation body"
).split()
_GAPS = dict.fromkeys(_CELLS, b"\t") | dict.fromkeys(_LINES, b"\n")
_GAPS[b"noBreakHyphen"] = b"-"


def read(file, pieces, _depth):
    """Hand on the text of a file with tags."""
    pieces.chunks(without_tags(file))


def without_tags(file):
    """The text between the tags; words may be cut by tags (``<t>Mül</t><t>ler</t>``),
    and cells and lines have only tags between them."""
    left = b""
    for chunk in chunks_of(file):
        data = left + chunk
        start = data.rfind(b"<")
        is_open = start >= 0 and b">" not in data[start:]
        cut = start if is_open and len(data) - start < _LONGEST_TAG else len(data)
        yield _TAG.sub(_gap, data[:cut])
        left = data[cut:]
    yield left


def _gap(tag):
    if tag[0][:1] == b"&":
        return b" "
    return _GAPS.get(tag[1], _GAPS.get((tag[1] or b"").lower(), b""))
