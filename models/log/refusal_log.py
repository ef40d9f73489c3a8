"""Refusals: each leaves an event, also where what led to it is rolled back."""

from collections import defaultdict

from ...engine.log import lasting_events
from ...wording import refusals


def anonymizing(env, blockers):
    """Log that partners were not anonymized, with the codes of what is in the way.

    :return: the error that names every blocker
    """
    codes = defaultdict(set)
    for one in blockers:
        codes[one.partner_id].add(one.code)
    for partner_id, found in codes.items():
        reason = ", ".join(sorted(found))
        lasting_events.add_refused(env, "anonymize", [partner_id], reason)
    return refusals.unlogged(refusals.refusal(env, blockers))


def entering_again(env, found):
    """Log that somebody was not let in again who was deleted for good.

    :param found: dicts of ``engine.vault.guard_hashes.Erased``, one for each record
    """
    ids = {one.partner_id for erased in found for one in erased.values()}
    lasting_events.add_refused(env, "recreated", sorted(ids - {None}))


def deleting(env, partner_ids, code):
    """Log that partners were not deleted for good.

    :param code: of what is in the way
    """
    lasting_events.add_refused(env, "purge", sorted(partner_ids), code)


def lacking(env, right):
    """Log that the user lacked a right. Only staff is named: whom an event names cannot
    be deleted, and who is of the portal may delete the own account.

    :param str right: name of its group
    """
    named = env.uid if env.user._is_internal() else None
    lasting_events.add_denied(env, named, right)
