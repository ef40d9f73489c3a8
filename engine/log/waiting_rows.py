"""What waits for its own day: rows of ``partner.anonymization.kept``, by the line that
holds the seals of their subject.

A later sweep lists what it finds on lines of its own; by their partner they lead to the
line that holds the seals.
"""

from dataclasses import dataclass
from datetime import date

from odoo.tools import SQL

from . import log_entries

_HOLDER = SQL(
    """
    SELECT kept.id, partner.anonymization_line_id AS holder
      FROM partner_anonymization_kept kept
      JOIN partner_anonymization_line line ON line.id = kept.line_id
      JOIN res_partner partner ON partner.id = line.partner_id
     WHERE kept.is_waiting AND partner.anonymization_line_id IS NOT NULL
    """
)


@dataclass
class Row:
    """A record that waits.

    :param holder: id of the line that holds the seals of its subject
    :param until: last day on which the law keeps it, None while that is not known
    :param postponed: last day on which a manager wants it kept, or None
    """

    id: int
    holder: int
    line_id: int
    model: str
    res_id: int
    field: str
    code: str
    until: date | None
    postponed: date | None

    @property
    def key(self):
        return self.model, self.res_id


def rows(cr, holders):
    """The rows that wait, of the subjects that these lines hold."""
    cr.execute(
        SQL(
            """
            SELECT kept.id, holder.holder, kept.line_id, kept.model, kept.res_id,
                   kept.field, kept.code, kept.date_until, kept.postponed_until
              FROM (%s) holder
              JOIN partner_anonymization_kept kept ON kept.id = holder.id
             WHERE holder.holder = ANY(%s)
             ORDER BY kept.id
            """,
            _HOLDER,
            list(holders),
        )
    )
    return [Row(*values) for values in cr.fetchall()]


def postponed(cr, today):
    """``(model, id)`` of all records that a manager has postponed beyond a day."""
    cr.execute(
        "SELECT model, res_id FROM partner_anonymization_kept"
        " WHERE is_waiting AND postponed_until >= %s",
        [today],
    )
    return set(cr.fetchall())


def schedule(cr, holders):
    """Note on these lines the day from which something of them can be finished; none
    is after the last day of the calendar."""
    cr.execute(
        SQL(
            """
            UPDATE partner_anonymization_line line
               SET finish_date = (
                   SELECT min(LEAST(greatest(kept.date_until, kept.postponed_until),
                                    DATE '9999-12-30')) + 1
                     FROM (%s) holder
                     JOIN partner_anonymization_kept kept ON kept.id = holder.id
                    WHERE holder.holder = line.id AND kept.date_until IS NOT NULL)
             WHERE line.id = ANY(%s)
            """,
            _HOLDER,
            list(holders),
        )
    )


def look_at_all(cr):
    """Have all lines with anything that waits looked at: the periods were changed."""
    cr.execute(
        SQL(
            "UPDATE partner_anonymization_line SET finish_again = true"
            " WHERE id IN (SELECT holder FROM (%s) holder)",
            _HOLDER,
        )
    )


def due_lines(cr, today, seen, limit, order):
    """The next lines of which something may be due, or what is only looked at again.

    :param seen: ids of lines to leave out
    :param order: as :class:`engine.runs.turns.Turns` gives it
    """
    cr.execute(
        SQL(
            "SELECT line.id FROM partner_anonymization_line line"
            " WHERE (line.finish_date <= %(today)s OR line.finish_again)"
            "   AND line.id <> ALL(%(seen)s)"
            "   AND line.finish_tried_date IS DISTINCT FROM %(today)s"
            "   AND EXISTS (SELECT FROM res_partner partner"
            "                WHERE partner.anonymization_line_id = line.id)"
            " ORDER BY %(order)s LIMIT %(limit)s",
            today=today,
            seen=list(seen),
            order=SQL(order),
            limit=limit,
        )
    )
    return [line_id for (line_id,) in cr.fetchall()]


def looked_at(cr, line_ids, today):
    """Note that these lines were looked at: nothing was tried in vain, unless something
    is due of them all the same."""
    cr.execute(
        """
        UPDATE partner_anonymization_line
           SET finish_again = false,
               finish_tried_date = CASE
                   WHEN finish_date <= %(today)s THEN %(today)s::date END
         WHERE id = ANY(%(ids)s)
        """,
        {"ids": list(line_ids), "today": today},
    )


def finish(cr, found, line_ids, today):
    """These rows wait no longer.

    :param list found: :class:`Row`
    :param dict line_ids: ``{holder: id of the line that says so}``
    """
    cr.execute(
        SQL(
            """
            UPDATE partner_anonymization_kept kept
               SET is_waiting = false, date_finished = %s, finished_line_id = u.line
              FROM unnest(%s::int[], %s::int[]) u(id, line)
             WHERE kept.id = u.id
            """,
            today,
            [row.id for row in found],
            [line_ids[row.holder] for row in found],
        )
    )


def refresh(cr, found, reasons):
    """Write until when these rows are kept by today's periods.

    :param list found: (:class:`Row`, last day or ``NOT_YET``)
    """
    values = []
    for row, until in found:
        reason = "retention" if row.code == "suspended" else row.code
        code, day = log_entries.coded(reason, until, reasons)
        if (code, day) != (row.code, row.until):
            values.append((row.id, code, reasons[code], day))
    if values:
        cr.execute(
            SQL(
                """
                UPDATE partner_anonymization_kept kept
                   SET code = u.code, reason = u.reason, date_until = u.day
                  FROM unnest(%s::int[], %s::text[], %s::text[], %s::date[])
                       u(id, code, reason, day)
                 WHERE kept.id = u.id
                """,
                *map(list, zip(*values, strict=True)),
            )
        )


def share(cr, found, reasons):
    """Mark these files as staying: the documents that they belong to are somebody
    else's."""
    if not found:
        return
    cr.execute(
        "UPDATE partner_anonymization_kept SET is_waiting = false, status = 'shared',"
        " code = 'shared', reason = %s, date_until = NULL WHERE id = ANY(%s)",
        [reasons["shared"], [row.id for row in found]],
    )


def retrace(cr, line_ids):
    """Write the trace of these lines anew, from what still waits."""
    cr.execute(
        "DELETE FROM partner_anonymization_trace WHERE line_id = ANY(%s)"
        " AND code = ANY(%s) AND status = 'kept' AND found_by_proof IS NOT TRUE",
        [list(line_ids), list(log_entries.WAITING)],
    )
    cr.execute(
        """
        INSERT INTO partner_anonymization_trace
               (found_by_proof, line_id, model, field, status, code, reason, res_count,
                date_until)
        SELECT false, line_id, model, field, status, code, reason,
               count(DISTINCT res_id), max(date_until)
          FROM partner_anonymization_kept
         WHERE is_waiting AND line_id = ANY(%s)
         GROUP BY line_id, model, field, status, code, reason
        """,
        [list(line_ids)],
    )


def forget(cr, holders):
    """Drop the waiting rows of these lines: their subjects are live again."""
    ids = [row.id for row in rows(cr, holders)]
    cr.execute(
        "UPDATE partner_anonymization_kept SET is_waiting = false WHERE id = ANY(%s)",
        [ids],
    )
    cr.execute(
        "UPDATE partner_anonymization_line SET finish_date = NULL,"
        " finish_again = false, finish_tried_date = NULL WHERE id = ANY(%s)",
        [list(holders)],
    )
