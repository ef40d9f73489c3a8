"""Addresses to which Odoo sends the invoices of somebody who stays.

Without such an address Odoo takes another one by itself, and nobody would notice: a
user gives the company another address before, or agrees to the one that follows.
"""

from collections import defaultdict

from odoo.tools import SQL

from ..database import id_arrays
from ..datamap import paths
from ..subject import Blocker

_INVOICE = "invoice"
# Living contacts above an address, up to its company. The address of a contact that is
# no plain one is taken from below as well, whatever its type.
_ABOVE = """
    WITH RECURSIVE above (address, id, kind) AS (
        SELECT id, parent_id, type FROM res_partner
         WHERE id = ANY(%s) AND active AND parent_id IS NOT NULL
         UNION
        SELECT above.address, parent.parent_id, above.kind
          FROM above
          JOIN res_partner parent ON parent.id = above.id
         WHERE parent.parent_id IS NOT NULL AND parent.is_company IS NOT TRUE
    )
    SELECT above.address, above.id
      FROM above
      JOIN res_partner parent ON parent.id = above.id
     WHERE parent.active AND parent.anonymization_state IS NULL
       AND (above.kind = 'invoice' OR parent.type IS DISTINCT FROM 'contact')
"""


def blockers(env, owner):
    """One blocker per address that is the invoice address of living contacts above it,
    for each address that would be used instead.

    :param dict owner: ``{partner id: subject}``
    """
    above = defaultdict(set)
    query = SQL(_ABOVE, id_arrays.array(owner))
    for address_id, contact_id in env.execute_query(query):
        if owner.get(contact_id) != owner[address_id]:
            above[contact_id].add(owner[address_id])
    contacts = env[paths.PARTNER].with_context(active_test=True).browse(sorted(above))
    found = defaultdict(list)
    for contact in contacts:
        used = contact.address_get([_INVOICE])[_INVOICE]
        subject = owner.get(used)
        if subject in above[contact.id]:
            found[used, _without(contact, owner, subject)].append(contact.id)
    for (address_id, instead), ids in sorted(found.items()):
        yield Blocker(
            owner[address_id],
            address_id,
            "invoice_recipient",
            paths.PARTNER,
            ids,
            instead=instead,
        )


def _without(contact, owner, subject):
    """The invoice address of a contact without the addresses of a subject: as Odoo
    looks for it, in the tree below, then above.

    :return: id of a partner
    """
    first, visited, current = {}, set(), contact
    while current:
        waiting = [current]
        while waiting:
            one = waiting.pop(0)
            visited.add(one)
            if owner.get(one.id) != subject:
                first.setdefault(one.type, one.id)
            below = (child for child in one.child_ids if child not in visited)
            waiting = [child for child in below if not child.is_company] + waiting
        current = not current.is_company and current.parent_id
    return first.get(_INVOICE) or first.get("contact") or contact.id
