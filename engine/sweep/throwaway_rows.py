"""Throw-away copies: queued mail, notifications of the browser, wizards, server log.

They hang on no record of the subject, or only for a day; they are found by the words
themselves and not brought back by de-anonymizing. Their tables may be large: they are
read as a stream, by bytes, and only what is suspicious is looked at closely.
"""

from functools import cached_property

from odoo.tools import SQL

from ..text import TermIndex, copy_format, needles, unescaped

QUEUED = ("outgoing", "exception")
_CHUNK = 1 << 20


def remove(env, plan):
    """Cancel queued mail to the subjects and delete throw-away rows about them."""
    _cancel_mail(env.cr, list(plan.scope.owner))
    search = _Search(plan)
    for table in _filled_tables(env):
        ids = _Reader(search).mentioning(env.cr, table)
        if ids:
            env.cr.execute(
                SQL("DELETE FROM %s WHERE id = ANY(%s)", SQL.identifier(table), ids)
            )


def _cancel_mail(cr, partner_ids):
    """Take the subjects off the recipients of queued mail; mail to nobody else is
    cancelled."""
    cr.execute(
        """
        WITH gone AS (
            DELETE FROM mail_mail_res_partner_rel rel USING mail_mail mail
             WHERE rel.mail_mail_id = mail.id AND rel.res_partner_id = ANY(%(ids)s)
               AND mail.state = ANY(%(queued)s)
         RETURNING rel.mail_mail_id AS id
        )
        UPDATE mail_mail mail SET state = 'cancel'
          FROM gone
         WHERE mail.id = gone.id
           AND NOT EXISTS (
                SELECT FROM mail_mail_res_partner_rel other
                 WHERE other.mail_mail_id = mail.id
                   AND other.res_partner_id <> ALL(%(ids)s))
        """,
        {"ids": partner_ids, "queued": list(QUEUED)},
    )


def _filled_tables(env):
    """Tables of wizards, the bus and the log that hold any row at all."""
    tables = {
        model._table
        for model in env.registry.values()
        if model._transient and model._auto and not model._abstract
    }
    tables = sorted(tables - {"partner_anonymize"} | {"bus_bus", "ir_logging"})
    query = SQL(" UNION ALL ").join(
        SQL("SELECT %s WHERE EXISTS (SELECT FROM %s)", table, SQL.identifier(table))
        for table in tables
    )
    return [table for (table,) in env.execute_query(query)]


class _Search:
    """The words of all subjects of a plan, made ready once something is to be read."""

    def __init__(self, plan):
        self._plan = plan

    @cached_property
    def needles(self):
        terms = self._plan.terms.values()
        return needles.Needles(term for some in terms for term in some)

    @cached_property
    def index(self):
        return TermIndex(self._plan.matchers)

    def among(self, rows):
        """Those of the rows in which a term of any subject occurs."""
        for number in self.needles.rows(rows):
            # Words of two cells are no name.
            text = " | ".join(map(copy_format.decoded, rows[number].split(b"\t")))
            if self.index.hits(unescaped(text), True):
                yield rows[number]


class _Reader:
    """Reads a table; no more of it than a chunk is in memory."""

    def __init__(self, search):
        self._search = search
        self._rows, self._size, self._ids = [], 0, []

    def mentioning(self, cr, table):
        """Ids of the rows in which a term of any subject occurs."""
        name = SQL.identifier(table).code
        query = f"SELECT t.id, t.* FROM {name} t"
        cr._obj.copy_expert(f"COPY ({query}) TO STDOUT", self)
        self._flush()
        return self._ids

    def write(self, row):  # pylint: disable=method-required-super
        """Called by psycopg2 with each row of a COPY."""
        self._rows.append(row)
        self._size += len(row)
        if self._size >= _CHUNK:
            self._flush()

    def _flush(self):
        rows, self._rows, self._size = self._rows, [], 0
        if rows:
            self._ids += [int(row.split(b"\t")[0]) for row in self._search.among(rows)]
