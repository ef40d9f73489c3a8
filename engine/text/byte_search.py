"""Where any of many stretches of bytes stands: one pass of Hyperscan, or one look for
each where there is little to read.
"""

from concurrent.futures import ThreadPoolExecutor
from functools import cached_property

import hyperscan

# Per pattern database: compiling takes more than twice as long for twice as many.
MOST_NEEDLES = 10_000
# To compile a thousand people's needles takes as long as looking for each in this, be
# it in one piece or, file by file, in many.
FEW_BYTES = 100_000
# Most needles begin with bytes that stand nowhere in so little.
_START, _MANY = 4, 500


class ByteSearch:
    """Finds needles in rows, ASCII letters in either case.

    :param needles: stretches of bytes
    :param whole: those of them that do not count before a digit
    """

    def __init__(self, needles, whole):
        self._needles, self._whole = list(needles), frozenset(whole)
        self._uncompiled_bytes = 0

    def rows(self, rows, data):
        """What stands in which row.

        :param bytes data: the rows as they are looked at, each ending with its only
            line feed
        :return: iterator of (row number, needle)
        """
        is_short = self.is_short(data)
        self._uncompiled_bytes += len(data)
        if is_short:
            return self._in_few(data.lower())
        return self._in_many(data)

    def is_short(self, data):
        """Whether this is still little to look through, needle by needle."""
        return self._uncompiled_bytes + len(data) <= FEW_BYTES

    def compile(self):
        """Prepare for much data, once. Hyperscan lets other threads go on meanwhile."""
        return self._databases

    @cached_property
    def _lower(self):
        return [(needle.lower(), needle) for needle in self._needles]

    @cached_property
    def _databases(self):
        return [
            _Database(self._needles[start : start + MOST_NEEDLES])
            for start in range(0, len(self._needles), MOST_NEEDLES)
        ]

    def _in_few(self, data):
        for low, needle in self._possible(data):
            place = data.find(low)
            while place >= 0:
                end = data.find(b"\n", place)
                end = len(data) if end < 0 else end
                if needle not in self._whole or _stands_whole(data[place:end], low):
                    yield data.count(b"\n", 0, place), needle
                place = data.find(low, end)

    def _possible(self, data):
        """The needles whose first bytes stand somewhere."""
        if len(self._lower) < _MANY:
            return self._lower
        starts = {data[place : place + _START] for place in range(len(data))}
        return [
            (low, needle)
            for low, needle in self._lower
            if len(low) < _START or low[:_START] in starts
        ]

    def _in_many(self, data):
        for database in self._databases:
            done, row = 0, 0
            for end, needle in database.ends(data):
                if needle in self._whole and data[end : end + 1].isdigit():
                    continue
                row += data.count(b"\n", done, end)
                done = end
                yield row, needle


def _stands_whole(row, needle):
    """Whether a needle stands anywhere in a row without a digit behind it."""
    end = row.find(needle)
    while end >= 0:
        end += len(needle)
        if not row[end : end + 1].isdigit():
            return True
        end = row.find(needle, end)
    return False


def compile_together(searches):
    """Prepare several for much data, each on a processor of its own.

    :param searches: :class:`ByteSearch`
    """
    with ThreadPoolExecutor(max_workers=len(searches)) as pool:
        list(pool.map(ByteSearch.compile, searches))


class _Database:
    """Needles, compiled."""

    def __init__(self, needles):
        self._needles = needles
        count = len(needles)
        self._database = hyperscan.Database()
        self._database.compile(
            expressions=needles,
            ids=list(range(count)),
            elements=count,
            flags=[hyperscan.HS_FLAG_CASELESS] * count,
            literal=True,
        )

    def ends(self, data):
        """Where each occurrence ends, in order: (position, needle)."""
        found = []

        def remember(number, _start, end, _flags, _context):
            found.append((end, number))

        self._database.scan(data, match_event_handler=remember)
        found.sort()
        return [(end, self._needles[number]) for end, number in found]
