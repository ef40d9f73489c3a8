"""Every text, json, array and binary column of every table, read once."""

from dataclasses import dataclass, field

from odoo.tools import SQL

from ..escapes import unescaped
from . import contents, needles

CHUNK = 1 << 20
# Seals are the very values, encrypted.
_OWN_SECRETS = (
    "partner_anonymization_seal",
    "partner_anonymization_document_seal",
)
_BINARY = ("bytea",)
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


@dataclass
class Table:
    """A table and its columns that can hold words."""

    name: str
    has_id: bool = False
    texts: list = field(default_factory=list)
    binaries: list = field(default_factory=list)


def tables(cr):
    """All tables with their columns, those of domains and arrays included."""
    cr.execute(
        """
        SELECT c.relname, a.attname, coalesce(base.typname, t.typname)
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
    for name, column, type_ in cr.fetchall():
        table = found.setdefault(name, Table(name))
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
    """

    def __init__(self, cr, search, found):
        self._cr = cr
        self._search = search
        self._found = found
        self.bytes = 0

    def search(self, table):
        """Search one table."""
        if table.texts:
            self._table, self._rows, self._size = table, [], 0
            columns = [*table.texts, *(("id",) if table.has_id else ())]
            listed = ", ".join(map(_quoted, columns))
            # A table that others inherit from would show their rows as its own.
            sql = f"COPY (SELECT {listed} FROM ONLY {_quoted(table.name)}) TO STDOUT"
            self._cr._obj.copy_expert(sql, self)
            self._flush()
        for column in table.binaries:
            self._read_binaries(table, column)

    def write(self, row):  # pylint: disable=method-required-super
        """Called by psycopg2 with each row of a COPY."""
        self._rows.append(row)
        self._size += len(row)
        if self._size >= CHUNK:
            self._flush()

    def _flush(self):
        rows, self._rows = self._rows, []
        self.bytes += self._size
        self._size = 0
        suspicious = self._search.rows(rows) if rows else {}
        for number, suspects in suspicious.items():
            self._look_closely(rows[number], suspects)

    def _look_closely(self, row, suspects):
        cells = row.rstrip(b"\n").split(b"\t")
        row_id = int(cells.pop()) if self._table.has_id else None
        has_numbers = any(one.matcher.squeezes for one in suspects)
        for place, low in enumerate(row.lower().split(b"\t")[: len(cells)]):
            if len(low) < needles.SHORTEST:
                continue
            digits = needles.squeezed(low) if has_numbers else None
            possible = [one for one in suspects if one.is_possible(low, digits)]
            if not possible:
                continue
            column, cell = self._table.texts[place], cells[place]
            if hits := needles.find(unescaped(_decoded(cell)), possible):
                self._found(self._table.name, column, row_id, hits)

    def _read_binaries(self, table, column):
        key = SQL.identifier("id") if table.has_id else SQL("NULL")
        self._cr.execute(
            SQL(
                "SELECT %(key)s, %(column)s FROM ONLY %(table)s"
                " WHERE %(column)s IS NOT NULL",
                key=key,
                column=SQL.identifier(column),
                table=SQL.identifier(table.name),
            )
        )
        while rows := self._cr.fetchmany(100):
            for row_id, value in rows:
                data = bytes(value)
                self.bytes += len(data)
                hits = contents.search(data, self._search).hits
                if hits:
                    self._found(table.name, column, row_id, hits)


def _quoted(name):
    return '"' + name.replace('"', '""') + '"'


def _decoded(cell):
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
