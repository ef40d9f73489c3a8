"""May we: every reason against a run, looked at again behind the lock, and the guard
that keeps anonymized partners out of anything new.

``find_blockers`` asks all of them, ``since_the_lock`` what was committed meanwhile,
``visibility`` what the user may be told; ``guard`` works by ``guarded_models``.
"""

from . import (
    automatic_actions,
    find_blockers,
    guard,
    guarded_models,
    missing_pdf,
    open_period,
    possible_same,
    since_the_lock,
    unseen_payments,
    visibility,
)

__all__ = [
    "automatic_actions",
    "find_blockers",
    "guard",
    "guarded_models",
    "missing_pdf",
    "open_period",
    "possible_same",
    "since_the_lock",
    "unseen_payments",
    "visibility",
]
