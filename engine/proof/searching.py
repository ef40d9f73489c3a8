"""Everything that is stored, searched once: by this process, or by several."""

from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from . import side_by_side, snapshots
from .found import Found
from .portions import portions
from .searcher import Searcher

# Bytes that one process has searched before others have started.
LITTLE = 1 << 30


@dataclass
class Ways:
    """How to search.

    :param searchers: number of processes
    :param replica: ``snapshots.Replica`` to read from, or None
    :param tell: called now and then with how far it is, ``portions.Progress``
    """

    searchers: int = 1
    replica: snapshots.Replica | None = None
    tell: Any = lambda _progress: None


def search(env, search_, ways):
    """Search all tables and the file store. What others commit meanwhile makes no
    difference: the rows are those of one moment.

    Where the transaction has changed something, only it can see that: then it searches
    by itself.

    :param search_: ``needles.Needles``
    :param ways: :class:`Ways`
    :return: ``found.Found``, and its scope: a dict of the numbers of ``tables``,
        ``columns``, ``files`` and ``bytes``, and ``replica`` where that was read
    :raise SearchStopped: not all of it was searched
    """
    store = env["ir.attachment"]._filestore()
    found, replica = Found(), None
    with _snapshot(env.cr, ways) as snapshot:
        listed = portions(snapshot.cr if snapshot else env.cr, store)

        def done(portion, more):
            found.add(more)
            listed.add_done(portion)

        def tick():
            ways.tell(listed.progress())

        if snapshot and (ways.replica or listed.size > LITTLE):
            replica = ways.replica
            work = listed.all()
            side_by_side.search(
                min(ways.searchers, len(work)), snapshot, search_, store, work, done,
                tick,
            )  # fmt: skip
        else:
            _alone(env.cr, search_, store, listed, done, tick)
    # Whoever has found it, in whatever order.
    found.hits = dict(sorted(found.hits.items(), key=_place))
    found.silent.sort()
    return found, _scope(listed, found, replica)


def _snapshot(cr, ways):
    if (ways.searchers < 2 and not ways.replica) or snapshots.has_news(cr):
        return nullcontext()
    # The transaction has nothing to do meanwhile.
    cr.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    if ways.replica:
        return snapshots.of_replica(cr, ways.replica)
    return snapshots.of_primary(cr)


def _alone(cr, search_, store, listed, done, tick):
    with Searcher(cr, search_, store) as searcher:
        for portion in listed.all():
            done(portion, searcher.search(portion.what))
            tick()


def _place(item):
    (table, column, row_id), _terms = item
    return table, column, row_id is not None, row_id or 0


def _scope(listed, found, replica):
    tables = listed.tables
    scope = {
        "tables": len(tables),
        "columns": sum(len(one.texts) + len(one.binaries) for one in tables),
        "files": found.files,
        "bytes": found.bytes,
    }
    return scope | ({"replica": replica.name} if replica else {})
