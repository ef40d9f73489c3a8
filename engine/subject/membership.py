"""Who is anonymized: a partner with everything that belongs to the same person."""

from dataclasses import dataclass

from . import relatives


@dataclass(frozen=True)
class Subject:
    """One person or company.

    :param root: id of the partner that stands for the subject in the log
    :param partner_ids: ids of all its addresses, the root included
    """

    root: int
    partner_ids: frozenset


def collect(cr, partner_ids):
    """Group partners into subjects: each with its addresses, but without those that
    are companies themselves; a linked record of the same person brings its own.

    :param partner_ids: ids of any partners; two of the same person give one subject
    :return: list of :class:`Subject`, in the order of the given ids
    """
    cr.execute("SELECT id FROM res_partner WHERE id = ANY(%s)", [list(partner_ids)])
    existing = {partner_id for (partner_id,) in cr.fetchall()}
    starts = [id_ for id_ in dict.fromkeys(partner_ids) if id_ in existing]
    found = relatives.follow(cr, starts, relatives.CHILDREN, relatives.SAME)
    back = relatives.turned_round(found)
    both = {
        id_: found.get(id_, set()) | back.get(id_, set()) for id_ in {*found, *back}
    }
    position = {id_: index for index, id_ in enumerate(partner_ids)}
    subjects, grouped = [], set()
    for start in starts:
        if start not in grouped:
            members = relatives.reach(both, [start])
            grouped |= members
            root = _root(found, back, sorted(members & position.keys()))
            subjects.append(Subject(root, frozenset(members)))
    return sorted(subjects, key=lambda subject: position[subject.root])


def _root(found, back, starts):
    """The partner that stands for a subject: the first one to which no other leads,
    except in a circle."""
    tops = _needed(found, starts)
    tops = _needed(found, tops[::-1])
    return min(relatives.reach(back, tops) & set(starts))


def _needed(found, starts):
    """The start partners to which no start before them leads."""
    reached, result = set(), []
    for start in starts:
        if start not in reached:
            reached |= relatives.reach(found, [start])
            result.append(start)
    return result


def owners(subjects):
    """``{partner id: index of its subject}``."""
    return {
        partner_id: index
        for index, subject in enumerate(subjects)
        for partner_id in subject.partner_ids
    }
