"""What is told of the search of a proof: how far it is, why it was given up."""

from odoo.tools import format_duration


def hint(env, count, tables, files, seconds):
    """How far a search is.

    :param int count: number of subjects
    :param tables: percent of the tables' bytes that were searched
    :param files: the same of the file store
    :param seconds: how many are left
    """
    if min(tables, files) >= 100:
        return env._(
            "Proof of %(count)s subjects: everything is searched, and what was found "
            "is being judged.",
            count=count,
        )
    return env._(
        "Proof of %(count)s subjects: %(tables)s %% of the tables and %(files)s %% of "
        "the files are searched, about %(left)s (hours and minutes) left.",
        count=count,
        tables=int(tables),
        files=int(files),
        left=format_duration(seconds / 3600),
    )


def stopped(env, code, detail):
    """Why a search was given up, and what to do.

    :param code: of ``engine.proof.SearchStopped``
    :param detail: its name of a kind of error, or of the replica
    """
    if code == "searcher":
        return env._(
            "The proof was given up, nothing is said of anybody: one of its processes "
            "has ended by an error (%(detail)s). Press Prove Now again; if it happens "
            "once more, set “Searchers Side by Side” to 1 in the settings.",
            detail=detail,
        )
    if code == "conflict":
        return env._(
            "The proof was given up, nothing is said of anybody: the read replica "
            "%(detail)s broke off what was being read. Set "
            "max_standby_streaming_delay there to more than the proof takes, or turn "
            "hot_standby_feedback on.",
            detail=detail,
        )
    if code == "late":
        return env._(
            "The proof was given up, nothing is said of anybody: the read replica "
            "%(detail)s is so far behind the primary that it would not see what was "
            "erased last. Have its replication looked at, or take the replica out of "
            "the settings.",
            detail=detail,
        )
    if code == "other":
        return env._(
            "The proof was given up, nothing is said of anybody: the server %(detail)s "
            "is no read replica of this database. Correct “Read Replica” in the "
            "settings, or db_replica_host in Odoo's configuration.",
            detail=detail,
        )
    return env._(
        "The proof was given up, nothing is said of anybody: the read replica "
        "%(detail)s cannot be reached. Start it, or correct “Read Replica” in the "
        "settings.",
        detail=detail,
    )
