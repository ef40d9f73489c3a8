"""A quick look at the start of a server: whether a backup may have been restored.

One statement, and the end of one file where there is one. Whether it was, and what is
to be done, says :mod:`ledger_gap`.
"""

from ..vault import patience
from . import ledger, ledger_gap
from .ledger_line import KINDS


def is_doubtful(env):
    """Whether the ledger may tell of something that this database does not know.

    :raise KeyDirectoryError: the ledger cannot be read within seconds
    """
    ours = ledger.who(env)
    if ours.is_neutralized:
        return False
    folder = ledger.place(env, ours, seconds=patience.QUICK)
    names = ledger.files(env, folder)
    if ours.file in names and _is_ahead(env, ledger.newest(env, folder, ours.file)):
        return True
    others = [ours.noted] if ours.noted else names
    return any(
        name in names and not _is_alive(env, ours, name)
        for name in others
        if name != ours.file
    )


def _is_alive(env, ours, name):
    """Whether the database that wrote this file is beside this one: it is a copy."""
    return ledger.is_ours(ours, name) and ledger.is_alive(env, ours, name)


def _is_ahead(env, lines):
    """Whether the newest lines of its own file tell of what has been committed, as far
    as PostgreSQL knows, and is not here: the files of the database were put back."""
    void = {line["entry"] for line in lines if line["kind"] == "void"}
    told = [
        line for line in lines if line["kind"] in KINDS and line["entry"] not in void
    ]
    return bool(ledger_gap.unknown(env.cr, told))
