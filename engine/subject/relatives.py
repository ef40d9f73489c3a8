"""Which partners belong together: the links between them, followed step by step.

Each step is one statement on indexes for all partners reached so far; who reaches whom
is worked out in memory. A recursive query that keeps apart who began grows with the
square of the links, and its plan depends on statistics that do not know the recursion.
"""

from collections import defaultdict

from odoo.tools import SQL

from ..database import id_arrays

# Children that are companies themselves are businesses of their own.
CHILDREN = """
    SELECT parent_id, id FROM res_partner
     WHERE parent_id = ANY(%(ids)s) AND is_company IS NOT TRUE
"""
_EITHER_WAY = """
    SELECT partner_id, {other} FROM {relation} WHERE partner_id = ANY(%(ids)s)
    UNION ALL
    SELECT {other}, partner_id FROM {relation} WHERE {other} = ANY(%(ids)s)
"""
SAME = _EITHER_WAY.format(
    relation="res_partner_anonymization_same_rel", other="same_id"
)
# Who was said to be somebody else.
OTHERS = _EITHER_WAY.format(
    relation="res_partner_anonymization_other_rel", other="other_id"
)
# All are linked to one of them and not each to each other: a thousand would make a
# million links.
TOGETHER = """
    SELECT own.id, min(other.id)
      FROM res_partner own
      JOIN res_partner other ON other.anonymization_line_id = own.anonymization_line_id
     WHERE own.id = ANY(%(ids)s) GROUP BY own.id
    UNION ALL
    SELECT hub.id, other.id
      FROM res_partner hub
      JOIN res_partner other ON other.anonymization_line_id = hub.anonymization_line_id
     WHERE hub.id = ANY(%(ids)s)
       AND NOT EXISTS (SELECT FROM res_partner first
                        WHERE first.anonymization_line_id = hub.anonymization_line_id
                          AND first.id < hub.id)
"""
COMPANY = """
    SELECT id, parent_id FROM res_partner
     WHERE id = ANY(%(ids)s) AND parent_id IS NOT NULL AND is_company IS NOT TRUE
"""


def follow(cr, partner_ids, *kinds):
    """Follow links of some kinds as far as they lead.

    :param kinds: of the constants above
    :return: ``{partner id: set of ids}``, each link once, from what was reached
    """
    found, reached, begin = defaultdict(set), set(partner_ids), set(partner_ids)
    while begin:
        ids = id_arrays.array(sorted(begin))
        cr.execute(SQL(" UNION ALL ").join(SQL(f"({kind})", ids=ids) for kind in kinds))
        begin = set()
        for one, other in cr.fetchall():
            found[one].add(other)
            if other not in reached:
                begin.add(other)
        reached |= begin
    return found


def reach(links, ids):
    """All that can be reached from some ids, these included."""
    reached, waiting = set(ids), list(ids)
    while waiting:
        new = links.get(waiting.pop(), set()) - reached
        reached |= new
        waiting += new
    return reached


def turned_round(links):
    """The same links, in the other direction."""
    result = defaultdict(set)
    for one, others in links.items():
        for other in others:
            result[other].add(one)
    return result
