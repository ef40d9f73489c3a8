"""What there is to search, in portions of which several can be searched at once."""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from . import stored_files, tables

# A larger table is read in several portions. So much is read in a second or two.
SIZE = 64 << 20
# Older servers read a whole table for a range of its blocks.
_READS_RANGES = 140000


class Portion(NamedTuple):
    """Part of a table, or a folder of the file store.

    :param what: ``tables.Table``, or the name of a folder
    :param size: bytes that it takes on the disk, roughly
    """

    what: tables.Table | str
    size: float


class Progress(NamedTuple):
    """How far a search is, in shares from 0 to 1.

    :param tables: of the bytes of all tables
    :param files: of the file store
    :param all: of both
    """

    tables: float
    files: float
    all: float


@dataclass
class Portions:
    """All that is to be searched, and how much of it has been.

    :param tables: all ``tables.Table``
    :param of_tables: :class:`Portion`, the largest first
    :param of_files: :class:`Portion`
    """

    tables: list
    of_tables: list
    of_files: list
    _done: list = field(default_factory=lambda: [0.0, 0.0])

    @property
    def size(self):
        """Bytes of all of it."""
        return sum(portion.size for portion in self.all())

    def all(self):
        """All portions in the order in which they are searched."""
        return [*self.of_tables, *self.of_files]

    def add_done(self, portion):
        """Count a portion as searched."""
        self._done[isinstance(portion.what, str)] += portion.size

    def progress(self):
        """:class:`Progress`"""
        sizes = [sum(one.size for one in some) for some in self._both()]
        shares = [
            done / size if size else 1.0
            for done, size in zip(self._done, sizes, strict=True)
        ]
        return Progress(*shares, sum(self._done) / (sum(sizes) or 1))

    def _both(self):
        return self.of_tables, self.of_files


def portions(cr, store):
    """Divide everything that is stored.

    :param cr: what is listed is what its transaction sees
    :param str store: folder of the file store
    :return: :class:`Portions`
    """
    listed = tables.tables(cr)
    sizes = _sizes(cr, [table.name for table in listed])
    cr.execute("SHOW server_version_num")
    can_divide = int(cr.fetchone()[0]) >= _READS_RANGES
    of_tables = [
        portion
        for table in listed
        for portion in _divided(table, *sizes[table.name], can_divide)
    ]
    of_tables.sort(key=lambda portion: -portion.size)
    return Portions(listed, of_tables, _of_files(cr, store))


def _sizes(cr, names):
    """``{table: (bytes, large values included; blocks of its rows)}``"""
    # `pg_table_size` would look for a dozen files of each table.
    cr.execute(
        "SELECT relname, coalesce(pg_relation_size(oid), 0),"
        "       coalesce(pg_relation_size(nullif(reltoastrelid, 0)), 0),"
        "       current_setting('block_size')::int"
        "  FROM pg_class WHERE relnamespace = current_schema::regnamespace"
        "   AND relname = ANY(%s)",
        [names],
    )
    return {
        name: (size + large, size // block)
        for name, size, large, block in cr.fetchall()
    }


def _divided(table, size, blocks, can_divide):
    count = max(1, min(-(-size // SIZE), blocks)) if can_divide else 1
    if count == 1:
        return [Portion(table, size)]
    starts = [blocks * number // count for number in range(count)]
    # The last one has no end: rows may have been added behind the last block.
    ranges = zip(starts, [*starts[1:], None], strict=True)
    return [Portion(replace(table, blocks=one), size / count) for one in ranges]


def _of_files(cr, store):
    """The folders of the file store, which are alike: they are made of checksums."""
    names = stored_files.folders(store)
    cr.execute(
        "SELECT coalesce(sum(file_size), 0) FROM ir_attachment"
        " WHERE store_fname IS NOT NULL"
    )
    size = float(cr.fetchone()[0]) / (len(names) or 1)
    return [Portion(name, size) for name in names]
