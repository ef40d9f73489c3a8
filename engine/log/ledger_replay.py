"""Who is to be erased again, and the list of them."""

from typing import NamedTuple

from odoo.tools import SQL

from . import ledger

WAITING, DONE, MISSING, REUSED = "waiting", "done", "missing", "reused"
DOUBTFUL = "doubtful"


class Erased(NamedTuple):
    """Somebody who was erased, and what the database has under the same id now.

    :param made: when the partner was made, as the ledger has it
    :param state: WAITING to be erased again, DONE, MISSING (no such partner) or REUSED
        (the id is that of another one, made at another time)
    """

    partner_id: int
    kind: str
    time: str
    made: str | None
    state: str


def erased(env, gap) -> list[Erased]:
    """Who was erased in the end, and what the database has of them now."""
    last = {}
    for body in gap.entries:
        for partner_id, made in body["partners"]:
            if body["kind"] == "deanonymize":
                last.pop(partner_id, None)
            else:
                last[partner_id] = (body["kind"], body["time"], made)
    env.flush_all()
    env.cr.execute(
        SQL(
            "SELECT id, %s, anonymization_state FROM res_partner WHERE id = ANY(%s)",
            ledger.MADE,
            list(last),
        )
    )
    here = {id_: (made, state) for id_, made, state in env.cr.fetchall()}
    return [
        Erased(id_, kind, time, made, _state(kind, made, here.get(id_)))
        for id_, (kind, time, made) in sorted(last.items())
    ]


def _state(kind, made, here):
    if here is None:
        return MISSING
    if here[0] != made:
        return REUSED
    finals = ("deleted",) if kind == "purge" else ("anonymized", "deleted")
    return DONE if here[1] in finals else WAITING


def remember(env, gap, found):
    """List these in the database. Where it is certain that they are to be erased again,
    it knows their entries from then on.

    :param list found: :class:`Erased`
    """
    if gap.is_certain:
        marks = [(one["entry"], one["time"], one["kind"]) for one in gap.entries]
        env.cr.execute(
            """
            INSERT INTO partner_anonymization_ledger (entry, date, kind)
            SELECT * FROM unnest(%s::text[], %s::timestamp[], %s::text[])
                ON CONFLICT (entry) DO NOTHING
            """,
            _columns(marks, 3),
        )
    rows = [
        (one.partner_id, one.kind, one.time, _listed(gap, one.state)) for one in found
    ]
    env.cr.execute(
        """
        INSERT INTO partner_anonymization_replay (partner_ref, kind, date, state)
        SELECT * FROM unnest(%s::int[], %s::text[], %s::timestamp[], %s::text[])
            ON CONFLICT (partner_ref) DO UPDATE
           SET kind = EXCLUDED.kind, date = EXCLUDED.date, state = EXCLUDED.state,
               reason = NULL, tried_date = NULL
        """,
        _columns(rows, 4),
    )
    env.invalidate_all(flush=False)


def _listed(gap, state):
    return DOUBTFUL if state == WAITING and not gap.is_certain else state


def _columns(rows, count):
    return [list(column) for column in zip(*rows, strict=True)] or [[]] * count
