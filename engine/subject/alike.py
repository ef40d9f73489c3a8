"""Who may be the same person without being linked: by e-mail or tax number.

Only a user can tell. What was decided is remembered: the same are linked, the others
are in the relation ``res_partner_anonymization_other_rel``.
"""

from collections import defaultdict

from odoo.tools import SQL

from ..database import id_arrays
from . import relatives
from .membership import collect, owners

SHORTEST_VAT = 5
# Whoever shares its company with the subject, shares the company's address as well.
_ALIKE = """
    SELECT own.id, other.id FROM (
        SELECT own.id AS own_id, other.id AS other_id
          FROM res_partner own
          JOIN res_partner other ON other.email_normalized = own.email_normalized
         WHERE own.id = ANY(%(ids)s) AND own.email_normalized <> ''
         UNION
        SELECT own.id, other.id
          FROM res_partner own
          JOIN res_partner other ON other.vat = own.vat
         WHERE own.id = ANY(%(ids)s) AND length(own.vat) >= %(shortest)s
           ) pair
      JOIN res_partner own ON own.id = own_id
      JOIN res_partner other ON other.id = other_id
     WHERE own.id <> other.id
       AND own.anonymization_state IS NULL AND other.anonymization_state IS NULL
       AND own.commercial_partner_id IS DISTINCT FROM other.commercial_partner_id
     ORDER BY own.id, other.id
"""


def find(env, subjects):
    """Partners who may be the same person as a subject, and of whom nobody has decided.
    Each person is named once, whatever the number of its addresses.

    :param list subjects: :class:`engine.subject.Subject`
    :return: ``{index of the subject: [(id of its address, id of the other partner)]}``
    """
    owner, found = owners(subjects), defaultdict(list)
    pairs = _pairs(env, owner) if owner else ()
    if not pairs:
        return found
    person = owners(collect(env.cr, sorted({other for _own, other in pairs})))
    rows = env.execute_query(SQL(relatives.OTHERS, ids=id_arrays.array(owner)))
    seen = {(owner[own], person[other]) for own, other in rows if other in person}
    for own, other in pairs:
        key = owner[own], person[other]
        if key not in seen:
            seen.add(key)
            found[owner[own]].append((own, other))
    return found


def _pairs(env, owner):
    rows = env.execute_query(
        SQL(_ALIKE, ids=id_arrays.array(owner), shortest=SHORTEST_VAT)
    )
    return [(own, other) for own, other in rows if owner.get(other) != owner[own]]
