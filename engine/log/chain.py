"""The hash chain over the events: whoever changes one afterwards, shows.

Events are written without a place in the chain, so that writers never wait for each
other. A short step of its own (:func:`seal`) takes what is committed, a set at a time:
the digests are made by PostgreSQL out of a text that no setting of a session changes,
only the links are made here. One at a time does it, by an advisory lock; whoever got an
old snapshot all the same fails at the unique index on the position.
"""

import hashlib
from dataclasses import dataclass

from odoo.tools import SQL

SET = 10_000
HEAD = "partner_anonymization.event_head"
_LOCK = "partner_anonymization.event_chain"
# A JSON array is unambiguous: no value runs into the next one.
_DIGEST = SQL(
    """sha256(convert_to(jsonb_build_array(
        event.id, to_char(event.date, 'YYYY-MM-DD HH24:MI:SS.US'), event.user_id,
        event.kind, event.outcome, event.run_id, event.line_id, event.partner_ref,
        event.reason)::text, 'UTF8'))"""
)


@dataclass(frozen=True)
class Head:
    """The end of the chain: it stands for all events up to here."""

    position: int = 0
    hash: str = ""

    def __str__(self):
        return f"{self.position}:{self.hash}"


@dataclass(frozen=True)
class Verdict:
    """What a look at the chain found.

    :param head: the last link that holds
    :param bad_event: id of the first event that does not fit, or None
    :param is_cut: whether events are missing at the end
    :param waiting: number of events that are not in the chain yet
    """

    head: Head
    bad_event: int | None
    is_cut: bool
    waiting: int

    @property
    def is_whole(self):
        return self.bad_event is None and not self.is_cut


def head(cr):
    """The newest link of the chain, of position 0 while there is none."""
    cr.execute(
        "SELECT position, hash FROM partner_anonymization_event"
        " WHERE position IS NOT NULL ORDER BY position DESC LIMIT 1"
    )
    return Head(*(cr.fetchone() or ()))


def seal(cr):
    """Give the events that wait, in the order of their ids, their place in the chain.

    :return: their number, at most ``SET``; 0 also where somebody else is at it
    """
    cr.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [_LOCK])
    if not cr.fetchone()[0]:
        return 0
    cr.execute(
        SQL(
            "SELECT event.id, %s FROM partner_anonymization_event event"
            " WHERE event.position IS NULL ORDER BY event.id LIMIT %s",
            _DIGEST,
            SET,
        )
    )
    found = cr.fetchall()
    if found:
        _write(cr, found)
    return len(found)


def _write(cr, found):
    """:param list found: (event id, digest)"""
    last = _noted(cr) or head(cr)
    links = []
    for id_, digest in found:
        last = _next(last, digest)
        links.append((id_, last.position, last.hash))
    cr.execute(
        SQL(
            "UPDATE partner_anonymization_event event"
            "   SET position = u.position, hash = u.hash"
            "  FROM unnest(%s::int[], %s::int[], %s::text[]) u(id, position, hash)"
            " WHERE event.id = u.id",
            *map(list, zip(*links, strict=True)),
        )
    )
    cr.execute(
        "INSERT INTO ir_config_parameter (key, value) VALUES (%s, %s)"
        " ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value",
        [HEAD, str(last)],
    )


def _next(last, digest):
    link = f"{last.position + 1}:{last.hash}:".encode() + bytes(digest)
    return Head(last.position + 1, hashlib.sha256(link).hexdigest())


def _noted(cr):
    """The head as the last sealing noted it, None where there is no such note."""
    cr.execute("SELECT value FROM ir_config_parameter WHERE key = %s", [HEAD])
    position, _colon, digest = (cr.fetchone() or ("",))[0].partition(":")
    return Head(int(position), digest) if position.isdecimal() else None


def verify(cr):
    """Go along the whole chain, and stop at the first event that does not fit: one that
    was changed, put in or moved, or the one behind those that were removed.

    :rtype: Verdict
    """
    last, bad = Head(), _misplaced(cr)
    while bad is None and (found := _links(cr, last.position)):
        for id_, position, digest, content in found:
            expected = _next(last, content)
            if expected != Head(position, digest):
                bad = id_
                break
            last = expected
    cr.execute(
        "SELECT count(*) FROM partner_anonymization_event WHERE position IS NULL"
    )
    (waiting,) = cr.fetchone()
    is_cut = bad is None and last != (_noted(cr) or Head())
    return Verdict(last, bad, is_cut, waiting)


def _misplaced(cr):
    """The first event, if any, with a place that no sealing gives."""
    cr.execute("SELECT min(id) FROM partner_anonymization_event WHERE position <= 0")
    return cr.fetchone()[0]


def _links(cr, position):
    cr.execute(
        SQL(
            "SELECT event.id, event.position, event.hash, %s"
            "  FROM partner_anonymization_event event WHERE event.position > %s"
            " ORDER BY event.position LIMIT %s",
            _DIGEST,
            position,
            SET,
        )
    )
    return cr.fetchall()
