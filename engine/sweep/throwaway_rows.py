"""Throw-away copies: queued mail, notifications of the browser, wizards, server log.

They hang on no record of the subject, or only for a day; they are found by the words
themselves and not brought back by de-anonymizing. Their tables may be large: they are
read as a stream, by bytes, and only what is suspicious is looked at closely.
"""

from functools import cached_property
from itertools import chain

from odoo.tools import SQL

from ..database import copy_out
from ..text import TermIndex, TextView, needles, unescaped

QUEUED = ("outgoing", "exception")
# To make a search for a thousand people ready takes as long as reading so many rows
# without one.
FEW, FEW_BYTES = 300, 100_000


def remove(env, plan):
    """Cancel queued mail to the subjects and delete throw-away rows about them."""
    _cancel_mail(env.cr, list(plan.scope.owner))
    search = _Search(plan)
    for table, count in _filled_tables(env).items():
        ids = search.mentioning(env.cr, table, count)
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
    """Tables of wizards, the bus and the log that hold any row at all.

    :return: ``{table: number of rows, at most FEW + 1}``
    """
    tables = {
        model._table
        for model in env.registry.values()
        if model._transient and model._auto and not model._abstract
    }
    tables = sorted(tables - {"partner_anonymize"} | {"bus_bus", "ir_logging"})
    query = SQL(" UNION ALL ").join(
        SQL(
            "SELECT %s, count(*) FROM (SELECT FROM %s LIMIT %s) t HAVING count(*) > 0",
            table,
            SQL.identifier(table),
            FEW + 1,
        )
        for table in tables
    )
    return dict(env.execute_query(query))


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

    @cached_property
    def matchers(self):
        return list(chain.from_iterable(self._plan.matchers.values()))

    def mentioning(self, cr, table, count):
        """Ids of the rows in which a term of any subject occurs.

        :param count: how many rows the table has, as far as they were counted
        """
        ids = []

        def take(rows):
            is_small = count <= FEW and sum(map(len, rows)) <= FEW_BYTES
            for number in range(len(rows)) if is_small else self.needles.rows(rows):
                cells = rows[number].split(b"\t")
                # Words of two cells are no name.
                text = unescaped(" | ".join(map(copy_out.decoded, cells)))
                if self._stands(text) if is_small else self.index.hits(text, True):
                    ids.append(int(cells[0]))

        name = SQL.identifier(table).code
        copy_out.read(cr, f"SELECT t.id, t.* FROM {name} t", take)
        return ids

    def _stands(self, text):
        """Whether a term of any subject occurs in a text, each looked for by itself."""
        view = TextView(text, True)
        return any(one.find(view) for one in self.matchers)
