"""Whose retention has not ended."""

from datetime import date

from ..due import last_activity
from ..periods import NOT_YET
from ..subject import Blocker


def blockers(datamap, subjects, found, by_policy=False):
    """One overridable blocker per subject whose retention has not ended.

    By hand only what the law keeps blocks, and the years that somebody has set on the
    card: a person who asks to be erased is not kept because of having asked.

    :param found: what :func:`due` says of the subjects
    :param by_policy: the company's own years count as well, as they do for scheduled
        runs
    """
    today = date.today()
    for index, one in found.items():
        end = one.end if by_policy else one.request_end
        if end and end >= today:
            number = one.legal if end == one.legal_end else one.last
            yield Blocker(
                index,
                subjects[index].root,
                "retention",
                "res.partner",
                [subjects[index].root],
                date=end if end < NOT_YET else None,
                cause=last_activity.decode(datamap, number) if number else None,
            )
