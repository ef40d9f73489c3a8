"""Values of a table that come in pieces."""

import os
import tempfile

# A larger value is put together in a file.
IN_MEMORY = 4 << 20


class Cells:
    """Takes the rows of a COPY, pieces of values in hex, and puts each value together.

    :param look: called with (row id or None, value, size): bytes, or the path of a
        file that is gone afterwards
    """

    def __init__(self, look):
        self._look = look
        self._row_id = None
        self._parts, self._size = [], 0
        self._file = None

    def __enter__(self):
        return self

    def __exit__(self, kind, _error, _traceback):
        try:
            if kind is None:
                self._finish()
        finally:
            self._remove_file()

    def write(self, row):  # pylint: disable=method-required-super
        """Called by psycopg2 with each row: id, place in the value from 1, piece."""
        row_id, place, piece = row.rstrip(b"\n").split(b"\t")
        if place == b"1":
            self._finish()
            self._row_id = None if row_id == b"\\N" else int(row_id)
        # COPY spells the backslash of '\x' twice.
        data = bytes.fromhex(piece[3:].decode())
        self._size += len(data)
        if self._size > IN_MEMORY and not self._file:
            self._file = tempfile.NamedTemporaryFile(prefix="proof-", delete=False)
            self._file.writelines(self._parts)
            self._parts = []
        if self._file:
            self._file.write(data)
        else:
            self._parts.append(data)

    def _finish(self):
        if self._file:
            self._file.flush()
            self._look(self._row_id, self._file.name, self._size)
        elif self._size:
            self._look(self._row_id, b"".join(self._parts), self._size)
        self._parts, self._size = [], 0
        self._remove_file()

    def _remove_file(self):
        file, self._file = self._file, None
        if file:
            file.close()
            os.unlink(file.name)
