"""What the user who asks may be told: nothing of contacts that he may not read.

The checks look at everything. A user without the right to manage anonymization does not
anonymize a person with an address that he may not read; whoever does is told neither
its name nor why it is on hold.
"""

from dataclasses import replace

from odoo import SUPERUSER_ID

from ..subject import Blocker

PARTNER = "res.partner"
MANAGER = "partner_anonymization.group_manager"


def readable(env, user, ids):
    """Ids among partners that the user may read, in any of the user's companies."""
    if user.id == SUPERUSER_ID:
        return set(ids)
    partners = (
        env[PARTNER]
        .with_user(user.id)
        .with_context(active_test=False, allowed_company_ids=user.company_ids.ids)
    )
    return set(partners.browse(ids).exists()._filtered_access("read").ids)


def told(env, subjects, found, user):
    """The blockers as the user may know them, and those that come of what he may not.

    :param list subjects: ``engine.subject.Subject``
    :param list found: all blockers
    """
    known = {id_ for one in subjects for id_ in one.partner_ids}
    for one in found:
        if one.model == PARTNER:
            known.update(one.res_ids)
    unseen = known - readable(env, user, sorted(known))
    if not unseen:
        return found
    result = {}
    places = [_place(one, unseen) for one in subjects]
    if not user.has_group(MANAGER):
        for index, one in enumerate(subjects):
            if one.partner_ids & unseen:
                blocker = Blocker(index, places[index], "company_access", PARTNER)
                result[blocker.key] = blocker
    for one in found:
        blocker = _without_hidden(one, unseen, places)
        result.setdefault(
            (
                *blocker.key,
                tuple(blocker.res_ids),
                blocker.hidden,
                blocker.label,
                blocker.field,
            ),
            blocker,
        )
    return list(result.values())


def _place(subject, unseen):
    """The address at which the user is told of a subject."""
    if subject.root not in unseen:
        return subject.root
    return min(subject.partner_ids - unseen, default=subject.root)


def _without_hidden(blocker, unseen, places):
    """A blocker without the records and partners that the user may not read."""
    if blocker.partner_id in unseen:
        blocker = replace(blocker, partner_id=places[blocker.subject])
    if blocker.model == PARTNER and not unseen.isdisjoint(blocker.res_ids):
        ids = [id_ for id_ in blocker.res_ids if id_ not in unseen]
        blocker = replace(blocker, res_ids=ids)
    return blocker
