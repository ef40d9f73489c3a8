"""The columns of a table as PostgreSQL knows them, read and written as text.

Every type survives the way to text and back byte for byte: NULL and the empty string,
floats (shortest exact form), json, arrays and bytes.
"""

from typing import NamedTuple

from odoo.tools import SQL

from . import idlist, staging


class Column(NamedTuple):
    """A column: its name, its type for a cast, and whether it takes NULL."""

    name: str
    type: str
    notnull: bool


def of_tables(cr, tables):
    """``{table: {column name: Column}}``, generated columns left out."""
    cr.execute(
        """
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull
          FROM pg_attribute a
          JOIN pg_class c ON c.oid = a.attrelid
         WHERE c.relname = ANY(%s) AND c.relkind IN ('r', 'p')
           AND c.relnamespace = current_schema::regnamespace
           AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
        """,
        [list(tables)],
    )
    result = {}
    for table, name, type_, notnull in cr.fetchall():
        result.setdefault(table, {})[name] = Column(name, type_, notnull)
    return result


def read(cr, table, names, ids, lock=False):
    """Rows as text.

    :param lock: hold the rows until the end of the transaction, against a change
        between what is sealed and what is erased
    :return: ``{id: [text or None per name]}``
    """
    cr.execute(
        SQL(
            "SELECT id%s FROM %s WHERE id = ANY(%s) ORDER BY id%s",
            SQL().join(SQL(", %s::text", SQL.identifier(name)) for name in names),
            SQL.identifier(table),
            idlist.array(ids),
            SQL(" FOR NO KEY UPDATE") if lock else SQL(),
        )
    )
    return {row[0]: row[1:] for row in cr.fetchall()}


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


def update_possible(cr, table, types, changes):
    """The same, but what the database refuses stays as it is, value by value.

    :return: list of (id, name, PostgreSQL's error code) that were refused
    """
    if not changes:
        return []
    query, assignments = _put(cr, table, types, changes)
    names = list(assignments)
    single = [_query(table, [assignments[name]]) for name in names]
    refused = staging.execute_possible(cr, table, query, single, changes)
    return [
        (id_, names[place], state)
        for id_, place, state in refused
        if names[place] in changes[id_]
    ]


def _put(cr, table, types, changes):
    """Put the values in place.

    :return: the UPDATE, and ``{name: its assignment}``
    """
    names = sorted({name for values in changes.values() for name in values})
    ids = sorted(changes)
    rows, assignments, arrays = [changes[id_] for id_ in ids], {}, []
    for name in names:
        assignments[name] = _assignment(table, types[name], rows, arrays)
    values = zip(*arrays, strict=True) if arrays else ((),) * len(ids)
    staging.put(cr, zip(ids, values, strict=True))
    return _query(table, assignments.values()), assignments


def _query(table, assignments):
    return SQL(
        "UPDATE %(table)s SET %(set)s FROM %(values)s u WHERE %(table)s.id = u.id",
        table=SQL.identifier(table),
        set=SQL(", ").join(assignments),
        values=staging.table(),
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
