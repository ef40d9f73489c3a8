"""Rows of raw data in which words are disguised, and what these rows read.

Few rows have any sign of a disguise; only they are read as texts are.
"""

import re

from . import disguises, raw_signs, written_address
from .text_view import TextView

_TOKEN_END = re.compile(rb"[A-Za-z0-9_%=-]*")


def readings(
    data: bytes, rows: list[bytes], signs: list[tuple[int, int]]
) -> dict[int, bytes]:
    """What the disguised rows say, besides what can be seen.

    :param data: the rows joined; each ends with its only line feed
    :param signs: of disguises in the data, by :func:`raw_signs.find`
    :return: ``{row number: bytes without a line feed}``
    """
    result: dict[int, bytes] = {}
    read: set[int] = set()
    done = row = near = 0
    for end, number in signs:
        if parted := data.count(b"\n", done, end):
            row, near = row + parted, 0
        done = end
        if row in read:
            continue
        if number < raw_signs.TOKEN:
            read.add(row)
            result[row] = _reading(rows[row])
        elif number == raw_signs.TOKEN:
            if says := _of_token(data, end):
                result[row] = result.get(row, b"") + b" " + says
        elif end > near:
            near = end + written_address.LONGEST
            result[row] = result.get(row, b"") + b" " + _of_address(data, end)
    return result


def reading(cell: bytes) -> bytes:
    """The same for one cell."""
    signs = raw_signs.find(cell).disguises
    return readings(cell, [cell], signs).get(0, b"") if signs else b""


def _reading(row):
    text = row.decode("utf-8", "replace")
    says = TextView(text, "<" in text).chars
    if written_address.MAY_BE.search(says.lower()):
        says = f"{says} {written_address.plain(says)}"
    return _in_one_line(says)


def _of_address(data, end):
    """What stands around the sign of a written address, in the same row. The sign that
    is next may be the last one of this stretch."""
    start, stop = end - written_address.LONGEST, end + 2 * written_address.LONGEST
    start = max(0, start, data.rfind(b"\n", 0, end) + 1)
    line_end = data.find(b"\n", end, stop)
    return _reading(data[start : stop if line_end < 0 else line_end])


def _of_token(data, end):
    """What the base64 says of which so many signs are known to be some."""
    start = max(data.rfind(sign, 0, end) for sign in (b"=", b"/"))
    stop = _TOKEN_END.search(data, end).end()
    token = data[start:stop].decode("ascii", "replace")
    return _in_one_line(disguises.token_at(token))


def _in_one_line(text):
    return text.replace("\n", " ").encode("utf-8", "replace")
