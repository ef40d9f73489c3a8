"""What another retention would change: who is due by it, and who no longer."""

from dataclasses import dataclass

from odoo.tools import SQL

from . import due_for_all, leads_without_contact

NOW = "anonymization_due_now"
# Later years are one group, as are those of which the end is not known.
YEARS_SHOWN = 12


@dataclass(frozen=True)
class Row:
    """Persons of one category that become due in one year.

    :param year: 0 for who is due already, 9999 for who has no end yet or later
    :param before, after: how many, by the present settings and by the proposed ones
    """

    category: str
    year: int
    before: int
    after: int


@dataclass(frozen=True)
class Change:
    """Persons of one category that a proposal makes due today, or no longer due."""

    category: str
    more: int
    fewer: int


def compare(env, datamap, listing, proposed, today):
    """Work out both, without changing anything.

    :param listing: ``engine.worklist.Listing``
    :param proposed: ``engine.periods.Policy``
    :return: (list of :class:`Row`, list of :class:`Change`)
    """
    people = leads_without_contact.people(env, datamap)
    due_for_all.evaluate(env, datamap, listing, today)
    _add_unlinked(env.cr, people, datamap.policy)
    cr = env.cr
    cr.execute(SQL("DROP TABLE IF EXISTS %s", SQL.identifier(NOW)))
    cr.execute(
        SQL(
            "ALTER TABLE %s RENAME TO %s",
            SQL.identifier(due_for_all.DUE),
            SQL.identifier(NOW),
        )
    )
    due_for_all.evaluate(env, datamap.by(proposed), listing, today)
    _add_unlinked(cr, people, proposed)
    both = SQL(
        """
        SELECT root, later.category, now.ends AS before, later.ends AS after
          FROM %s now JOIN %s later USING (root)
        """,
        SQL.identifier(NOW),
        SQL.identifier(due_for_all.DUE),
    )
    return _by_year(cr, both, today), _changes(cr, both, today)


def _add_unlinked(cr, people, policy):
    """Those without a contact are quick customers like others, below zero here."""
    cr.execute(
        SQL(
            "INSERT INTO %s (root, category, ends)"
            " SELECT -n, 'quick', ends"
            "  FROM unnest(%s::date[]) WITH ORDINALITY u(ends, n)",
            SQL.identifier(due_for_all.DUE),
            [one.end(policy) for one in people],
        )
    )


def _by_year(cr, both, today):
    cr.execute(
        SQL(
            """
            SELECT category, year, count(*) FILTER (WHERE NOT proposed),
                   count(*) FILTER (WHERE proposed)
              FROM (SELECT category, %(before)s AS year, FALSE AS proposed
                      FROM (%(both)s) one
                     UNION ALL
                    SELECT category, %(after)s, TRUE FROM (%(both)s) two) counted
             GROUP BY category, year ORDER BY year, category
            """,
            both=both,
            before=_year(SQL("before"), today),
            after=_year(SQL("after"), today),
        )
    )
    return [Row(*row) for row in cr.fetchall()]


def _year(ends, today):
    """The year of the day after the end."""
    return SQL(
        "CASE WHEN %(ends)s < %(today)s THEN 0"
        " WHEN %(ends)s >= %(last)s THEN 9999"
        " ELSE extract(year FROM %(ends)s + 1)::int END",
        ends=ends,
        today=today,
        last=today.replace(year=today.year + YEARS_SHOWN, month=12, day=31),
    )


def _changes(cr, both, today):
    cr.execute(
        SQL(
            """
            SELECT category, count(*) FILTER (WHERE after < %(today)s),
                   count(*) FILTER (WHERE before < %(today)s)
              FROM (%(both)s) compared
             WHERE (before < %(today)s) <> (after < %(today)s)
             GROUP BY category ORDER BY category
            """,
            both=both,
            today=today,
        )
    )
    return [Change(*row) for row in cr.fetchall()]


def due_ids(env, datamap, listing, policy, today):
    """The partners that are due by a policy; leads without a contact are none.

    :return: set of ids, one for each person
    """
    due_for_all.evaluate(env, datamap.by(policy), listing, today, until=today)
    env.cr.execute(SQL("SELECT root FROM %s", SQL.identifier(due_for_all.DUE)))
    return {root for (root,) in env.cr.fetchall()}
