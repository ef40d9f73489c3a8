"""Who is anonymized: a partner with everything that belongs to the same person."""

from dataclasses import dataclass

from odoo.tools import SQL

# Children that are companies themselves are businesses of their own and stay, with
# everything below them; a linked record of the same person brings its own addresses.
_CLOSURE = """
    WITH RECURSIVE same AS (
        SELECT partner_id AS a, same_id AS b
          FROM res_partner_anonymization_same_rel
        UNION
        SELECT same_id, partner_id FROM res_partner_anonymization_same_rel
    ), closure AS (
        SELECT id AS start, id FROM res_partner WHERE id = ANY(%(ids)s)
        UNION
        SELECT closure.start, next.id
          FROM closure
          JOIN LATERAL (
                SELECT child.id
                  FROM res_partner child
                 WHERE child.parent_id = closure.id
                   AND child.is_company IS NOT TRUE
                UNION ALL
                SELECT same.b FROM same WHERE same.a = closure.id
               ) next ON TRUE
    )
    SELECT start, id FROM closure
"""


@dataclass(frozen=True)
class Subject:
    """One person or company.

    :param root: id of the partner that stands for the subject in the log
    :param partner_ids: ids of all its addresses, the root included
    """

    root: int
    partner_ids: frozenset


def collect(cr, partner_ids):
    """Group partners into subjects.

    :param partner_ids: ids of any partners; two of the same person give one subject
    :return: list of :class:`Subject`, in the order of the given ids
    """
    reached = {}
    cr.execute(SQL(_CLOSURE, ids=list(partner_ids)))
    for start, partner_id in cr.fetchall():
        reached.setdefault(start, set()).add(partner_id)
    groups, root_of = {}, {}
    for start in sorted(reached, key=lambda start: -len(reached[start])):
        _join(groups, root_of, start, reached[start])
    position = {id_: index for index, id_ in enumerate(partner_ids)}
    subjects = [Subject(root, frozenset(ids)) for root, ids in groups.items()]
    return sorted(subjects, key=lambda subject: position[subject.root])


def _join(groups, root_of, start, members):
    """Add a set of partners to the groups that it overlaps with, if any."""
    overlapping = sorted({root_of[id_] for id_ in members if id_ in root_of})
    root = overlapping[0] if overlapping else start
    for other in overlapping[1:]:
        members |= groups.pop(other)
    groups.setdefault(root, set()).update(members)
    for id_ in members:
        root_of[id_] = root


def owners(subjects):
    """``{partner id: index of its subject}``."""
    return {
        partner_id: index
        for index, subject in enumerate(subjects)
        for partner_id in subject.partner_ids
    }
