"""What a user has decided of a proof's finds."""

from odoo.tools import SQL

CODE = "not_this"


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
    lines = sorted({line_id for (line_id,) in cr.fetchall()})
    cr.execute(
        "UPDATE partner_anonymization_line line SET proof_state = 'proved'"
        " WHERE id = ANY(%s) AND proof_state = 'traces' AND NOT EXISTS ("
        "SELECT FROM partner_anonymization_trace trace"
        " WHERE trace.line_id = line.id AND trace.status = 'unexpected')",
        [lines],
    )
    env.invalidate_all()
