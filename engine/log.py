"""Say what was done: lines, what stays, and events. No personal data in any of it."""

from collections import Counter, defaultdict

from odoo.tools import SQL


def add_lines(env, run_id, entries, proof_state="none"):
    """Log lines of subjects.

    :param list entries: (partner id, outcome, purge date or None, reason or None)
    :param proof_state: of those with the outcome ``done``
    :return: ids of the lines, in that order
    """
    if not entries:
        return []
    partners, outcomes, dates, reasons = map(list, zip(*entries, strict=True))
    env.cr.execute(
        SQL(
            """
            INSERT INTO partner_anonymization_line
                   (run_id, partner_id, outcome, purge_date, reason, proof_state,
                    date, create_uid, create_date)
            SELECT %(run)s, partner, outcome, purge, reason,
                   CASE outcome WHEN 'done' THEN %(proof)s ELSE 'none' END,
                   now() AT TIME ZONE 'utc', %(uid)s, now() AT TIME ZONE 'utc'
              FROM unnest(%(partners)s::int[], %(outcomes)s::text[], %(dates)s::date[],
                          %(reasons)s::text[])
                   WITH ORDINALITY u(partner, outcome, purge, reason, position)
             ORDER BY position
            RETURNING id
            """,
            run=run_id,
            proof=proof_state,
            uid=env.uid,
            partners=partners,
            outcomes=outcomes,
            dates=dates,
            reasons=reasons,
        )
    )
    return [line_id for (line_id,) in env.cr.fetchall()]


def add_kept(env, found, line_ids, reasons, found_by_proof=False):
    """What is still there: row by row, and summed up per field as the trace.

    :param list found: ``engine.erase.Kept``
    :param dict line_ids: ``{subject: line id}``
    :param dict reasons: ``{reason code: sentence}``
    """
    rows, totals, more = {}, defaultdict(set), Counter()
    for kept in found:
        line_id = line_ids.get(kept.subject)
        if line_id is None:
            continue
        rows[(line_id, kept.model, kept.res_id, kept.field)] = kept
        key = (line_id, kept.model, kept.field, kept.status, kept.reason)
        totals[key].add((kept.res_id, kept.until))
        more[key] += kept.more
    _insert_kept(env.cr, rows, reasons, found_by_proof)
    _insert_traces(env.cr, totals, more, reasons, found_by_proof)


def _insert_kept(cr, rows, reasons, found_by_proof):
    if not rows:
        return
    columns = [
        [*key, kept.status, reasons.get(kept.reason, kept.reason), kept.until]
        for key, kept in rows.items()
    ]
    cr.execute(
        SQL(
            """
            INSERT INTO partner_anonymization_kept
                   (found_by_proof, line_id, model, res_id, field, status, reason,
                    date_until)
            SELECT %s, * FROM unnest(%s::int[], %s::text[], %s::int[], %s::text[],
                                     %s::text[], %s::text[], %s::date[])
            """,
            found_by_proof,
            *map(list, zip(*columns, strict=True)),
        )
    )


def _insert_traces(cr, totals, more, reasons, found_by_proof):
    if not totals:
        return
    columns = []
    for key, found in totals.items():
        line_id, model, name, status, reason = key
        untils = [until for _id, until in found if until]
        columns.append(
            [
                line_id,
                model,
                name,
                status,
                reasons.get(reason, reason),
                len({res_id for res_id, _until in found}) + more[key],
                max(untils, default=None),
            ]
        )
    cr.execute(
        SQL(
            """
            INSERT INTO partner_anonymization_trace
                   (found_by_proof, line_id, model, field, status, reason, res_count,
                    date_until)
            SELECT %s, * FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[],
                                     %s::text[], %s::int[], %s::date[])
            """,
            found_by_proof,
            *map(list, zip(*columns, strict=True)),
        )
    )


def add_events(env, kind, line_ids, outcome):
    """Append one event per line to the log that never changes."""
    if not line_ids:
        return
    env.cr.execute(
        SQL(
            """
            INSERT INTO partner_anonymization_event
                   (date, user_id, kind, outcome, line_id, partner_ref, run_id)
            SELECT now() AT TIME ZONE 'utc', %(uid)s, %(kind)s, %(outcome)s,
                   line.id, line.partner_id, line.run_id
              FROM partner_anonymization_line line
             WHERE line.id = ANY(%(lines)s)
             ORDER BY line.id
            """,
            uid=env.uid,
            kind=kind,
            outcome=outcome,
            lines=list(line_ids),
        )
    )


def add_partner_events(env, kind, partner_ids):
    """Append one event per partner, of what happened to it outside of a run."""
    if not partner_ids:
        return
    env.cr.execute(
        SQL(
            """
            INSERT INTO partner_anonymization_event
                   (date, user_id, kind, outcome, partner_ref)
            SELECT now() AT TIME ZONE 'utc', %(uid)s, %(kind)s, 'done', id
              FROM unnest(%(ids)s::int[]) id
             ORDER BY id
            """,
            uid=env.uid,
            kind=kind,
            ids=list(partner_ids),
        )
    )
