"""Throw-away copies: queued mail, notifications of the browser, wizards, server log.

They hang on no record of the subject, or only for a day; they are found by the words
themselves and not brought back by de-anonymizing.
"""

from odoo.tools import SQL

from ..text import TermIndex, unescaped

QUEUED = ("outgoing", "exception")


def remove(env, plan):
    """Cancel queued mail to the subjects and delete throw-away rows about them."""
    _cancel_mail(env.cr, list(plan.scope.owner))
    index = None
    for table in _filled_tables(env):
        index = index or TermIndex(plan.matchers)
        ids = _mentioning(env.cr, table, index)
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


def _mentioning(cr, table, index):
    """Ids of the rows in which a term of any subject occurs."""
    cr.execute(SQL("SELECT id, to_jsonb(t)::text FROM %s t", SQL.identifier(table)))
    return [
        row_id for row_id, text in cr.fetchall() if index.hits(unescaped(text), True)
    ]
