"""Whom a record is about, by the names of its links to people.

The owner of a boat before the one who manages it; never who typed the record in.
"""

from . import field_owner

_AUDIT = ("create_uid", "write_uid")
# Names of the fields that say whose a document is.
_SUBJECT = frozenset(
    "partner customer client owner owned patient member tenant renter lessee applicant "
    "candidate employee person student pupil guest attendee participant visitor buyer "
    "subscriber donor holder resident beneficiary requester requestor insured borrower "
    "debtor recipient kunde client cliente klant eigentuemer mieter".split()
)
# 'owned_by_id' says whose a record is, 'checked_by_id' who dealt with it.
_OF_SUBJECT = frozenset(
    "owned requested booked ordered signed rented submitted reported paid used".split()
)
# Words for places and units: whoever is their contact is not who a record is about.
_PLACES = frozenset("branch company department team warehouse office".split())
SUBJECT, CONTACT, UNKNOWN, IN_CHARGE = 1, 2, 3, 4


def rank(path):
    """How much a link says whose the record is: the lower, the more.

    :param path: a path of relations, as the data map writes it
    """
    steps = path.strip().split(".")
    if path == "partner_id":
        return 0
    if any(map(_is_in_charge, steps)):
        return IN_CHARGE
    words = set(steps[-1].removesuffix("_id").removesuffix("_ids").split("_"))
    if words & _SUBJECT:
        return SUBJECT
    return CONTACT if "contact" in words else UNKNOWN


def is_audit(path):
    """Whether a path only leads to who created or changed a record."""
    return any(step in _AUDIT for step in path.strip().split("."))


def is_persons(path):
    """Whether a record that such a path leads from is the person's."""
    return bool(path) and rank(path) < IN_CHARGE


def is_ambiguous(names):
    """Whether several of the links of a model may say whose its records are.

    :param names: its many2one fields to a partner
    """
    ranks = sorted(map(rank, names))
    return len(ranks) > 1 and ranks[0] == ranks[1] and ranks[0] in (SUBJECT, UNKNOWN)


def merged(old, new):
    """A partner path with other ways added: who the record is about comes first.

    :param old: the path of a rule, which keeps its order
    :param new: further paths
    """
    present = [step.strip() for step in (old or "").split(",") if step.strip()]
    more = [step.strip() for text in new for step in (text or "").split(",")]
    added = sorted(dict.fromkeys(filter(None, more)), key=_order)
    return ",".join(dict.fromkeys([*present, *added]))


def _order(path):
    is_chain = ":" not in path and "/" not in path
    return rank(path) if is_chain else UNKNOWN


def _is_in_charge(step):
    if step in ("user_id", "user_ids") or step in _AUDIT:
        return True
    name = step.removesuffix("_ids").removesuffix("_id")
    words = set(name.split("_"))
    if name.endswith("_user") or words & _PLACES:
        return True
    if "by" in words and not words & _OF_SUBJECT:
        return True
    return any(field_owner.is_others(word) for word in words - _SUBJECT)
