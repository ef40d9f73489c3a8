"""Lines of a run that is worked on in the background, a batch at a time.

A line waits until a worker has locked its row. The lock is all that a claim is: it goes
with the transaction, so that nobody is done twice, and nobody stays claimed by a worker
that has died.
"""

from odoo.tools import SQL

# Whom somebody else holds, or with whom it has failed, is left alone for so long.
REST_SECONDS = 60
# After so many failures nobody tries again.
MOST_TRIES = 3


def add(env, run_id, partners):
    """Let partners wait in a run; not those addresses whose company or person is chosen
    as well: they go with it.

    :param SQL partners: a query for ids
    :return: how many wait
    """
    env.cr.execute(
        SQL(
            """
            WITH RECURSIVE chosen AS MATERIALIZED (
                SELECT DISTINCT one.id FROM (%(partners)s) one(id)
            ), up(id, above) AS (
                SELECT partner.id, partner.parent_id
                  FROM chosen JOIN res_partner partner USING (id)
                 WHERE NOT COALESCE(partner.is_company, FALSE)
                   AND partner.parent_id IS NOT NULL
                 UNION
                SELECT up.id, partner.parent_id
                  FROM up JOIN res_partner partner ON partner.id = up.above
                 WHERE NOT COALESCE(partner.is_company, FALSE)
                   AND partner.parent_id IS NOT NULL
            )
            INSERT INTO partner_anonymization_line
                   (run_id, partner_id, outcome, proof_state, run_tries, create_uid,
                    create_date)
            SELECT %(run)s, id, 'waiting', 'none', 0, %(uid)s,
                   now() AT TIME ZONE 'utc'
              FROM chosen
             WHERE id NOT IN (
                   SELECT up.id FROM up JOIN chosen ON chosen.id = up.above
                    WHERE up.id <> up.above)
             ORDER BY id
            """,
            run=run_id,
            uid=env.uid,
            partners=partners,
        )
    )
    return env.cr.rowcount


def claim(cr, run_id, most):
    """Lock lines that wait and that nobody else has locked, until the transaction ends;
    those first that have not been tried.

    :return: ``{line id: partner id, or None for one that is deleted}``
    """
    cr.execute(
        """
        SELECT id, partner_id FROM partner_anonymization_line
         WHERE run_id = %s AND outcome = 'waiting'
           AND (run_try_date IS NULL
                OR run_try_date < now() AT TIME ZONE 'utc' - %s * interval '1 second')
         ORDER BY run_try_date NULLS FIRST, id
         LIMIT %s FOR UPDATE SKIP LOCKED
        """,
        [run_id, REST_SECONDS, most],
        log_exceptions=False,  # another worker was first: the caller tries again
    )
    return dict(cr.fetchall())


def taken_along(cr, run_id, line_ids):
    """Those of these lines whose partner the run has done as part of somebody else."""
    cr.execute(
        """
        SELECT line.id FROM partner_anonymization_line line
          JOIN res_partner partner ON partner.id = line.partner_id
          JOIN partner_anonymization_line held
            ON held.id = partner.anonymization_line_id
         WHERE line.id = ANY(%s) AND held.run_id = %s AND held.id <> line.id
        """,
        [list(line_ids), run_id],
    )
    return {id_ for (id_,) in cr.fetchall()}


def fill(env, run_id, entries, proof_state="none"):
    """Say at waiting lines what was done: as ``log_entries.add_lines``."""
    if not entries:
        return []
    partners, outcomes, dates, reasons = map(list, zip(*entries, strict=True))
    env.cr.execute(
        """
        UPDATE partner_anonymization_line line
           SET outcome = done.outcome, purge_date = done.purge, reason = done.reason,
               proof_state = CASE WHEN done.outcome IN ('done', 'partial') THEN %s
                                  ELSE 'none' END,
               date = now() AT TIME ZONE 'utc'
          FROM unnest(%s::int[], %s::text[], %s::date[], %s::text[])
               WITH ORDINALITY done(partner, outcome, purge, reason, position)
         WHERE line.run_id = %s AND line.outcome = 'waiting'
           AND line.partner_id = done.partner
        RETURNING done.position, line.id
        """,
        [proof_state, partners, outcomes, dates, reasons, run_id],
    )
    found = dict(env.cr.fetchall())
    return [found[position] for position in range(1, len(entries) + 1)]


def refuse(cr, line_ids, code):
    """Say at these lines why nothing was done."""
    cr.execute(
        "UPDATE partner_anonymization_line SET outcome = 'refused', reason = %s,"
        " date = now() AT TIME ZONE 'utc' WHERE id = ANY(%s)",
        [code, list(line_ids)],
    )


def leave(cr, line_ids):
    """Somebody else is at work on these: others go first."""
    cr.execute(
        "UPDATE partner_anonymization_line SET run_try_date = clock_timestamp()"
        " AT TIME ZONE 'utc' WHERE id = ANY(%s)",
        [list(line_ids)],
    )


def note_failures(cr, codes):
    """Note with whom it failed; they are tried again a few times.

    :param dict codes: ``{line id: name of the error}``
    :return: ids of the lines that are not tried again
    """
    cr.execute(
        """
        UPDATE partner_anonymization_line line
           SET run_tries = COALESCE(run_tries, 0) + 1, reason = failed.code,
               run_try_date = clock_timestamp() AT TIME ZONE 'utc',
               date = now() AT TIME ZONE 'utc',
               outcome = CASE WHEN COALESCE(run_tries, 0) + 1 >= %s THEN 'failed'
                              ELSE outcome END
          FROM unnest(%s::int[], %s::text[]) failed(id, code)
         WHERE line.id = failed.id
        RETURNING line.id, line.outcome
        """,
        [MOST_TRIES, list(codes), list(codes.values())],
    )
    return [id_ for id_, outcome in cr.fetchall() if outcome == "failed"]


def drop(cr, line_ids):
    """Remove lines that still wait, of those who went with somebody else."""
    cr.execute(
        "DELETE FROM partner_anonymization_line"
        " WHERE id = ANY(%s) AND outcome = 'waiting'",
        [list(line_ids)],
    )


def cancel(cr, run_ids):
    """Nobody works on these any more; on whom somebody works is left to him."""
    cr.execute(
        """
        UPDATE partner_anonymization_line SET outcome = 'cancelled'
         WHERE id IN (SELECT id FROM partner_anonymization_line
                       WHERE run_id = ANY(%s) AND outcome = 'waiting'
                         FOR UPDATE SKIP LOCKED)
        """,
        [list(run_ids)],
    )


def is_left(cr, run_id):
    """Whether somebody waits, also one that a worker has locked."""
    cr.execute(
        "SELECT EXISTS (SELECT FROM partner_anonymization_line"
        " WHERE run_id = %s AND outcome = 'waiting')",
        [run_id],
    )
    return cr.fetchone()[0]


def counts(cr, run_ids):
    """``{run id: {outcome: number of lines}}``"""
    cr.execute(
        "SELECT run_id, outcome, count(*) FROM partner_anonymization_line"
        " WHERE run_id = ANY(%s) GROUP BY run_id, outcome",
        [list(run_ids)],
    )
    result = {}
    for run_id, outcome, count in cr.fetchall():
        result.setdefault(run_id, {})[outcome] = count
    return result


def done_since(cr, run_id, moment):
    """How many lines were worked on since a moment (UTC)."""
    cr.execute(
        "SELECT count(*) FROM partner_anonymization_line"
        " WHERE run_id = %s AND outcome NOT IN ('waiting', 'cancelled')"
        "   AND date >= %s",
        [run_id, moment],
    )
    return cr.fetchone()[0]
