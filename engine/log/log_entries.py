"""Say what was done: lines, what stays, and events. No personal data in any of it."""

import json
from collections import Counter, defaultdict

from odoo.tools import SQL

from ..periods import NOT_YET

# Reasons for which a record stays only until its own day, and is erased then.
WAITING = ("retention", "suspended", "debtor")


def waiting(found):
    """The subjects of which something waits for its own day.

    :param list found: ``engine.log.Kept``
    """
    return {
        one.subject for one in found if one.status == "kept" and one.reason in WAITING
    }


def roots(cr, line_ids):
    """The partner that each line speaks of, None where it was deleted: ``{line id:
    partner id}``, in the order of the ids that are asked for."""
    ids = list(line_ids)
    cr.execute(
        "SELECT line.id, line.partner_id FROM partner_anonymization_line line"
        "  JOIN unnest(%s::int[]) WITH ORDINALITY asked(id, position) USING (id)"
        " ORDER BY asked.position",
        [ids],
    )
    return dict(cr.fetchall())


def add_lines(env, run_id, entries, proof_state="none"):
    """Log lines of subjects.

    :param list entries: (partner id, outcome, purge date or None, reason or None)
    :param proof_state: of those with the outcome ``done`` or ``partial``
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
                   CASE WHEN outcome IN ('done', 'partial') THEN %(proof)s
                        ELSE 'none' END,
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


def add_warnings(cr, line_ids, code):
    """Note on lines what the user was warned of."""
    if line_ids:
        cr.execute(
            "UPDATE partner_anonymization_line SET warnings = %s WHERE id = ANY(%s)",
            [code, list(line_ids)],
        )


def add_removed(cr, counts):
    """Note on lines how many records lost something.

    :param dict counts: ``{line id: {model: number of records}}``
    """
    if counts:
        cr.execute(
            "UPDATE partner_anonymization_line line SET removed = u.removed::jsonb"
            "  FROM unnest(%s::int[], %s::text[]) u(id, removed) WHERE line.id = u.id",
            [list(counts), list(map(json.dumps, counts.values()))],
        )


def unsaid(cr, kind, failed):
    """Of the subjects that were left alone, those to log: each once a month, and none
    that somebody else holds locked.

    :param dict failed: ``{id of the line that holds it: code}``
    :return: dict of the same kind
    """
    failed = {id_: code for id_, code in failed.items() if code != "locked"}
    if not failed:
        return {}
    cr.execute(
        """
        SELECT holder.id, line.reason
          FROM partner_anonymization_line holder
          JOIN partner_anonymization_line line ON line.partner_id = holder.partner_id
          JOIN partner_anonymization run ON run.id = line.run_id
         WHERE holder.id = ANY(%s) AND run.kind = %s AND line.outcome = 'failed'
           AND line.date > now() AT TIME ZONE 'utc' - interval '30 days'
        """,
        [list(failed), kind],
    )
    said = set(cr.fetchall())
    return {id_: code for id_, code in failed.items() if (id_, code) not in said}


def add_kept(env, found, line_ids, reasons, found_by_proof=False):
    """What is still there: row by row, and summed up per field as the trace.

    :param list found: ``engine.log.Kept``
    :param dict line_ids: ``{subject: line id}``
    :param dict reasons: ``{reason code: sentence}``
    """
    rows, totals, more = {}, defaultdict(set), Counter()
    for kept in found:
        line_id = line_ids.get(kept.subject)
        if line_id is None:
            continue
        code, until = coded(kept.reason, kept.until, reasons)
        reason = reasons.get(code, kept.reason)
        waits = code in WAITING and kept.status == "kept" and not found_by_proof
        row = (line_id, kept.model, kept.res_id, kept.field)
        rows[row] = (kept.status, code, reason, until, waits)
        key = (line_id, kept.model, kept.field, kept.status, code, reason)
        totals[key].add((kept.res_id, until))
        more[key] += kept.more
    _insert_kept(env.cr, rows, found_by_proof)
    _insert_traces(env.cr, totals, more, found_by_proof)


def coded(reason, until, reasons):
    """The code of a reason, and the day until which it holds, None where none is
    known: suspended, or told by a sentence of the data map."""
    code = reason if reason in reasons else "by_hand"
    if until != NOT_YET:
        return code, until
    return ("suspended" if code == "retention" else code), None


def _insert_kept(cr, rows, found_by_proof):
    if not rows:
        return
    columns = [[*key, *values] for key, values in rows.items()]
    cr.execute(
        SQL(
            """
            INSERT INTO partner_anonymization_kept
                   (found_by_proof, line_id, model, res_id, field, status, code, reason,
                    date_until, is_waiting)
            SELECT %s, * FROM unnest(%s::int[], %s::text[], %s::int[], %s::text[],
                                     %s::text[], %s::text[], %s::text[], %s::date[],
                                     %s::bool[])
            """,
            found_by_proof,
            *map(list, zip(*columns, strict=True)),
        )
    )


def _insert_traces(cr, totals, more, found_by_proof):
    if not totals:
        return
    columns = []
    for key, found in totals.items():
        count = len({res_id for res_id, _until in found}) + more[key]
        untils = [until for _id, until in found if until]
        columns.append([*key, count, max(untils, default=None)])
    cr.execute(
        SQL(
            """
            INSERT INTO partner_anonymization_trace
                   (found_by_proof, line_id, model, field, status, code, reason,
                    res_count, date_until)
            SELECT %s, * FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[],
                                     %s::text[], %s::text[], %s::int[], %s::date[])
            """,
            found_by_proof,
            *map(list, zip(*columns, strict=True)),
        )
    )


def add_finished(cr, found, reason):
    """Sum up per field what was erased on its own day.

    :param list found: (line id, model, field, number of records)
    """
    cr.execute(
        SQL(
            """
            INSERT INTO partner_anonymization_trace
                   (line_id, model, field, res_count, status, code, reason)
            SELECT *, 'finished', 'finished', %s
              FROM unnest(%s::int[], %s::text[], %s::text[], %s::int[])
            """,
            reason,
            *map(list, zip(*found, strict=True)),
        )
    )


def add_events(env, kind, line_ids, outcome, reason=None):
    """Append one event per line to the log that never changes.

    :param reason: why, of what a user has decided; it has been checked for names
    """
    if not line_ids:
        return
    env.cr.execute(
        SQL(
            """
            INSERT INTO partner_anonymization_event
                   (date, user_id, kind, outcome, line_id, partner_ref, run_id,
                    reason)
            SELECT now() AT TIME ZONE 'utc', %(uid)s, %(kind)s, %(outcome)s,
                   line.id, line.partner_id, line.run_id, %(reason)s
              FROM partner_anonymization_line line
             WHERE line.id = ANY(%(lines)s)
             ORDER BY line.id
            """,
            uid=env.uid,
            kind=kind,
            outcome=outcome,
            reason=reason,
            lines=list(line_ids),
        )
    )


def add_partner_events(env, kind, partner_ids, reason=None, outcome="done"):
    """Append one event per partner, of what happened to it outside of a run.

    :param reason: as in :func:`add_events`
    """
    if not partner_ids:
        return
    env.cr.execute(
        SQL(
            """
            INSERT INTO partner_anonymization_event
                   (date, user_id, kind, outcome, partner_ref, reason)
            SELECT now() AT TIME ZONE 'utc', %(uid)s, %(kind)s, %(outcome)s, id,
                   %(reason)s
              FROM unnest(%(ids)s::int[]) id
             ORDER BY id
            """,
            uid=env.uid,
            kind=kind,
            outcome=outcome,
            reason=reason,
            ids=list(partner_ids),
        )
    )


def add_changes(env, kind, reasons, partner_ids=None):
    """Append one event per change of what decides who may erase what, and when, or per
    decision on that.

    :param str kind: such as ``settings``, ``map``, ``rights`` or ``cut``
    :param list reasons: technical names of what was changed; no values
    :param list partner_ids: whom they concern, one for each reason; None for nobody
    """
    refs = list(partner_ids or [None] * len(reasons))
    env.cr.execute(
        SQL(
            """
            INSERT INTO partner_anonymization_event
                   (date, user_id, kind, outcome, partner_ref, reason)
            SELECT now() AT TIME ZONE 'utc', %s, %s, 'done', ref, reason
              FROM unnest(%s::int[], %s::text[]) WITH ORDINALITY u(ref, reason, place)
             ORDER BY place
            """,
            env.uid,
            kind,
            refs,
            list(reasons),
        )
    )
