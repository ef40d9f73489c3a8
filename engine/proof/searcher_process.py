"""A process that searches portions, beside others that see the same.

It is started with nothing of Odoo in it. What it is given is pickled, on its standard
input; what it answers likewise. Nothing is written to a file or a log.
"""

import gc
import os
import pickle
import sys
from typing import NamedTuple

import psycopg2

from ..text import needles
from . import searcher


class Task(NamedTuple):
    """What a process is started with.

    :param dict connection: arguments of ``psycopg2.connect``
    :param str snapshot: name of what the transaction is to see
    :param search: what to look for
    :param str store: folder of the file store
    """

    connection: dict
    snapshot: str
    search: needles.Needles
    store: str


class Failure(NamedTuple):
    """An answer: an error has stopped the process.

    :param name: kind of the error; its text may hold personal data
    :param sqlstate: PostgreSQL's code, or None
    """

    name: str
    sqlstate: str | None


class _Cursor:
    """As much of Odoo's cursor as the search uses."""

    def __init__(self, connection):
        self._obj = connection.cursor()


def joined(connection, snapshot):
    """Have a new connection's transaction see what another one does.

    :param str snapshot: name that the other one has exported
    """
    connection.set_client_encoding("UTF8")
    with connection.cursor() as cr:
        cr.execute("SET statement_timeout = 0")
        cr.execute("SET idle_in_transaction_session_timeout = 0")
    connection.commit()
    with connection.cursor() as cr:
        cr.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        if snapshot:
            cr.execute("SET TRANSACTION SNAPSHOT %s", [snapshot])


def main():
    """Search portions until there are no more."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whatever prints spoils no answer
    gc.disable()
    try:
        _work(sys.stdin.buffer, answers)
    except BrokenPipeError:  # nobody wants to know any more
        return
    except Exception as error:
        name, code = type(error).__name__, getattr(error, "pgcode", None)
        _answer(answers, Failure(name, code))


def _work(tasks, answers):
    task = pickle.load(tasks)
    connection = psycopg2.connect(**task.connection)
    try:
        joined(connection, task.snapshot)
        _answer(answers, None)
        cr = _Cursor(connection)
        with searcher.Searcher(cr, task.search, task.store) as one:
            while (what := pickle.load(tasks)) is not None:
                _answer(answers, one.search(what))
    finally:
        connection.close()


def _answer(answers, what):
    pickle.dump(what, answers, pickle.HIGHEST_PROTOCOL)
    answers.flush()
