"""Values too large to be in memory with all others: files that are in the database, and
the text that Odoo has taken from a file.

A plan knows only how long they are. They are sealed in parts that go from the database
to the database, before they are erased, and come back the same way.
"""

from collections import defaultdict

from odoo.tools import SQL

from ..database import columns, staging
from . import cipher, sealed_files
from .lost import NO_FIELD, NO_RECORD, Lost

# What Odoo has read in a file, for its own search.
FULL_TEXT = ("ir_attachment", "index_content")
_PIECE = "piece"
_GATHERED = SQL.identifier("pg_temp", "partner_anonymization_pieces")


def candidates(table, types):
    """The columns of a table that are read only where they are short."""
    return {
        name
        for name, column in types.items()
        if column.type == "bytea" or (table, name) == FULL_TEXT
    }


def erase(cr, plan):
    """Write what takes the place of the large values of a plan."""
    changes = defaultdict(lambda: defaultdict(dict))
    for one in plan.large:
        changes[one.table][one.res_id][one.name] = one.new
    for table, rows in changes.items():
        columns.update(cr, table, plan.types[table], rows)


def entries(values):
    """How the head of a seal lists them."""
    return [
        [one.table, one.name, one.res_id, cipher.part_count(one.old.size)]
        for one in values
    ]


def rows(cr, subject):
    """The rows of a subject's large values, behind those of its files.

    :param subject: ``seal_format.Subject``
    """
    counts = (cipher.part_count(size) for _name, _path, size in subject.files)
    part = subject.part + 1 + sum(counts)
    for one in subject.large:
        name = sealed_files.value_name(one.table, one.name, one.res_id)
        stream = Stream(cr, one)
        yield from sealed_files.parts(subject, part, name, stream, one.old.size)
        stream.close()
        part += cipher.part_count(one.old.size)


class Stream:
    """A value as it stands in the database, to be read like a file."""

    def __init__(self, cr, value):
        self._cr = cr
        column = SQL.identifier(value.name)
        # Taken out of its storage once, not for every part of it.
        content = SQL("%s || ''::bytea", column)
        if (value.table, value.name) == FULL_TEXT:
            content = SQL("convert_to(%s, 'UTF8')", column)
        cr.execute(
            SQL(
                "DECLARE partner_anonymization_value NO SCROLL CURSOR FOR"
                " SELECT substring(content FROM start FOR %(size)s)"
                "   FROM (SELECT %(content)s AS content FROM %(table)s"
                "          WHERE id = %(id)s OFFSET 0) AS value,"
                "        generate_series(1, length(content), %(size)s) AS start",
                size=cipher.PART_SIZE,
                content=content,
                table=SQL.identifier(value.table),
                id=value.res_id,
            )
        )

    def read(self, _size):  # pylint: disable=method-required-super
        self._cr.execute("FETCH 1 FROM partner_anonymization_value")
        row = self._cr.fetchone()
        return bytes(row[0]) if row else b""

    def close(self):
        self._cr.execute("CLOSE partner_anonymization_value")


def put_back(cr, values):
    """Write large values again.

    :param values: list of (line id, table, column, id,
        engine.sealed_files.SealedFile)
    :return: list of :class:`engine.vault.Lost`, whose row or column no longer
        exists
    :raise SealUnusable: the content is missing or damaged
    """
    types = columns.of_tables(cr, {table for _line, table, *_rest in values})
    lost = []
    for line_id, table, name, res_id, sealed in values:
        code = _missing(cr, types.get(table, {}), table, name, res_id)
        if code:
            lost.append(Lost(line_id, table, name, res_id, code))
        else:
            _write(cr, table, types[table][name], res_id, sealed.pieces(cr))
    return lost


def _missing(cr, types, table, name, res_id):
    if name not in types:
        return NO_FIELD
    cr.execute(SQL("SELECT FROM %s WHERE id = %s", SQL.identifier(table), res_id))
    return None if cr.rowcount else NO_RECORD


def _gather(cr, pieces):
    """Each is read before it is put: one cursor cannot do both at once."""
    cr.execute(
        SQL(
            "CREATE TEMPORARY TABLE IF NOT EXISTS %s (number int, piece bytea)"
            " ON COMMIT DROP",
            _GATHERED,
        )
    )
    cr.execute(SQL("TRUNCATE %s", _GATHERED))
    for number, piece in enumerate(pieces):
        staged = staging.put(cr, [(number, [piece.hex()])], _PIECE)
        cr.execute(
            SQL(
                "INSERT INTO %s SELECT id, decode(v[1], 'hex') FROM %s",
                _GATHERED,
                staged,
            )
        )


def _write(cr, table, column, res_id, pieces):
    _gather(cr, pieces)
    content = SQL("(SELECT string_agg(piece, '' ORDER BY number) FROM %s)", _GATHERED)
    if column.type != "bytea":
        content = SQL("convert_from(%s, 'UTF8')", content)
    query = SQL(
        "UPDATE %s SET %s = %s WHERE id = %s",
        SQL.identifier(table),
        SQL.identifier(column.name),
        content,
        res_id,
    )
    staging.execute(cr, table, query, [res_id])
