"""Every text, json, array and binary column of every table, read once."""

from contextlib import nullcontext
from dataclasses import dataclass, field

from ..database import copy_out
from ..text import needles, unescaped
from . import cells, contents

# A larger value is read in pieces.
PIECE = 1 << 20
# Makes PostgreSQL unpack each value once, and give its pieces one after the other.
NO_LIMIT = 2**63 - 1
# Stands for a large value in what is read. A stored text that happens to be the same
# only has its table read twice.
LARGE = "partner_anonymization: large"
_SIGN = LARGE.encode()
# Not searched: the seals, which hold the values encrypted.
_OWN_SECRETS = (
    "partner_anonymization_seal",
    "partner_anonymization_document_seal",
)
_BINARY = ("bytea",)


@dataclass
class Table:
    """A table and its columns that can hold words.

    :param may_have_large: PostgreSQL stores some values outside of the table's own rows
        (TOAST)
    :param blocks: of its rows, those from one block up to another, which is None for
        the end; all when None
    """

    name: str
    may_have_large: bool = False
    has_id: bool = False
    texts: list = field(default_factory=list)
    binaries: list = field(default_factory=list)
    blocks: tuple | None = None


def tables(cr):
    """All tables with their columns, those of domains and arrays included."""
    cr.execute(
        """
        SELECT c.relname, a.attname, coalesce(base.typname, t.typname),
               coalesce(pg_relation_size(nullif(c.reltoastrelid, 0)) > 0, false)
          FROM pg_attribute a
          JOIN pg_class c ON c.oid = a.attrelid
          JOIN pg_type t ON t.oid = a.atttypid
     LEFT JOIN pg_type base ON base.oid = t.typbasetype
         WHERE c.relkind IN ('r', 'm')
           AND c.relnamespace = current_schema::regnamespace
           AND a.attnum > 0 AND NOT a.attisdropped AND c.relname <> ALL(%s)
           AND (a.attname = 'id'
                OR coalesce(base.typcategory, t.typcategory) IN ('S', 'A', 'U', 'X'))
         ORDER BY c.relname, a.attnum
        """,
        [list(_OWN_SECRETS)],
    )
    found = {}
    for name, column, type_, may_have_large in cr.fetchall():
        table = found.setdefault(name, Table(name, may_have_large))
        if column == "id":
            table.has_id = True
        elif type_ in _BINARY:
            table.binaries.append(column)
        else:
            table.texts.append(column)
    return [table for table in found.values() if table.texts or table.binaries]


class Reader:
    """Searches tables.

    :param search: ``needles.Needles``
    :param found: called with (table, column, row id or None, {term})
    :param unreadable: called with (table, column, row id or None) of a binary that
        cannot be searched
    :param searcher: ``contents.Searcher`` for what is searched value by value; one of
        its own for each table when None
    """

    def __init__(self, cr, search, found, unreadable=None, searcher=None):
        self._cr = cr
        self._searcher = searcher
        self._search = search
        self._found = found
        self._unreadable = unreadable or (lambda *_place: None)
        self.bytes = 0

    def search(self, table):
        """Search one table."""
        if table.texts:
            self._table, self._has_large = table, False
            listed = ", ".join(_listed(table))
            # A table that others inherit from would show their rows as its own.
            query = f"SELECT {listed} FROM ONLY {_quoted(table.name)}"
            query += _where(_within(table))
            self.bytes += copy_out.read(self._cr, query, self._take)
            if self._has_large:
                self._read_large(table)
        if table.binaries:
            with self._of_values() as searcher:
                for column in table.binaries:
                    self._read_binaries(table, column, searcher)

    def _of_values(self):
        if self._searcher:
            return nullcontext(self._searcher)
        return contents.Searcher(self._search)

    def _take(self, rows):
        if self._table.may_have_large and not self._has_large:
            self._has_large = any(_SIGN in row for row in rows)
        for number, suspects in self._search.rows(rows).items():
            self._look_closely(rows[number], suspects)

    def _look_closely(self, row, suspects):
        cells = row.rstrip(b"\n").split(b"\t")
        row_id = int(cells.pop()) if self._table.has_id else None
        has_numbers = any(one.matcher.squeezes for one in suspects)
        for place, cell in enumerate(cells):
            if len(cell) < needles.SHORTEST:
                continue
            low = (cell + needles.reading(cell)).lower()
            digits = needles.squeezed(low) if has_numbers else None
            possible = [one for one in suspects if one.is_possible(low, digits)]
            if not possible:
                continue
            column = self._table.texts[place]
            if hits := needles.find(unescaped(copy_out.decoded(cell)), possible):
                self._found(self._table.name, column, row_id, hits)

    def _read_large(self, table):
        """Cells that are too large to be read in one piece."""
        with self._of_values() as searcher:
            for column in table.texts:
                name = _quoted(column)
                self._read(
                    table,
                    column,
                    f"convert_to({name}::text, getdatabaseencoding())",
                    _is_large(name),
                    lambda value: searcher.value(value, is_text=True),
                )

    def _read_binaries(self, table, column, searcher):
        name = _quoted(column)
        where = f"{name} IS NOT NULL"
        self._read(table, column, f"{name} || ''::bytea", where, searcher.value)

    def _read(self, table, column, value, where, search):
        """Search cells one by one, each of them read in pieces."""

        def look(row_id, value_, size):
            result = search(value_)
            self.bytes += size
            if result.hits:
                self._found(table.name, column, row_id, result.hits)
            if not result.readable:
                self._unreadable(table.name, column, row_id)

        key = "id" if table.has_id else "NULL"
        with cells.Cells(look) as target:
            copy_out.to(
                self._cr,
                f"SELECT {key}, place, substring(value from place for {PIECE})"
                f" FROM (SELECT {key}, {value} AS value"
                f" FROM ONLY {_quoted(table.name)}{_where([where, *_within(table)])}"
                f" LIMIT {NO_LIMIT}) cell,"
                f" generate_series(1, octet_length(value), {PIECE}) place",
                target,
            )


def _listed(table):
    """Expressions of what is read of a table. A value that is large, or may be, when
    it is unpacked, is replaced by a sign."""
    names = list(map(_quoted, table.texts))
    if table.may_have_large:
        names = [
            f"CASE WHEN {_is_large(name)} THEN '{LARGE}' ELSE {name}::text END"
            for name in names
        ]
    return [*names, *(("id",) if table.has_id else ())]


def _is_large(name):
    # The stored size costs nothing to know, and is small for all but a few.
    return f"(pg_column_size({name}) > 2000 AND octet_length({name}::text) > {PIECE})"


def _within(table):
    """Conditions for the rows in the blocks that are to be read."""
    start, end = table.blocks or (0, None)
    from_ = [f"ctid >= '({start},0)'::tid"] if start else []
    return from_ + ([f"ctid < '({end},0)'::tid"] if end is not None else [])


def _where(conditions):
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""


def _quoted(name):
    return '"' + name.replace('"', '""') + '"'
