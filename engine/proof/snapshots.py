"""One moment of the database that several connections see, maybe on a read replica."""

import time
from contextlib import contextmanager
from typing import Any, NamedTuple

import psycopg2

from odoo.sql_db import connection_info_for

from ..database import has_written
from .errors import SearchStopped
from .searcher_process import joined

# Seconds until a replica has taken over what the primary has written.
PATIENCE = 300
_PAUSE = 0.2


class Snapshot(NamedTuple):
    """What the transactions of several connections see.

    :param cr: cursor of the one that has exported it
    :param str name: by which the others join
    :param dict connection: arguments of ``psycopg2.connect``
    """

    cr: Any
    name: str
    connection: dict


class Replica(NamedTuple):
    """A read replica.

    :param str host: where it is
    :param int port: None for the one of the primary
    :param mark: writes a row of ``partner_anonymization_search`` in a transaction of
        its own, commits, and returns (its id, its token)
    """

    host: str
    port: int | None
    mark: Any

    @property
    def name(self):
        """How messages call it."""
        return f"{self.host}:{self.port}" if self.port else self.host


def has_news(cr):
    """Whether a transaction may have changed anything that only itself can see. Rows
    that it has locked are no change."""
    if not has_written(cr):
        return False
    cr.execute(
        "SELECT current_setting('track_counts')::bool,"
        "       coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)"
        "  FROM pg_stat_xact_all_tables"
    )
    is_counted, changed = cr.fetchone()
    return not is_counted or changed > 0


def flush_counts(cr):
    """Before a commit: have :func:`has_news` of the next transaction count only what
    that one changes. PostgreSQL flushes its counts once a second otherwise."""
    if cr._cnx.server_version >= 150000:
        cr.execute("SELECT pg_stat_force_next_flush()")


@contextmanager
def of_primary(cr):
    """What is committed now.

    :return: context of a :class:`Snapshot`
    :raise SearchStopped: there is no connection left
    """
    _name, parameters = connection_info_for(cr.dbname)
    try:
        connection = psycopg2.connect(**parameters)
    except psycopg2.OperationalError as error:
        raise SearchStopped("searcher", type(error).__name__) from error
    try:
        yield _exported(connection, parameters)
    finally:
        connection.close()


@contextmanager
def of_replica(cr, replica):
    """What a replica has, once that is all that this transaction sees.

    :param replica: :class:`Replica`
    :return: context of a :class:`Snapshot`
    :raise SearchStopped: it is not there, not one, or too late
    """
    row_id, token = replica.mark()
    cr.execute("SELECT pg_current_wal_flush_lsn()::text")
    (written,) = cr.fetchone()
    _name, parameters = connection_info_for(cr.dbname)
    parameters["host"] = replica.host
    if replica.port:
        parameters["port"] = replica.port
    try:
        connection = psycopg2.connect(**parameters)
    except psycopg2.OperationalError as error:
        raise SearchStopped("unreachable", replica.name) from error
    try:
        try:
            _wait(connection, written, replica)
            snapshot = _exported(connection, parameters)
            is_marked = _has(snapshot.cr, row_id, token)
        except psycopg2.Error as error:  # it has gone, or has no such table
            raise SearchStopped("unreachable", replica.name) from error
        if not is_marked:
            raise SearchStopped("other", replica.name)
        try:
            yield snapshot
        except SearchStopped as error:
            if _is_there(connection):
                raise
            # Whoever has seen this moment was sent away.
            raise SearchStopped("conflict", replica.name) from error
    finally:
        connection.close()


def _has(cr, row_id, token):
    cr.execute(
        "SELECT FROM partner_anonymization_search WHERE id = %s AND token = %s",
        [row_id, token],
    )
    return bool(cr.rowcount)


def _is_there(connection):
    try:
        with connection.cursor() as cr:
            cr.execute("SELECT 1")
    except psycopg2.Error:
        return False
    return True


def _wait(connection, written, replica):
    """Return once a replica has what was written up to a place."""
    connection.autocommit = True
    end = time.monotonic() + PATIENCE
    with connection.cursor() as cr:
        while True:
            cr.execute(
                "SELECT pg_is_in_recovery(), pg_last_wal_replay_lsn() >= %s::pg_lsn",
                [written],
            )
            is_replica, has_all = cr.fetchone()
            if not is_replica:
                raise SearchStopped("other", replica.name)
            if has_all:
                break
            if time.monotonic() > end:
                raise SearchStopped("late", replica.name)
            time.sleep(_PAUSE)
    connection.autocommit = False


def _exported(connection, parameters):
    joined(connection, None)
    cr = connection.cursor()
    cr.execute("SELECT pg_export_snapshot()")
    (name,) = cr.fetchone()
    return Snapshot(cr, name, parameters)
