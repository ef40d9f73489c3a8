"""What the log certifies of subjects: what became of them, how much was removed, what
stays, and where in the chain it stands. A statement each, for one line or for all lines
of a run. No personal data in any of it.
"""

from dataclasses import dataclass
from datetime import datetime

# What ends the time in which the originals are sealed.
_ENDS = ("purge", "deanonymize")
RESTRICTED, DELETED, RESTORED = "restricted", "deleted", "restored"


@dataclass
class Fate:
    """What has become of a subject since it was anonymized.

    :param state: ``restricted`` while the originals are sealed, ``deleted`` once they
        are gone, ``restored`` where they were brought back
    :param date: when (UTC) it was restored or deleted; None while it is restricted, or
        where its partner was deleted before
    :param places: (position, hash) in the chain of the events that say so, in their
        order; None for one that is not in the chain yet
    """

    state: str
    date: datetime | None
    places: list


def fates(cr, line_ids):
    """What has become of the subjects of these lines: ``{line id: Fate}``

    :param line_ids: of runs that anonymize
    """
    cr.execute(
        """
        WITH own AS (
            SELECT DISTINCT ON (event.line_id) event.line_id, event.id,
                   event.partner_ref, event.position, event.hash
              FROM partner_anonymization_event event
             WHERE event.line_id = ANY(%s) AND event.kind = 'anonymize'
             ORDER BY event.line_id, event.id
        ), ended AS (
            SELECT DISTINCT ON (own.line_id) own.line_id, event.kind, event.date,
                   event.position, event.hash
              FROM own JOIN partner_anonymization_event event
                       ON event.partner_ref = own.partner_ref AND event.id > own.id
             WHERE event.kind = ANY(%s) AND event.outcome = 'done'
             ORDER BY own.line_id, event.id
        )
        SELECT line.id, own.position, own.hash, ended.kind, ended.date, ended.position,
               ended.hash, EXISTS (SELECT FROM partner_anonymization_seal seal
                                    WHERE seal.line_id = line.id)
          FROM partner_anonymization_line line
          LEFT JOIN own ON own.line_id = line.id
          LEFT JOIN ended ON ended.line_id = line.id
         WHERE line.id = ANY(%s)
        """,
        [list(line_ids), list(_ENDS), list(line_ids)],
    )
    result = {}
    for line_id, position, hash_, kind, date, last, last_hash, sealed in cr.fetchall():
        places = [position and (position, hash_)]
        if sealed:
            result[line_id] = Fate(RESTRICTED, None, places)
            continue
        if kind:
            places.append(last and (last, last_hash))
        state = RESTORED if kind == "deanonymize" else DELETED
        result[line_id] = Fate(state, date, places)
    return result


def of_subjects(cr, line_ids):
    """These lines and the later ones of the same subjects, of sweeps and of documents
    that were finished, until somebody anonymized them again: a list of ids."""
    cr.execute(
        """
        SELECT line.id
          FROM partner_anonymization_line holder
          JOIN partner_anonymization_line line
               ON line.partner_id = holder.partner_id AND line.id > holder.id
          JOIN partner_anonymization run
               ON run.id = line.run_id AND run.kind IN ('resweep', 'finish')
         WHERE holder.id = ANY(%(ids)s) AND NOT EXISTS (
               SELECT FROM partner_anonymization_line again
                 JOIN partner_anonymization other ON other.id = again.run_id
                WHERE again.partner_id = holder.partner_id
                  AND again.id > holder.id AND again.id < line.id
                  AND other.kind = 'anonymize'
                  AND again.outcome IN ('done', 'partial'))
        """,
        {"ids": list(line_ids)},
    )
    return [*line_ids, *(id_ for (id_,) in cr.fetchall())]


def removed(cr, line_ids):
    """How many records of each model lost something of the subjects, those included
    that the law kept and that are finished by now: ``{model: number}``"""
    cr.execute(
        """
        SELECT model, sum(number) FROM (
            SELECT entry.key AS model, entry.value::int AS number
              FROM partner_anonymization_line line, jsonb_each_text(line.removed) entry
             WHERE line.id = ANY(%(ids)s) AND jsonb_typeof(line.removed) = 'object'
             UNION ALL
            SELECT model, count(DISTINCT res_id) FROM partner_anonymization_kept
             WHERE line_id = ANY(%(ids)s) AND date_finished IS NOT NULL
             GROUP BY model) counted
         GROUP BY model ORDER BY model
        """,
        {"ids": list(line_ids)},
    )
    return {model: int(number) for model, number in cr.fetchall()}


def kept(cr, line_ids):
    """What stays: rows of (status, model, reason code, reason in the log, number of
    records, last day or None)."""
    cr.execute(
        """
        SELECT status, model, code, min(reason), count(DISTINCT res_id),
               max(greatest(date_until, postponed_until))
          FROM partner_anonymization_kept
         WHERE line_id = ANY(%(ids)s) AND date_finished IS NULL AND status = 'kept'
         GROUP BY status, model, code
         UNION ALL
        SELECT status, model, code, min(reason), sum(res_count), max(date_until)
          FROM partner_anonymization_trace
         WHERE line_id = ANY(%(ids)s) AND status NOT IN ('kept', 'finished', 'lost')
         GROUP BY status, model, code
         ORDER BY 1, 2, 3
        """,
        {"ids": list(line_ids)},
    )
    return [(*row[:4], int(row[4]), row[5]) for row in cr.fetchall()]
