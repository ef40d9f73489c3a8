"""Whether an error concerns the subject, the process, or somebody in the way."""

from psycopg2 import InterfaceError

from odoo.exceptions import ConcurrencyError, LockError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..proof import SearchStopped
from ..subject import OnLegalHold

_RETRIED = (ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY)
_PASSING = (LockError, OnLegalHold, *_RETRIED)


def is_fatal(error):
    """Whether nothing can go on after an error: the process has used up its time (Odoo
    raises a bare Exception then), the connection is gone, or the search of a proof was
    given up, for which no subject is the reason."""
    return type(error) is Exception or isinstance(
        error, (InterfaceError, SearchStopped)
    )


def is_passing(error):
    """Whether somebody else was in the way, or a legal hold: the next night looks
    again. Odoo's message for a lock is a UserError that was raised from a LockError."""
    return isinstance(error, _PASSING) or isinstance(error.__cause__, LockError)


def is_retried(error):
    """Whether Odoo does the whole transaction again after this error."""
    return isinstance(error, _RETRIED)
