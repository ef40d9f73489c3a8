"""What other transactions did meanwhile.

Odoo's transactions are REPEATABLE READ: a check sees the snapshot of its first query
and misses what was committed between that and the lock. The checks are therefore
made on a second connection whose snapshot is opened after the lock.
"""

from collections import defaultdict
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from ..database import has_changed_schema
from ..subject import OnLegalHold, legal_hold, links, membership, of_run, owners
from . import find_blockers


def blockers(env, datamap, subjects, partner_ids, changed_before, by_policy=False):
    """All blockers, as they are behind the lock; call it there.

    Where this transaction has changed nothing before, a snapshot opened after the lock
    shows all that its own shows: one look is enough.

    :param partner_ids: those that were asked for
    :param changed_before: this transaction had changes of its own before the lock; a
        blocker that it has itself removed is not one
    :param by_policy: as in ``find_blockers.find``
    :raise ConcurrencyError: an address was added meanwhile; Odoo retries
    """

    def look(by):
        return find_blockers.find(by, datamap, subjects, env.user, by_policy)

    known = look(env) if changed_before else []
    if changed_before and has_changed_schema(env.cr):
        return known
    with env.registry.cursor() as cr:
        cr.execute("SET LOCAL lock_timeout TO '10s'")
        if not _older_snapshot(env.cr, cr):
            return known if changed_before else look(env)
        _check_members(cr, subjects, partner_ids)
        _check_links(env, cr, [id_ for one in subjects for id_ in one.partner_ids])
        # Their values are those that this transaction reads, and stay with it.
        of_run(env, datamap, owners(subjects))
        found = look(api.Environment(cr, SUPERUSER_ID, env.context))
        return [*known, *_news(env, cr, known, found)] if changed_before else found


def _news(env, cr, known, found):
    """What only the younger snapshot shows, without what this transaction has itself
    closed."""
    seen = defaultdict(set)
    for blocker in known:
        seen[blocker.key].update(blocker.res_ids)
    for blocker in found:
        blocker.res_ids = [
            id_ for id_ in blocker.res_ids if id_ not in seen.get(blocker.key, ())
        ]
        is_new = blocker.res_ids or (blocker.hidden and blocker.key not in seen)
        if is_new and _is_news(env, cr, blocker.model, blocker.res_ids):
            yield blocker


@contextmanager
def newer(env):
    """The same environment on a second connection, whose snapshot is opened now: call
    it behind the lock. None where it would show the same, and where this transaction
    has altered tables."""
    if has_changed_schema(env.cr):
        yield None
        return
    with env.registry.cursor() as cr:
        cr.execute("SET LOCAL lock_timeout TO '10s'")
        seen = _older_snapshot(env.cr, cr)
        yield api.Environment(cr, env.uid, env.context, env.su) if seen else None


def check_hold(env, partner_ids):
    """Refuse partners on legal hold, by what this transaction sees and by what others
    have committed before it locked them; call it behind the lock.

    :raise OnLegalHold: nothing has been changed
    """
    found = legal_hold.holders(env, partner_ids) or _holds_since(env, partner_ids)
    if found:
        raise OnLegalHold(found)


def check_links(env, partner_ids):
    """Refuse partners on which others have hung something since this transaction's
    snapshot; call it behind the lock.

    :raise ConcurrencyError: Odoo, or the next night, tries again
    """
    if partner_ids and not has_changed_schema(env.cr):
        with env.registry.cursor() as cr:
            cr.execute("SET LOCAL lock_timeout TO '10s'")
            _check_links(env, cr, partner_ids)


def _check_links(env, cr, partner_ids):
    seen = _older_snapshot(env.cr, cr)
    if seen and links.changed(env, cr, partner_ids, seen):
        raise ConcurrencyError("something was added to the subject meanwhile")


def _older_snapshot(older, younger):
    """The snapshot of a cursor that sees less than another one; None where nobody has
    ended anything between the two, so that they see the same."""
    own, seen = _snapshot(older)
    other, now = _snapshot(younger)
    return seen if own != other and _has_ended(seen, now) else None


def _snapshot(cr):
    """The process that serves a cursor, and the snapshot that it sees."""
    cr.execute("SELECT pg_backend_pid(), pg_current_snapshot()::text")
    return cr.fetchone()


def _has_ended(before, after):
    """Whether a transaction that the first snapshot does not show has ended in the
    second."""
    _first, last, running = before.split(":")
    _first, now, still = after.split(":")
    started = set(running.split(",")) - {""}
    if int(now) - int(last) > 1000:
        return True
    started.update(str(xid) for xid in range(int(last), int(now)))
    return bool(started - set(still.split(",")))


def _holds_since(env, partner_ids):
    """Holds that only a snapshot opened after the lock shows; not those that this
    transaction has lifted itself."""
    if has_changed_schema(env.cr):
        return {}
    with env.registry.cursor() as cr:
        cr.execute("SET LOCAL lock_timeout TO '10s'")
        found = legal_hold.holders_seen(cr, partner_ids)
        news = {
            id_
            for id_ in set().union(*found.values())
            if _is_news(env, cr, "res.partner", [id_])
        }
    return {id_: ids for id_, ids in found.items() if news & set(ids)}


def _check_members(cr, subjects, partner_ids):
    known = {id_ for one in subjects for id_ in one.partner_ids}
    now = membership.collect(cr, partner_ids)
    cr.execute("SELECT id FROM res_partner WHERE id = ANY(%s)", [list(known)])
    visible = {id_ for (id_,) in cr.fetchall()}
    added = {id_ for one in now for id_ in one.partner_ids} - known
    if added and visible == known:
        raise ConcurrencyError("addresses of the subject changed")


def _is_news(env, cr, model, res_ids):
    """Whether a record got its present version after this transaction's snapshot.

    If the snapshot already contains that version, then this transaction has seen it
    and has closed or deleted the record itself.
    """
    table = SQL.identifier(env[model]._table)
    cr.execute(
        SQL(
            "SELECT (%s)::text FROM %s WHERE id = ANY(%s)",
            links.version_of(cr, SQL("xmin")),
            table,
            res_ids,
        )
    )
    versions = [xid for (xid,) in cr.fetchall()]
    env.cr.execute(
        "SELECT bool_and(pg_visible_in_snapshot(xid::xid8, pg_current_snapshot()))"
        " FROM unnest(%s::text[]) xid",
        [versions],
    )
    return not env.cr.fetchone()[0]
