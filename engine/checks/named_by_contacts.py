"""Fields of living contacts that name the subject: as the one who represents them, or
as the one who gets their invoices or pays for them.

The fields are those of any app, by their names, and of the contact itself: whoever is
named there is not done with, although no document is open.
"""

import re
from collections import defaultdict
from typing import NamedTuple

from odoo.tools import SQL

from ..database import id_arrays
from ..datamap import contact_links, paths
from ..subject import Blocker

_USERS = "res.users"
ROLE, RECIPIENT = "role", "invoice_recipient"
# Words, in technical names of fields; `user_id` is the salesperson of a contact.
_ROLE = frozenset(
    "user agent agents assigned broker brokers buyer buyers consultant consultants "
    "dealer dealers distributor distributors introducer referrer rep reps "
    "representative representatives reseller resellers sales salesman salesmen "
    "salesperson salespersons salesrep saleswoman salesteam seller sellers "
    "affiliate affiliates agente agentes vertreter vermittler vendedor".split()
)
_RECIPIENT = frozenset(
    "bill billed billing bills biller debtor debitor dunning factor factoring "
    "factura facturation fattura faktura facturatie invoice invoiced invoices "
    "invoicing pay paid payee payees payer payers paying payment payments payor "
    "rechnung remittance remit settlement statement statements".split()
)
# What the contact's tree is made of, and who typed it in.
_STRUCTURE = frozenset(
    "parent_id commercial_partner_id create_uid write_uid message_partner_ids".split()
)


class Naming(NamedTuple):
    """A field of contacts.

    :param name: of the field
    :param code: what it makes of whom it names: ``ROLE`` or ``RECIPIENT``
    """

    name: str
    code: str


def fields(env):
    """The stored fields of contacts that name somebody in such a way."""
    for field in env[paths.PARTNER]._fields.values():
        if (
            field.store
            and field.type in ("many2one", "many2many")
            and field.comodel_name in (paths.PARTNER, _USERS)
            and field.name not in _STRUCTURE
            and not field.name.startswith("anonymization_")
        ):
            words = set(re.split(r"[_\d]+", field.name))
            if words & _RECIPIENT:
                yield Naming(field.name, RECIPIENT)
            elif words & _ROLE:
                yield Naming(field.name, ROLE)


def blockers(env, owner, user):
    """One blocker per address and field, with the contacts that name it.

    :param dict owner: ``{partner id: subject}``
    :param user: the user who asks; of contacts in companies that the user cannot see,
        only that there are some is told
    """
    named = list(fields(env))
    if not named:
        return
    query = SQL(" UNION ALL ").join(
        _query(env, position, one.name, owner) for position, one in enumerate(named)
    )
    visible = set(user.company_ids.ids)
    seen, hidden = defaultdict(list), set()
    for position, contact_id, company_id, partner_id in env.execute_query(query):
        if owner.get(contact_id) == owner[partner_id]:
            continue
        key = (partner_id, position)
        if not company_id or company_id in visible:
            seen[key].append(contact_id)
        else:
            hidden.add(key)
    names = [(key, False) for key in seen] + [(key, True) for key in hidden]
    for key, is_hidden in sorted(names):
        partner_id, position = key
        yield Blocker(
            owner[partner_id],
            partner_id,
            named[position].code,
            paths.PARTNER,
            [] if is_hidden else sorted(seen[key]),
            is_hidden,
            field=named[position].name,
        )


def _query(env, position, name, owner):
    """Rows (position, contact, its company, whom it names) of living contacts."""
    field = env[paths.PARTNER]._fields[name]
    join, target = contact_links.target(field)
    if field.comodel_name == _USERS:
        join = SQL("%s JOIN res_users named ON named.id = %s", join, target)
        target = SQL("named.partner_id")
    return SQL(
        "SELECT DISTINCT %(position)s, contact.id, contact.company_id, %(target)s"
        "  FROM res_partner contact %(join)s"
        " WHERE %(target)s = ANY(%(ids)s) AND contact.active"
        "   AND contact.anonymization_state IS NULL",
        position=position,
        target=target,
        join=join,
        ids=id_arrays.array(owner),
    )
