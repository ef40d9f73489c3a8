"""Write the worklist: whoever is due, or will be soon."""

from odoo.tools import SQL

from ..due import last_activity
from . import due_for_all

_CHANGES = ("category", "last_date", "last_model", "last_id", "due_date")


def write(env, datamap):
    """Bring the list up to date with the temporary tables of ``due_for_all``.

    Rows that have not changed are left alone; what is new or has changed is to be
    checked and announced again. Excluded rows stay, whatever their date.

    :return: (rows written, rows removed)
    """
    cr = env.cr
    cr.execute(
        SQL(
            """
            INSERT INTO partner_anonymization_candidate AS known
                   (partner_id, %(columns)s, state, is_excluded)
            SELECT root, due.category,
                   %(last_date)s,
                   rule.model, NULLIF(number & %(mask)s, 0)::int,
                   due.ends + 1, 'unchecked', FALSE
              FROM %(due)s due
              LEFT JOIN unnest(%(indexes)s::int[], %(models)s::text[])
                        rule(index, model) ON rule.index = %(rule)s
             WHERE NOT EXISTS (
                   SELECT FROM partner_anonymization_candidate same
                    WHERE same.partner_id = root AND same.category = due.category
                      AND same.due_date = due.ends + 1
                      AND same.last_date = %(last_date)s
                      AND same.last_model IS NOT DISTINCT FROM rule.model
                      AND same.last_id IS NOT DISTINCT FROM
                          NULLIF(number & %(mask)s, 0)::int)
             ORDER BY root
            ON CONFLICT (partner_id) DO UPDATE
               SET (%(columns)s) = ROW(%(new)s), state = 'unchecked',
                   blocker_count = NULL, blocker_codes = NULL, announced_date = NULL
            """,
            columns=SQL(", ").join(map(SQL.identifier, _CHANGES)),
            new=SQL(", ").join(SQL.identifier("excluded", one) for one in _CHANGES),
            last_date=last_activity.date_of(last_activity.day(SQL("number"))),
            mask=last_activity.ID_MASK,
            due=SQL.identifier(due_for_all.DUE),
            rule=last_activity.rule_index(SQL("number")),
            indexes=list(range(len(datamap.activities))),
            models=[rule.model for rule in datamap.activities],
        )
    )
    written = cr.rowcount
    cr.execute(
        SQL(
            """
            DELETE FROM partner_anonymization_candidate known
             WHERE partner_id IS NOT NULL AND is_excluded IS NOT TRUE
               AND NOT EXISTS (SELECT FROM %s due
                                WHERE due.root = known.partner_id)
            """,
            SQL.identifier(due_for_all.DUE),
        )
    )
    return written, cr.rowcount


def hand_over(cr, partner_ids, to_id):
    """When partners are merged, move what somebody has decided on them to the one that
    stays."""
    cr.execute(
        """
        WITH excluded AS (
            SELECT id FROM partner_anonymization_candidate
             WHERE is_excluded AND partner_id = ANY(%(all)s)
             ORDER BY partner_id <> %(to)s, id LIMIT 1
        ), gone AS (
            DELETE FROM partner_anonymization_candidate
             WHERE partner_id = ANY(%(all)s) AND EXISTS (SELECT FROM excluded)
               AND id NOT IN (SELECT id FROM excluded)
        )
        SELECT id FROM excluded
        """,
        {"all": [*partner_ids, to_id], "to": to_id},
    )
    for row in cr.fetchall():
        cr.execute(
            "UPDATE partner_anonymization_candidate"
            "   SET partner_id = %s, state = 'unchecked', announced_date = NULL"
            " WHERE id = %s",
            [to_id, *row],
        )


def drop(cr, partner_ids):
    """Take partners that were anonymized or deleted off the list."""
    cr.execute(
        "DELETE FROM partner_anonymization_candidate WHERE partner_id = ANY(%s)",
        [list(partner_ids)],
    )
