"""Invoices that the law keeps, of which nobody has a PDF and none can be made.

Without it nothing shows any more whom the invoice was for. That is to be decided on
before the name goes: wait until printing works, or go on with a reason.
"""

from collections import defaultdict

from ..database import door
from ..subject import Blocker

CODE = "no_pdf"
MODEL = "account.move"


def blockers(env, datamap, owner, user):
    """Those of all invoices without a PDF, where it is known that nothing can be
    printed here; otherwise each one is tried by the run.

    :param dict owner: ``{partner id: subject}``
    """
    if door.models.can_print(env):
        return []
    return of_invoices(owner, door.models.without_pdf(env, list(owner), datamap), user)


def of_invoices(owner, found, user):
    """One blocker per address, and one more for what the user cannot see.

    :param list found: (invoice id, company id, ids of its partners)
    """
    visible, grouped = set(user.company_ids.ids), defaultdict(list)
    for move_id, company_id, partner_ids in found:
        at = next((id_ for id_ in partner_ids if id_ in owner), None)
        if at is not None:
            grouped[at, company_id not in visible].append(move_id)
    return [
        Blocker(owner[at], at, CODE, MODEL, [] if hidden else ids, hidden)
        for (at, hidden), ids in sorted(grouped.items())
    ]
