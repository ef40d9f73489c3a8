"""Who is due when, for all partners at once, as ``engine.due`` says it of each.

All documents are read once and grouped once. The ends are worked out for each span of
days that share them.
"""

from datetime import date

from odoo.tools import SQL

from ..due import end_lookup, judgement, last_activity
from ..subject import system_users
from . import listed_persons

DUE = "anonymization_due"
_GROUPED = "anonymization_grouped"
# Days for which ends are worked out; what is older or later counts as the first or the
# last of them: such ends are long past, or beyond what is listed.
_YEARS_BACK, _YEARS_AHEAD = 80, 20
# The planner cannot know how many partners there are behind a key: told that rows from
# its workers are dear, it would not let them sort. A sort in the processor's cache is
# faster than one in more memory.
_PLANNING = {
    "work_mem": "32MB",
    "parallel_tuple_cost": "0",
    "enable_mergejoin": "off",
    "jit": "off",
}


def evaluate(env, datamap, listing, today, until=None):
    """Work out who is due when, into a temporary table: root, category, number of the
    last activity, last day of the retention.

    :param datamap: with the policy that counts, also one that is only being tried out
    :param listing: ``engine.worklist.Listing``
    :param until: only persons whose retention ends before this day; None for all
    """
    env.flush_all()
    cr = env.cr
    for name, value in _PLANNING.items():
        cr.execute(SQL("SET LOCAL %s = %s", SQL.identifier(name), value))
    listed_persons.prepare(cr, listing)
    for name in (_GROUPED, DUE):
        cr.execute(SQL("DROP TABLE IF EXISTS %s", SQL.identifier(name)))
    span = (
        last_activity.number_of(date(today.year - _YEARS_BACK, 1, 1)),
        last_activity.number_of(date(today.year + _YEARS_AHEAD, 12, 31)),
    )
    ends = end_lookup.EndTable.of(datamap, span)
    due = SQL("TRUE")
    if until is not None:
        due = SQL("ends < %s", last_activity.number_of(until))
    _group(env, datamap, _listed(env, listing), today, ends, due)
    _judge(cr, ends, due)
    for name in _PLANNING:
        cr.execute(SQL("SET LOCAL %s TO DEFAULT", SQL.identifier(name)))


def _group(env, datamap, listed, today, ends, due):
    sources = SQL(" UNION ALL ").join(last_activity.sources(env, datamap))
    env.cr.execute(
        SQL(
            "CREATE TEMPORARY TABLE %s ON COMMIT DROP AS %s",
            SQL.identifier(_GROUPED),
            judgement.grouped(
                judgement.cards(datamap.policy, listed, today),
                judgement.found(sources, ends),
                SQL.identifier(listed_persons.TABLE),
                due,
            ),
        )
    )


def _listed(env, listing):
    """Who may be on the list, of partners ``p``."""
    return SQL(
        """
        p.anonymization_state IS NULL
        AND p.anonymization_exempt IS NOT TRUE
        AND (p.is_company IS NOT TRUE OR %s)
        AND p.id <> ALL(%s)
        """,
        listing.trades("p"),
        _system_partners(env),
    )


def _system_partners(env):
    """Partners of internal users, of the system's own users and of the companies."""
    env.cr.execute(
        "SELECT partner_id FROM res_company UNION SELECT partner_id FROM res_users"
        " WHERE active AND share IS NOT TRUE OR id = ANY(%s)",
        [system_users(env)],
    )
    return [partner_id for (partner_id,) in env.cr.fetchall()]


def _judge(cr, ends, due):
    cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE %s ON COMMIT DROP AS
            SELECT root, category, number, %s AS ends FROM (%s) judged
             WHERE %s ORDER BY root
            """,
            SQL.identifier(DUE),
            last_activity.date_of(SQL("ends")),
            judgement.judged(SQL.identifier(_GROUPED), ends),
            due,
        )
    )
    cr.execute(SQL("ANALYZE %s", SQL.identifier(DUE)))
