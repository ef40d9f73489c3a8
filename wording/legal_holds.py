"""Sentences about legal holds."""

from odoo.tools import format_date


def describe(env, blocker):
    """A blocker ``hold``: what stands in the way, and the remedy."""
    remedy = env._("Remove the hold on the partner form first.")
    if not blocker.res_ids:
        what = env._("Legal hold of a contact that you may not read")
        return what, env._("Ask somebody who may have it removed.")
    (holder,) = env["res.partner"].sudo().browse(blocker.res_ids)
    reason = holder.anonymization_hold_reason or "-"
    until = holder.anonymization_hold_until
    if holder.id != blocker.partner_id:
        what = env._(
            "Legal hold of “%(partner)s”: %(reason)s",
            partner=holder.display_name or f"#{holder.id}",
            reason=reason,
        )
    elif until:
        what = env._(
            "Legal hold until %(date)s: %(reason)s",
            date=format_date(env, until),
            reason=reason,
        )
    else:
        what = env._("Legal hold: %(reason)s", reason=reason)
    return what, remedy


def cannot_purge(env, holders):
    """Why partners cannot be deleted for good; without a reason or name.

    :param holders: ``{partner id: ids of the partners with the hold}``
    """
    return env._(
        "Partner %(ids)s is on legal hold and cannot be deleted for good. Nothing has "
        "been changed. Remove the hold on the form of partner %(holders)s first.",
        **_who(holders),
    )


def cannot_delete(env, holders):
    """Why the records of partners cannot be deleted; without a reason or name.

    :param holders: ``{partner id: ids of the partners with the hold}``
    """
    return env._(
        "Partner %(ids)s is on legal hold and cannot be deleted. Archive it, or remove "
        "the hold on the form of partner %(holders)s first.",
        **_who(holders),
    )


def cannot_merge(env, holders):
    """Why partners cannot be merged: the hold of a company would be left behind."""
    return env._(
        "Partner %(ids)s is on legal hold by way of partner %(holders)s, and would not "
        "be any more. Merge into a contact of that company, put the other one on hold "
        "first, or have the hold removed.",
        **_who(holders),
    )


def _who(holders):
    """The ids of those on hold, and of those with the hold."""
    return {
        "ids": _listed(holders),
        "holders": _listed({id_ for ids in holders.values() for id_ in ids}),
    }


def _listed(ids):
    return ", ".join(map(str, sorted(ids)))
