"""What a transaction has changed itself, and others do not see yet."""


def has_written(cr):
    """Whether this transaction has changed, or locked, anything so far."""
    cr.execute("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
    return cr.fetchone()[0]


def has_changed_schema(cr):
    """Whether this transaction has altered tables, so that any other connection that
    reads them would wait for its end: an installation, or a new custom field."""
    cr.execute(
        """
        SELECT EXISTS (
            SELECT FROM pg_locks
              JOIN pg_class ON pg_class.oid = pg_locks.relation
             WHERE pid = pg_backend_pid() AND mode = 'AccessExclusiveLock'
               AND relpersistence <> 't' AND relkind IN ('r', 'p'))
        """
    )
    return cr.fetchone()[0]


def written_tables(cr):
    """The tables of which this transaction has added, changed or deleted rows, or may
    have: set of their names."""
    cr.execute(
        """
        SELECT DISTINCT relname
          FROM pg_locks
          JOIN pg_class ON pg_class.oid = pg_locks.relation
         WHERE pid = pg_backend_pid()
           AND relpersistence <> 't' AND relkind IN ('r', 'p')
           AND mode NOT IN ('AccessShareLock', 'RowShareLock')
        """
    )
    return {name for (name,) in cr.fetchall()}
