"""What a user has decided: to go on all the same, or of a proof's finds."""

from odoo.tools import SQL

from . import log_entries

CODE = "not_this"


def add_decision(env, run_id, line_ids, kind, reason):
    """Log a decision of the user, and why, at the run, at its lines and as events.
    A run that says so already is left alone: others write to it at the same time.

    :param str kind: ``override`` or ``without_pdf``; the kind of the events as well
    """
    if not line_ids:
        return
    column = SQL.identifier(f"{kind}_reason")
    for table, ids in (
        ("partner_anonymization", [run_id]),
        ("partner_anonymization_line", list(line_ids)),
    ):
        env.cr.execute(
            SQL(
                "UPDATE %s SET %s = %s WHERE id = ANY(%s) AND %s IS DISTINCT FROM %s",
                SQL.identifier(table),
                column,
                reason,
                ids,
                column,
                reason,
            )
        )
    log_entries.add_events(env, kind, line_ids, "done", reason)


def not_this_person(env, trace_ids, reason):
    """Remember that what some traces count is not about the person, row by row. A line
    of which nothing else is left is proved.

    :param trace_ids: traces of unexpected finds
    :param reason: sentence
    """
    cr, ids = env.cr, list(trace_ids)
    env.flush_all()
    decided = SQL(
        "status = 'declined', code = %s, reason = %s, found_by_proof = FALSE",
        CODE,
        reason,
    )
    cr.execute(
        SQL(
            """
            UPDATE partner_anonymization_kept SET %s
             WHERE id IN (
                SELECT kept.id FROM partner_anonymization_trace trace
                  JOIN partner_anonymization_kept kept USING (line_id, model, field,
                                                              status, code)
                 WHERE trace.id = ANY(%s) AND kept.found_by_proof
                   AND trace.status = 'unexpected')
            """,
            decided,
            ids,
        )
    )
    cr.execute(
        SQL(
            "UPDATE partner_anonymization_trace SET %s"
            " WHERE id = ANY(%s) AND status = 'unexpected' RETURNING line_id",
            decided,
            ids,
        )
    )
    _prove(env, {line_id for (line_id,) in cr.fetchall()})


def not_these_places(env, places, reason):
    """Remember of single places that what stands there is not about the person.

    :param places: (line id, model, record id, field) of unexpected finds; what else is
        among them is passed over
    :param reason: sentence
    :return: ids of the lines of which something was decided
    """
    cr = env.cr
    env.flush_all()
    cr.execute(
        """
        WITH chosen AS (
            SELECT kept.id, line_id, model, field, code
              FROM partner_anonymization_kept kept
              JOIN unnest(%s::int[], %s::text[], %s::int[], %s::text[])
                   place(line_id, model, res_id, field)
                   USING (line_id, model, res_id, field)
             WHERE kept.found_by_proof AND kept.status = 'unexpected'
        ), decided AS (
            UPDATE partner_anonymization_kept kept
               SET status = 'declined', code = %s, reason = %s, found_by_proof = FALSE
              FROM chosen WHERE kept.id = chosen.id
        )
        SELECT line_id, model, field, code, count(*) FROM chosen
         GROUP BY line_id, model, field, code
        """,
        [*map(list, zip(*places, strict=True)), CODE, reason],
    )
    counted = cr.fetchall()
    for line_id, model, field, code, count in counted:
        _count_less(cr, (line_id, model, field), code, count)
        _count_decided(cr, (line_id, model, field), count, reason)
    lines = {line_id for line_id, *_rest in counted}
    _prove(env, lines)
    return sorted(lines)


def _count_less(cr, column, code, count):
    """Take decided places off the trace that counts them."""
    trace = (
        "partner_anonymization_trace"
        " {} line_id = %s AND model = %s AND field = %s AND code = %s"
        " AND status = 'unexpected' AND found_by_proof"
    )
    update = f"UPDATE {trace.format('SET res_count = res_count - %s WHERE')}"
    cr.execute(update, [count, *column, code])
    delete = f"DELETE FROM {trace.format('WHERE')} AND res_count <= 0"
    cr.execute(delete, [*column, code])


def _count_decided(cr, column, count, reason):
    cr.execute(
        "UPDATE partner_anonymization_trace SET res_count = res_count + %s"
        " WHERE line_id = %s AND model = %s AND field = %s AND status = 'declined'"
        " AND code = %s AND found_by_proof IS NOT TRUE",
        [count, *column, CODE],
    )
    if not cr.rowcount:
        cr.execute(
            "INSERT INTO partner_anonymization_trace (line_id, model, field, status,"
            " code, reason, res_count, found_by_proof)"
            " VALUES (%s, %s, %s, 'declined', %s, %s, %s, FALSE)",
            [*column, CODE, reason, count],
        )


def _prove(env, line_ids):
    """Of whom nothing is left to decide, the line is proved."""
    env.cr.execute(
        "UPDATE partner_anonymization_line line SET proof_state = 'proved'"
        " WHERE id = ANY(%s) AND proof_state = 'traces' AND NOT EXISTS ("
        "SELECT FROM partner_anonymization_trace trace"
        " WHERE trace.line_id = line.id AND trace.status = 'unexpected')",
        [sorted(line_ids)],
    )
    env.invalidate_all()
