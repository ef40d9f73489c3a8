"""Records the SQL statements of a block, with the plan of PostgreSQL for each."""

import contextlib
import re
import time

import odoo.sql_db

READS_OR_WRITES = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", re.I)
SMALL = re.compile(r"\s*SELECT\s+(set_config|pg_|current_|nextval)", re.I)


class Statement:
    """One statement: its text with all values, seconds, and what it scans in whole."""

    def __init__(self, text, scans):
        self.text, self.scans, self.seconds = text, scans, 0.0

    @property
    def short(self):
        return " ".join(self.text.split())


@contextlib.contextmanager
def recorded(rows):
    """The statements of all connections of this process while the block runs.

    :param dict rows: ``{table: rows}`` of the tables that grow
    :return: a list of :class:`Statement`, filled while the block runs
    """
    found, execute = [], odoo.sql_db.Cursor.execute

    def watched(cursor, query, params=None, log_exceptions=True):
        text = cursor.mogrify(query, params).decode()
        statement = None
        if READS_OR_WRITES.match(text) and not SMALL.match(text):
            cursor._obj.execute(f"EXPLAIN (FORMAT JSON) {text}")
            plan = cursor._obj.fetchone()[0]
            statement = Statement(text, list(_scans(plan[0]["Plan"], rows)))
            found.append(statement)
        start = time.perf_counter()
        try:
            return execute(cursor, query, params, log_exceptions)
        finally:
            if statement:
                statement.seconds = time.perf_counter() - start

    odoo.sql_db.Cursor.execute = watched
    try:
        yield found
    finally:
        odoo.sql_db.Cursor.execute = execute


def _scans(node, rows):
    """``(table, filter)`` of each sequential scan of a growing table in a plan."""
    if node["Node Type"] == "Seq Scan" and node["Relation Name"] in rows:
        yield node["Relation Name"], node.get("Filter", "")
    for below in node.get("Plans", ()):
        yield from _scans(below, rows)


def growing(cr, at_least):
    """``{table: rows}`` of the tables that have so many rows."""
    cr.execute(
        "SELECT relname, reltuples::int FROM pg_class WHERE relkind = 'r'"
        " AND relnamespace = 'public'::regnamespace AND reltuples >= %s",
        [at_least],
    )
    return dict(cr.fetchall())
