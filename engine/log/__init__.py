"""What was done, what stays and why, and what waits for its own day.

Rows are added by ``log_entries``, changed by ``log_rows`` alone, and by ``decisions``
where a user has decided; ``waiting_rows`` are those of documents that the law keeps,
``waiting_lines`` those of a run on whom nobody has worked yet; ``chain`` shows whether
an event was changed, ``lasting_events`` are of refusals, ``certified`` is what a
certificate says. ``ledger`` notes outside of the database what was erased,
``ledger_gap`` finds what a restored database has forgotten, ``ledger_start`` at once
where it may have, and ``ledger_replay`` whom that concerns. No personal data in any of
it.
"""

from . import (
    certified,
    chain,
    decisions,
    lasting_events,
    ledger,
    ledger_gap,
    ledger_replay,
    ledger_start,
    log_entries,
    log_rows,
    waiting_lines,
    waiting_rows,
)
from .kept import Kept
from .log_entries import WAITING, add_kept

__all__ = [
    "Kept",
    "WAITING",
    "add_kept",
    "certified",
    "chain",
    "decisions",
    "lasting_events",
    "ledger",
    "ledger_gap",
    "ledger_replay",
    "ledger_start",
    "log_entries",
    "log_rows",
    "waiting_lines",
    "waiting_rows",
]
