"""Digests of the whole database, to compare what was with what is."""

import os

from odoo.tools import SQL

OWN_TABLES = "partner_anonymization%"


def tables(cr, skip=()):
    """All tables of the database but our own and the named ones."""
    cr.execute(
        """
        SELECT c.relname FROM pg_class c
         WHERE c.relkind = 'r' AND c.relnamespace = current_schema::regnamespace
           AND c.relname NOT LIKE %s AND c.relname <> ALL(%s)
         ORDER BY 1
        """,
        [OWN_TABLES.replace("_", r"\_"), list(skip)],
    )
    return [name for (name,) in cr.fetchall()]


def digest(cr, skip=(), skip_columns=()):
    """Every row of every table as ``{table: sorted list of row texts' hashes}``.

    :param skip_columns: ``{table: columns}`` to leave out
    """
    result = {}
    for table in tables(cr, skip):
        columns = dict(skip_columns).get(table, ())
        row = SQL("to_jsonb(t) - %s::text[]", list(columns))
        cr.execute(
            SQL(
                "SELECT md5((%s)::text) FROM %s t ORDER BY 1",
                row,
                SQL.identifier(table),
            )
        )
        result[table] = [value for (value,) in cr.fetchall()]
    return result


def differing(before, after):
    """``{table: (rows only before, rows only after)}``"""
    result = {}
    for table in before.keys() | after.keys():
        old, new = set(before.get(table, ())), set(after.get(table, ()))
        if old != new or len(before.get(table, ())) != len(after.get(table, ())):
            result[table] = (len(old - new), len(new - old))
    return result


def remove_tree(path):
    for folder, _names, files in os.walk(path, topdown=False):
        for name in files:
            os.unlink(os.path.join(folder, name))
        os.rmdir(folder)
