"""What a query finds, as the text format of PostgreSQL's COPY has it."""

import io

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
    """
    chunks = _Chunks(take)
    writer = io.BufferedWriter(chunks, CHUNK)
    try:
        to(cr, query, writer)
        writer.flush()
    finally:
        chunks.drop()


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


class _Chunks(io.RawIOBase):
    """Hands on whole rows of what psycopg2 writes row by row: a buffer in between
    spares a call of Python for each of them."""

    def __init__(self, take):
        super().__init__()
        self._take, self._rest = take, b""

    def writable(self):
        """Somebody writes here."""
        return True

    def write(self, data):
        """Take what has come together."""
        if self._take:
            joined = self._rest + bytes(data)
            end = joined.rfind(b"\n") + 1
            self._rest = joined[end:]
            if end:
                self._take(io.BytesIO(joined[:end]).readlines())
        return len(data)

    def drop(self):
        """What the buffer still holds when it goes is of no use to anybody."""
        self._take = None
