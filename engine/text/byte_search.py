"""Where any of many stretches of bytes stands: one pass of Hyperscan, or one look for
each where there is little to read.
"""

from functools import cached_property

import hyperscan

# Per pattern database: compiling takes more than twice as long for twice as many.
MOST_NEEDLES = 10_000
# To compile a thousand people's needles takes as long as looking for each in this.
FEW_ROWS, FEW_BYTES = 200, 100_000


class ByteSearch:
    """Finds needles in rows, ASCII letters in either case.

    :param needles: stretches of bytes
    :param whole: those of them that do not count before a digit
    """

    def __init__(self, needles, whole):
        self._needles, self._whole = list(needles), whole

    def rows(self, rows, data):
        """What stands in which row.

        :param list data: the rows as they are looked at, each ending with its only
            line feed
        :return: iterator of (row number, needle)
        """
        if len(rows) <= FEW_ROWS and sum(map(len, rows)) <= FEW_BYTES:
            return self._in_few(data)
        return self._in_many(data)

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
        for number, row in enumerate(data.lower().split(b"\n")):
            for low, needle in self._lower:
                if low in row and (
                    needle not in self._whole or _stands_whole(row, low)
                ):
                    yield number, needle

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
    """Whether a needle stands anywhere without a digit behind it."""
    end = row.find(needle)
    while end >= 0:
        end += len(needle)
        if not row[end : end + 1].isdigit():
            return True
        end = row.find(needle, end)
    return False


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
