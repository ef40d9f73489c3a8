"""What does not block, for the widget ``anonymization_blockers``."""

from ..wording import refusals
from . import anonymize_report

SUBJECTS_SHOWN = 10


def summary(env, found, sentence):
    """The sentence above a warning, False when there is none; it says when not all
    subjects are listed.

    :param dict found: ``{index of the subject: what was found}``
    """
    if not found:
        return False
    if len(found) > SUBJECTS_SHOWN:
        sentence += " " + env._(
            "%(count)s partners, of whom these are the first:", count=len(found)
        )
    return sentence


def groups(env, found, subjects, items):
    """One group per subject.

    :param list subjects: ``engine.subject.Subject``
    :param items: called with the environment and what was found of one subject, gives
        the list of its :func:`item`
    """
    return [
        {
            "id": subjects[index].root,
            "name": refusals.partner_name(env, subjects[index].root),
            "kind": "warning",
            "items": items(env, found[index]),
        }
        for index in sorted(found)[:SUBJECTS_SHOWN]
    ]


def item(what, remedy, records, count):
    """One line of a group.

    :param records: as far as the user may read them
    :param int count: of all records, 0 when it must not be told
    """
    return {
        "address": False,
        "address_id": False,
        "what": what,
        "remedy": remedy,
        "count": count,
        "model": records._name if records else False,
        "ids": records.ids if records else [],
        "records": [
            {"id": one.id, "name": one.display_name or f"#{one.id}"}
            for one in records[: anonymize_report.LINKS_SHOWN]
        ],
    }
