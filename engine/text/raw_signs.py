"""Signs in raw data that tell that it reads otherwise than its bytes say: one pass
finds those of disguises and the letters that are written in several ways.
"""

import re
from functools import cache
from typing import NamedTuple

import hyperscan

from . import plain_bytes, written_address

# Encoded words of mail headers; glosses; what is escaped twice.
_WHOLE_ROWS = (rb"=\?[\w-]+\?[bq]\?", rb"<rt[\s>]", b"%25", b"&amp;(?:#|nbsp|amp;)")
_TOKEN = rb"[=/](?:[A-Za-z0-9_-]|%2[BbFf]){12}"
# The number of the pattern that stands for base64: smaller ones are of disguises of a
# whole row, larger ones of written addresses.
TOKEN = len(_WHOLE_ROWS)
_DISGUISES = (*_WHOLE_ROWS, _TOKEN, *written_address.SIGNS)


class Signs(NamedTuple):
    """What stands in some data.

    :param disguises: where signs of disguises end, in order: (position, number of the
        pattern)
    :param spelled: numbers of the pairs of ``plain_bytes.SAME`` whose first spelling
        is there, in order; their count stands for signs that texts leave out
    """

    disguises: list[tuple[int, int]]
    spelled: list[int]


def find(data: bytes) -> Signs:
    """Look for all signs."""
    ends: list[tuple[int, int]] = []
    spelled: list[int] = []
    first = len(_DISGUISES)

    def remember(number, _start, end, _flags, _context):
        if number < first:
            ends.append((end, number))
        else:
            spelled.append(number - first)

    _database().scan(data, match_event_handler=remember)
    return Signs(sorted(ends), sorted(spelled))


@cache
def _database():
    spelled = [re.escape(one) for one, _usual in plain_bytes.SAME]
    spelled.append(plain_bytes.LEFT_OUT.pattern)
    # Of a spelling only whether it is there matters.
    flags = [hyperscan.HS_FLAG_CASELESS] * len(_DISGUISES)
    flags += [hyperscan.HS_FLAG_SINGLEMATCH] * len(spelled)
    database = hyperscan.Database()
    database.compile(
        expressions=[*_DISGUISES, *spelled],
        ids=list(range(len(flags))),
        elements=len(flags),
        flags=flags,
    )
    return database
