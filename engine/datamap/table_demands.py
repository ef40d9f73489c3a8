"""What PostgreSQL demands of the columns of a table."""

import re
from dataclasses import dataclass, field

import psycopg2

from odoo.tools import SQL

from ..database import columns
from .misfit import Misfit

# Words in a CHECK by which it can refuse a NULL.
_ABOUT_NULL = re.compile(r"\b(NOT NULL|COALESCE|CASE|num_n\w+|DISTINCT FROM)\b", re.I)


@dataclass
class Table:
    """A table as its constraints see it.

    :param dict columns: ``{name: columns.Column}``
    :param unique: names of the columns that a unique index looks at
    :param foreign: names of the columns that point to another table
    :param checks: list of (names of its columns, condition) of the check constraints
    :param placeholders: what runs write for a name
    """

    cr: object
    name: str
    columns: dict
    unique: set = field(default_factory=set)
    foreign: set = field(default_factory=set)
    checks: list = field(default_factory=list)
    placeholders: tuple = ()

    @classmethod
    def of(cls, env, name):
        found = cls(env.cr, name, columns.of_tables(env.cr, [name]).get(name, {}))
        found.unique = columns.unique_now(env.cr, [name])[name]
        found._read_constraints()
        return found

    def _read_constraints(self):
        self.cr.execute(
            """
            SELECT c.contype, pg_get_expr(c.conbin, c.conrelid),
                   array_agg(a.attname::text)
              FROM pg_constraint c
              JOIN pg_attribute a ON a.attrelid = c.conrelid
                   AND a.attnum = ANY(c.conkey)
             WHERE c.conrelid = to_regclass(%s) AND c.contype IN ('c', 'f')
             GROUP BY c.oid
            """,
            [f'"{self.name}"'],
        )
        for kind, condition, names in self.cr.fetchall():
            if kind == "f":
                self.foreign.update(names)
            else:
                self.checks.append((set(names), condition))

    def check_value(self, column, value):
        """Raise :class:`Misfit` unless a column takes a value.

        :param value: as text, or None
        """
        for names, condition in self.checks:
            if column.name not in names:
                continue
            if names == {column.name}:
                self._try(column, value, condition)
            elif value is not None or _ABOUT_NULL.search(condition):
                raise Misfit("constraint", column.name)
        self._try(column, value)

    def _try(self, column, value, condition="TRUE"):
        """Ask PostgreSQL itself, which knows its types and its conditions."""
        cast = SQL(column.type)  # pylint: disable=sql-injection
        query = SQL(
            # The row as well, or PostgreSQL does not look at the value.
            "SELECT %s, tried::text FROM (SELECT %s::text::%s AS %s) tried",
            SQL(condition.replace("%", "%%")),  # pylint: disable=sql-injection
            value,
            cast,
            SQL.identifier(column.name),
        )
        try:
            with self.cr.savepoint(flush=False):
                self.cr.execute(query, log_exceptions=False)
                holds, _row = self.cr.fetchone()
        except psycopg2.Error as error:
            raise Misfit("constraint", column.name) from error
        if holds is False:
            raise Misfit("constraint", column.name)

    def referring(self):
        """The tables with rows that keep a row of this one from being deleted."""
        self.cr.execute(
            "SELECT DISTINCT conrelid::regclass::text FROM pg_constraint"
            " WHERE contype = 'f' AND confrelid = to_regclass(%s)"
            "   AND confdeltype IN ('a', 'r') ORDER BY 1",
            [f'"{self.name}"'],
        )
        return [name for (name,) in self.cr.fetchall()]
