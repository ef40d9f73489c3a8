"""What a transaction has changed itself, and others do not see yet."""

from odoo.tools import SQL


def has_written(cr):
    """Whether this transaction has changed, or locked, anything so far."""
    cr.execute("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
    return cr.fetchone()[0]


def has_changed_schema(cr):
    """Whether this transaction has altered tables, so that any other connection that
    reads them would wait for its end: an installation, or a new custom field."""
    return bool(_locked(cr, SQL("mode = 'AccessExclusiveLock'")))


def written_tables(cr):
    """The tables of which this transaction has added, changed or deleted rows, or may
    have: set of their names."""
    return _locked(cr, SQL("mode NOT IN ('AccessShareLock', 'RowShareLock')"))


def _locked(cr, condition):
    """The tables that this transaction has locked, but for temporary ones: their names.

    :param condition: ``SQL`` on the mode of the lock
    """
    cr.execute(
        SQL(
            """
            SELECT DISTINCT relname
              FROM pg_locks
              JOIN pg_class ON pg_class.oid = pg_locks.relation
             WHERE pid = pg_backend_pid() AND %s
               AND relpersistence <> 't' AND relkind IN ('r', 'p')
            """,
            condition,
        )
    )
    return {name for (name,) in cr.fetchall()}
