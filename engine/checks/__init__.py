"""May we: every reason against a run, looked at again behind the lock, and the guard
that keeps anonymized partners out of anything new.

``find_blockers`` asks all of them, ``since_the_lock`` what was committed meanwhile,
``visibility`` what the user may be told; ``guard`` works by ``guarded_models``,
and ``known_again`` sees who was deleted and is entered again.
"""

from . import (
    automatic_actions,
    find_blockers,
    guard,
    guarded_models,
    known_again,
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
    "known_again",
    "missing_pdf",
    "open_period",
    "possible_same",
    "since_the_lock",
    "unseen_payments",
    "visibility",
]
