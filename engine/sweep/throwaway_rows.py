"""Throw-away copies: queued mail, notifications of the browser, wizards, server log.

They hang on no record of the subject, or only for a day; they are found by the words
themselves and not brought back by de-anonymizing. Their tables may be large: they are
read as a stream, by bytes, and only what is suspicious is looked at closely.
"""

from functools import cached_property

from odoo.tools import SQL

from ..database import copy_out, remembered
from ..subject import living
from ..text import needles, unescaped

QUEUED = ("outgoing", "exception")


def remove(env, plan):
    """Cancel queued mail to the subjects and delete throw-away rows about them."""
    _cancel_mail(env.cr, list(plan.scope.owner))
    search = _Search(env, plan)
    for table in _filled_tables(env):
        ids = search.mentioning(env.cr, table)
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
    """Tables of wizards, the bus and the log that hold any row at all: most have never
    had a page, which is quicker to ask than to plan a look into each."""
    tables = remembered(env, "throw-away tables", lambda: _tables(env))
    rows = env.execute_query(
        SQL(
            "SELECT relname FROM pg_class"
            " WHERE relnamespace = current_schema::regnamespace AND relkind = 'r'"
            " AND relname = ANY(%s) AND pg_relation_size(oid) > 0",
            tables,
        )
    )
    parts = [
        SQL("SELECT %s WHERE EXISTS (SELECT FROM %s)", table, SQL.identifier(table))
        for (table,) in rows
    ]
    union = SQL(" UNION ALL ").join(parts)
    return [one for (one,) in env.execute_query(union)] if parts else []


def _tables(env):
    tables = {
        model._table
        for model in env.registry.values()
        if model._transient and model._auto and not model._abstract
    }
    return sorted(tables - {"partner_anonymize"} | {"bus_bus", "ir_logging"})


class _Search:
    """The words of all subjects of a plan, made ready once something is to be read."""

    def __init__(self, env, plan):
        self._env, self._plan = env, plan

    @cached_property
    def _terms(self):
        return frozenset(one for some in self._plan.terms.values() for one in some)

    @cached_property
    def _needles(self):
        scope = self._plan.scope
        others = living.of_run(self._env, scope.datamap, scope.owner)
        return others.needles_of(self._terms)

    def mentioning(self, cr, table):
        """Ids of the rows in which a term of any subject occurs."""
        if not self._terms:
            return []
        ids = []

        def take(rows):
            for number, suspects in self._needles.rows(rows, self._terms).items():
                cells = rows[number].rstrip(b"\n").split(b"\t")
                # Words of two cells are no name.
                text = " | ".join(map(copy_out.decoded, cells))
                if needles.find(unescaped(text), suspects):
                    ids.append(int(cells[0]))

        name = SQL.identifier(table).code
        copy_out.read(cr, f"SELECT t.id, t.* FROM {name} t", take)
        return ids
