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
# Positions are numbers of four bytes.
_MOST = 2**31 - 1 - SET
HEAD = "partner_anonymization.event_head"
# The last link of the segments that were removed.
START = "partner_anonymization.event_start"
CUT = "cut"
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
    :param start: the last link of the segments that the log's retention has removed
    """

    head: Head
    bad_event: int | None
    is_cut: bool
    waiting: int
    start: Head = Head()

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
    _note(cr, HEAD, last)


def _next(last, digest):
    link = f"{last.position + 1}:{last.hash}:".encode() + bytes(digest)
    return Head(last.position + 1, hashlib.sha256(link).hexdigest())


def _noted(cr, key=HEAD):
    """The head as the last sealing noted it, None where there is no such note."""
    cr.execute("SELECT value FROM ir_config_parameter WHERE key = %s", [key])
    return as_head((cr.fetchone() or ("",))[0])


def as_head(text):
    """What ``str`` of a :class:`Head` gave, None for anything else."""
    position, _colon, digest = (text or "").partition(":")
    is_number = position.isascii() and position.isdecimal() and len(position) < 11
    if not is_number or int(position) > _MOST:
        return None
    return Head(int(position), digest)


def verify(cr):
    """Go along the whole chain, and stop at the first event that does not fit: one that
    was changed, put in or moved, or the one behind those that were removed.

    :rtype: Verdict
    """
    start = _noted(cr, START) or Head()
    last, bad = start, _misplaced(cr, start)
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
    if bad is None and start.position and not _is_told(cr, start):
        last, is_cut = Head(), True
    return Verdict(last, bad, is_cut, waiting, start)


def _is_told(cr, start):
    """Whether the log itself says that everything up to here was removed."""
    cr.execute(
        "SELECT EXISTS (SELECT FROM partner_anonymization_event"
        " WHERE kind = %s AND reason = %s)",
        [CUT, str(start)],
    )
    return cr.fetchone()[0]


def remove_until(cr, date):
    """Remove the events of whole calendar months, as far as they lie before a date, and
    leave their closing hash, on which the rest of the chain builds.

    Only what is in the chain goes, and only while the chain is unbroken. It must not
    run beside :func:`seal`, and locks as that does.

    :param date: day; the month in which it lies stays
    :return: the closing link, None where nothing was removed
    """
    cr.execute(
        "SELECT position, hash FROM partner_anonymization_event"
        " WHERE position < (SELECT min(position) FROM partner_anonymization_event"
        "                    WHERE date >= date_trunc('month', %s::timestamp))"
        " ORDER BY position DESC LIMIT 1",
        [date],
    )
    if not (found := cr.fetchone()):
        return None
    cr.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [_LOCK])
    if not cr.fetchone()[0] or not verify(cr).is_whole:
        return None
    closing = Head(*found)
    cr.execute(
        "DELETE FROM partner_anonymization_event WHERE position <= %s",
        [closing.position],
    )
    _note(cr, START, closing)
    return closing


def _note(cr, key, link):
    cr.execute(
        "INSERT INTO ir_config_parameter (key, value) VALUES (%s, %s)"
        " ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value",
        [key, str(link)],
    )


def first_other(cr, told):
    """Compare the chain with what was noted elsewhere: a log that was rewritten as a
    whole has other hashes at the same places.

    :param told: heads as texts, such as those in the ledger
    :return: the first :class:`Head` that the chain does not have, or None
    """
    heads = sorted(set(filter(None, map(as_head, told))), key=lambda one: one.position)
    start = _noted(cr, START) or Head()
    cr.execute(
        "SELECT position, hash FROM partner_anonymization_event"
        " WHERE position = ANY(%s)",
        [[one.position for one in heads]],
    )
    links = {Head(*row) for row in cr.fetchall()} | {start, Head()}
    others = (one for one in heads if one not in links)
    return next((one for one in others if one.position >= start.position), None)


def _misplaced(cr, start):
    """The first event, if any, before the first place that there is."""
    cr.execute(
        "SELECT min(id) FROM partner_anonymization_event WHERE position <= %s",
        [start.position],
    )
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
