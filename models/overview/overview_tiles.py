"""What the overview counts: each number with the domain of the list that it opens."""

from typing import NamedTuple

from odoo.tools import LazyTranslate
from odoo.tools.translate import LazyGettext

_lt = LazyTranslate(__name__)
_CANDIDATE = "partner.anonymization.candidate"
_REQUEST = "partner.anonymization.request"
_KEPT = "partner.anonymization.kept"
_LINE = "partner.anonymization.line"
_RUN = "partner.anonymization"
_GOING_ON = [("state", "in", ("queued", "running", "paused"))]
_DUE = [("is_due", "=", True), ("is_excluded", "=", False)]
_OPEN = [("state", "in", ("new", "in_progress"))]
_WAITING = (("is_waiting", "=", True),)
_SEALED = (("is_sealed", "=", True),)


class Tile(NamedTuple):
    """A number of the overview.

    :param domain: of the records that are counted, and listed by a click, with `base`
    :param action: the action of the module whose list opens; the model's own if empty
    :param tone: how Bootstrap colours a number that is not zero
    :param next_date: a field of the model whose first day from today on is shown
    :param base: what numbers of one model have in common: they are counted together
    """

    key: str
    label: LazyGettext
    model: str
    domain: list
    action: str = ""
    tone: str = ""
    next_date: str = ""
    base: tuple = ()

    @property
    def listed(self):
        """The domain of the list."""
        return [*self.base, *self.domain]


_HOLD = (("anonymization_hold", "=", True),)
_IN_FORCE = [
    "|",
    ("anonymization_hold_until", "=", False),
    ("anonymization_hold_until", ">=", "today"),
]
_TO_ERASE_AGAIN = [("state", "in", ("doubtful", "waiting"))]
_TO_DECIDE = [
    "|",
    "&",
    ("state", "=", "open"),
    ("row_count", ">", 0),
    "&",
    ("state", "=", "stale"),
    ("shipped", "=", False),
]
SECTIONS = (
    (
        _lt("Who Is Due"),
        (
            Tile("due", _lt("Due now"), _CANDIDATE, _DUE, tone="primary"),
            Tile(
                "soon",
                _lt("Due within 30 days"),
                _CANDIDATE,
                [
                    ("due_date", ">", "today"),
                    ("due_date", "<=", "today +30d"),
                    ("is_excluded", "=", False),
                ],
            ),
            Tile(
                "blocked",
                _lt("Due, but blocked"),
                _CANDIDATE,
                [*_DUE, ("state", "=", "blocked")],
                tone="warning",
            ),
            Tile("excluded", _lt("Excluded"), _CANDIDATE, [("is_excluded", "=", True)]),
            Tile(
                "hold",
                _lt("On legal hold"),
                "res.partner",
                _IN_FORCE,
                base=_HOLD,
            ),
            Tile(
                "kept",
                _lt("Kept documents"),
                _KEPT,
                [],
                "partner_anonymization_kept_action",
                next_date="date_until",
                base=_WAITING,
            ),
        ),
    ),
    (
        _lt("Requests"),
        (
            Tile(
                "overdue",
                _lt("Overdue"),
                _REQUEST,
                [*_OPEN, ("date_due", "<", "today")],
                "partner_anonymization_request_action",
                "danger",
            ),
            Tile(
                "week",
                _lt("To answer within 7 days"),
                _REQUEST,
                [*_OPEN, ("date_due", ">=", "today"), ("date_due", "<=", "today +7d")],
                "partner_anonymization_request_action",
                "warning",
            ),
            Tile(
                "requests",
                _lt("All open requests"),
                _REQUEST,
                _OPEN,
                "partner_anonymization_request_action",
                next_date="date_due",
            ),
        ),
    ),
    (
        _lt("Deletion for Good"),
        (
            Tile(
                "sealed",
                _lt("Can still be restored"),
                _LINE,
                [],
                next_date="purge_date",
                base=_SEALED,
            ),
            Tile(
                "purge",
                _lt("Deleted for good within 30 days"),
                _LINE,
                [("purge_date", "<=", "today +30d")],
                base=_SEALED,
            ),
            Tile(
                "late",
                _lt("Waiting although the day is over"),
                _LINE,
                [("purge_date", "<", "today")],
                tone="warning",
                base=_SEALED,
            ),
        ),
    ),
    (
        _lt("Runs and Proof"),
        (
            Tile(
                "running",
                _lt("Runs going on"),
                _RUN,
                _GOING_ON,
            ),
            Tile(
                "refused",
                _lt("Refused or failed in the last 30 days"),
                _LINE,
                [
                    ("outcome", "in", ("refused", "failed")),
                    ("date", ">=", "today -30d"),
                    ("run_id.kind", "!=", "rehearsal"),
                ],
                tone="warning",
            ),
            Tile(
                "unproved",
                _lt("Not proved yet"),
                _LINE,
                [("proof_state", "in", ("none", "pending"))],
                tone="warning",
                base=_SEALED,
            ),
            Tile(
                "traces",
                _lt("Traces to decide on"),
                _LINE,
                [("proof_state", "=", "traces"), ("accepted_date", "=", False)],
                tone="danger",
                base=_SEALED,
            ),
            Tile(
                "restored",
                _lt("To be erased again after a restore"),
                "partner.anonymization.replay",
                _TO_ERASE_AGAIN,
                "partner_anonymization_replay_action",
                "danger",
            ),
            Tile(
                "unmapped",
                _lt("Unmapped fields to decide on"),
                "partner.anonymization.unmapped",
                _TO_DECIDE,
                "partner_anonymization_unmapped_action",
                "warning",
            ),
        ),
    ),
)
TILES = {tile.key: tile for _title, tiles in SECTIONS for tile in tiles}


class Bars(NamedTuple):
    """How the records of a graph are grouped.

    :param day: the field whose `unit` (month, year) is a place on the axis
    :param set_by: the field that makes the sets; one set if empty
    """

    tile: Tile
    day: str
    unit: str
    set_by: str = ""


CHARTS = {
    "chart_due": Bars(
        Tile(
            "chart_due",
            _lt("Due per Month"),
            _CANDIDATE,
            [("is_excluded", "=", False), ("due_date", "!=", False)],
        ),
        "due_date",
        "month",
        "category",
    ),
    "chart_kept": Bars(
        Tile(
            "chart_kept",
            _lt("Kept Documents per Year of Release"),
            _KEPT,
            [],
            "partner_anonymization_kept_action",
            base=_WAITING,
        ),
        "date_until",
        "year",
    ),
}
