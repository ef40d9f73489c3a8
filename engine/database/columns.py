"""The columns of a table as PostgreSQL knows them, read and written as text.

Every type survives the way to text and back byte for byte: NULL and the empty string,
floats (shortest exact form), json, arrays and bytes.
"""

from collections import defaultdict
from typing import NamedTuple
from uuid import uuid4

from odoo.tools import SQL

from . import id_arrays, staging

_EMPTY = {
    "jsonb": "{}",
    "json": "{}",
    "boolean": "false",
    "date": "1970-01-01",
    "timestamp without time zone": "1970-01-01 00:00:00",
    "bytea": "",
}
# A value of at least so many bytes may be left unread, see :class:`Large`.
LARGE = 1 << 18
# Begins what stands for a large value. Random for each process, so that no stored text
# can begin with it.
_MARK = f"{uuid4().hex} "


class Large(str):
    """Stands for a value that was not read.

    :param size: its length in bytes
    """

    size = 0


_UNIQUE = "_anonymization_unique_columns"


class Column(NamedTuple):
    """A column of a table.

    :param type: the type as a cast has it
    :param notnull: whether it refuses NULL
    :param kind: category of the type; that of a domain is the one of its base type
    :param size: how many characters it takes, None for any number
    """

    name: str
    type: str
    notnull: bool
    kind: str = ""
    size: int | None = None

    @property
    def is_json(self):
        return self.type in ("jsonb", "json")

    @property
    def is_text(self):
        """Whether the column can hold words."""
        return self.kind == "S" or self.is_json

    @property
    def empty(self):
        """A value that says nothing, where the column takes no NULL."""
        return _EMPTY.get(self.type, "0")

    def cut(self, text, end=False):
        """As much of a text as the column takes.

        :param end: keep the end of the text, which tells it from others
        """
        if self.size is None or self.is_json or len(text) <= self.size:
            return text
        return text[-self.size :] if end else text[: self.size]


def of_tables(cr, tables):
    """``{table: {column name: Column}}``, generated columns left out."""
    cr.execute(
        """
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
               a.attnotnull OR t.typnotnull, t.typcategory,
               CASE WHEN base.id IN ('varchar'::regtype, 'bpchar'::regtype)
                     AND base.modifier > 4 THEN base.modifier - 4 END
          FROM pg_attribute a
          JOIN pg_class c ON c.oid = a.attrelid
          JOIN pg_type t ON t.oid = a.atttypid
    CROSS JOIN LATERAL (
                   SELECT CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END,
                          CASE t.typtype WHEN 'd' THEN t.typtypmod ELSE a.atttypmod END
               ) base (id, modifier)
         WHERE c.relname = ANY(%s) AND c.relkind IN ('r', 'p')
           AND c.relnamespace = current_schema::regnamespace
           AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
        """,
        [list(tables)],
    )
    result = {}
    for table, *column in cr.fetchall():
        result.setdefault(table, {})[column[0]] = Column(*column)
    return result


def read(cr, table, names, ids, lock=False, short=()):
    """Rows as text.

    :param short: columns of bytes or text of which large values are not read
    :param lock: hold the rows until the end of the transaction, against a change
        between what is sealed and what is erased
    :return: ``{id: [text, Large or None per name]}``
    """
    cr.execute(
        SQL(
            "SELECT id%s FROM %s WHERE id = ANY(%s) ORDER BY id%s",
            SQL().join(_as_text(SQL.identifier(n), n in short) for n in names),
            SQL.identifier(table),
            id_arrays.array(ids),
            SQL(" FOR NO KEY UPDATE") if lock else SQL(),
        )
    )
    rows = {row[0]: row[1:] for row in cr.fetchall()}
    places = [place for place, name in enumerate(names) if name in short]
    return _with_large(rows, places) if places else rows


def _as_text(column, short):
    if not short:
        return SQL(", %s::text", column)
    return SQL(
        ", CASE WHEN octet_length(%(column)s) > %(large)s"
        " THEN %(mark)s || octet_length(%(column)s) ELSE %(column)s::text END",
        mark=_MARK,
        column=column,
        large=LARGE,
    )


def _with_large(rows, places):
    for id_, row in rows.items():
        for place in places:
            text = row[place]
            if text and text.startswith(_MARK):
                large = Large(text)
                large.size = int(text[len(_MARK) :])
                rows[id_] = row = [*row[:place], large, *row[place + 1 :]]
    return rows


def update(cr, table, types, changes):
    """One UPDATE for all rows and columns of a table.

    :param dict types: ``{name: Column}``
    :param dict changes: ``{id: {name: text or None}}``; a row keeps what it does not
        name
    :raise StatementRefused: the database refuses a value
    """
    if changes:
        query, _assignments = _put(cr, table, types, changes)
        staging.execute(cr, table, query, changes)


def update_all(cr, types, changes):
    """The same for several tables at once: ``{table: types}``, ``{table: changes}``"""
    staged, statements = [], []
    for number, table in enumerate(filter(changes.get, changes)):
        rows = changes[table]
        values, assignments = _staged(types[table], table, rows, number)
        staged += values
        query = _query(table, assignments.values(), len(rows), number)
        statements.append((table, query, rows))
    if statements:
        staging.put(cr, staged)
        staging.execute_all(cr, statements)


def update_possible(cr, table, types, changes):
    """The same, but what the database refuses stays as it is, value by value.

    :return: list of (id, name, PostgreSQL's error code) that were refused
    """
    if not changes:
        return []
    query, assignments = _put(cr, table, types, changes)
    names = list(assignments)
    single = [_query(table, [assignments[name]], len(changes)) for name in names]
    refused = staging.execute_possible(cr, table, query, single, changes)
    return [
        (id_, names[place], state)
        for id_, place, state in refused
        if names[place] in changes[id_]
    ]


def _put(cr, table, types, changes):
    """Copy the values into the temporary table from which statements read them.

    :return: the UPDATE, and ``{name: its assignment}``
    """
    values, assignments = _staged(types, table, changes)
    staging.put(cr, values)
    return _query(table, assignments.values(), len(changes)), assignments


def _staged(types, table, changes, number=None):
    """The rows to put, which may begin with a number, and ``{name: its assignment}``"""
    names = sorted({name for values in changes.values() for name in values})
    ids = sorted(changes)
    rows, assignments = [changes[id_] for id_ in ids], {}
    arrays = [] if number is None else [[str(number)] * len(ids)]
    for name in names:
        assignments[name] = _assignment(table, types[name], rows, arrays)
    values = zip(*arrays, strict=True) if arrays else ((),) * len(ids)
    return zip(ids, values, strict=True), assignments


def _query(table, assignments, count, number=None):
    """PostgreSQL takes a temporary table for a thousand rows, and would read the whole
    table to change one: the limit tells it better."""
    return SQL(
        "UPDATE %(table)s SET %(set)s FROM (SELECT * FROM %(values)s WHERE %(own)s"
        " LIMIT %(count)s) u WHERE %(table)s.id = u.id",
        table=SQL.identifier(table),
        set=SQL(", ").join(assignments),
        values=staging.table(),
        own=SQL("TRUE") if number is None else SQL("v[1] = %s", str(number)),
        count=count,
    )


def _assignment(table, column, rows, arrays):
    """How one column gets its values: NULL where all rows agree on that, else from an
    array, and where some rows do not change it, with a second array that says so.

    :param arrays: where the arrays are added to
    """
    target = SQL.identifier(column.name)
    cast = SQL(column.type)  # pylint: disable=sql-injection
    values = [row.get(column.name) for row in rows]
    present = [column.name in row for row in rows]
    new = SQL("NULL::%s", cast)
    if values.count(None) < len(values):
        arrays.append(values)
        new = SQL("u.v[%s]::%s", len(arrays), cast)
    if all(present):
        return SQL("%s = %s", target, new)
    arrays.append(["" if one else None for one in present])
    old = SQL.identifier(table, column.name)
    return SQL(
        "%s = CASE WHEN u.v[%s] IS NULL THEN %s ELSE %s END",
        target,
        len(arrays),
        old,
        new,
    )


def unique(env):
    """``{table: columns that a unique index looks at}``, an empty set for others.

    Asked once per registry, as the indexes come with the modules.
    """
    if not hasattr(env.registry, _UNIQUE):
        setattr(env.registry, _UNIQUE, unique_now(env.cr))
    return getattr(env.registry, _UNIQUE)


def unique_now(cr, tables=None):
    """The same as the database has it at this moment, also of columns in expressions of
    an index.

    :param tables: names of tables, all when None
    """
    some = SQL() if tables is None else SQL("AND c.relname = ANY(%s)", list(tables))
    cr.execute(
        SQL(
            """
            SELECT DISTINCT c.relname, a.attname
              FROM pg_index i
              JOIN pg_class c ON c.oid = i.indrelid
              JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum > 0
              LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass
                   AND d.objid = i.indexrelid AND d.refobjid = i.indrelid
                   AND d.refobjsubid = a.attnum
             WHERE c.relnamespace = current_schema::regnamespace AND i.indisunique
               AND NOT i.indisprimary %s
               AND (a.attnum = ANY(i.indkey) OR d.objid IS NOT NULL)
            """,
            some,
        )
    )
    found = defaultdict(set)
    for table, column in cr.fetchall():
        found[table].add(column)
    return found
