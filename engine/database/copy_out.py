"""What a query finds, as the text format of PostgreSQL's COPY has it."""

# Bytes of rows that are handed on together.
CHUNK = 1 << 20
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def to(cr, query, target):
    """Write what a query finds.

    :param str query: in words of SQL
    :param target: its ``write`` is called with the bytes of each row
    """
    cr._obj.copy_expert(f"COPY ({query}) TO STDOUT", target)


def read(cr, query, take):
    """Read what a query finds; no more of it than a chunk is in memory.

    :param str query: in words of SQL
    :param take: called with lists of rows, as bytes that end with a line feed
    :return: the number of bytes
    """
    rows = _Rows(take)
    to(cr, query, rows)
    rows.flush()
    return rows.total


def decoded(cell):
    """The text of a cell of COPY's text format."""
    text = cell.decode("utf-8", "replace")
    if "\\" not in text:
        return text
    parts = text.split("\\")
    result, index = [parts[0]], 1
    while index < len(parts):
        part = parts[index]
        if not part and index + 1 < len(parts):
            result.append("\\" + parts[index + 1])
            index += 2
            continue
        result.append(_ESCAPES.get(part[:1], part[:1]) + part[1:])
        index += 1
    return "".join(result)


class _Rows:
    """Gathers rows until they are a chunk.

    :ivar int total: bytes that were handed on
    """

    def __init__(self, take):
        self._take = take
        self._rows, self._size, self.total = [], 0, 0

    def write(self, row):  # pylint: disable=method-required-super
        """Called by psycopg2 with each row of a COPY."""
        self._rows.append(row)
        self._size += len(row)
        if self._size >= CHUNK:
            self.flush()

    def flush(self):
        """Hand on what there is."""
        self.total += self._size
        rows, self._rows, self._size = self._rows, [], 0
        if rows:
            self._take(rows)
