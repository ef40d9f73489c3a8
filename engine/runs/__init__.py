"""One run from end to end, each a sequence of the wings before it.

``anonymization``, ``deanonymization`` and ``purging`` for the user who asks; ``finish``
and ``resweep`` for the nights, in the order of ``turns``; ``failures`` says whose fault
an error is.
"""

from . import failures, finish, held_subjects, resweep, turns
from .anonymization import anonymize, blockers, preview
from .deanonymization import deanonymize
from .purging import purge
from .request import Outcome, ReasonMissing, Request, passes

__all__ = [
    "Outcome",
    "ReasonMissing",
    "Request",
    "anonymize",
    "blockers",
    "deanonymize",
    "failures",
    "finish",
    "held_subjects",
    "passes",
    "preview",
    "purge",
    "resweep",
    "turns",
]
