"""Which documents keep a debtor that accounting can read.

German HGB § 239 (4) and AO § 147 (2): books stay readable by machine while they are
kept. The card is in the document seal, the trace says so.
"""

from collections import defaultdict
from datetime import date

from odoo.tools import SQL

from ..database import id_arrays
from ..log import Kept

MODEL, FIELD, CODE = "account.move", "partner_id", "debtor"


def keep(env, plan):
    """List the debtor of each entry that the law wants readable as kept.

    :return: ``{subject: ids of the partners whose card is wanted}``
    """
    cards = defaultdict(set)
    policy = plan.scope.datamap.policy
    readable = [
        company_id
        for company_id, company in policy.companies.items()
        if (period := company.period("accounting")) and period.readable
    ]
    hits = plan.scope.by_model.get(MODEL)
    if not readable or not hits:
        return cards
    rows = env.execute_query(
        SQL(
            "SELECT id, partner_id, commercial_partner_id FROM account_move"
            " WHERE id = ANY(%s) AND state = 'posted' AND company_id = ANY(%s)"
            " ORDER BY id",
            id_arrays.array(hits),
            readable,
        )
    )
    today, owner = date.today(), plan.scope.owner
    for move_id, *partner_ids in rows:
        until = hits[move_id].until
        # The card of an address that was anonymized in an earlier run is in the seal of
        # that run.
        own = [id_ for id_ in partner_ids if id_ in owner and id_ in plan.unmarked]
        if not own or not until or until < today:
            continue
        subject = owner[own[0]]
        plan.kept.append(Kept(subject, MODEL, move_id, FIELD, "kept", CODE, until))
        cards[subject].update(own)
    return cards


def card(cards, partner_ids):
    """The debtor's card among those of document seals.

    :param dict cards: ``{partner id: card}``, as ``vault.document_seal`` gives them
    :param partner_ids: the entry's partner, then its commercial partner
    :return: ``{field: text or None}`` with the tax number of the commercial partner
        where the address has none, None without any
    """
    found = [cards[id_] for id_ in partner_ids if id_ in cards]
    if not found:
        return None
    return {**found[0], "vat": next(filter(None, (one["vat"] for one in found)), None)}


def holders(cr, move_id):
    """The lines that hold the debtor of an entry, of anonymized partners only: a
    contact and its company have one each when they were not anonymized together.

    :return: list of line ids, the first one first
    """
    cr.execute(
        """
        SELECT DISTINCT partner.anonymization_line_id
          FROM partner_anonymization_kept kept
          JOIN partner_anonymization_line line ON line.id = kept.line_id
          JOIN res_partner partner ON partner.id = line.partner_id
         WHERE kept.is_waiting AND kept.code = %s AND kept.model = %s
           AND kept.res_id = %s AND partner.anonymization_line_id IS NOT NULL
         ORDER BY 1
        """,
        [CODE, MODEL, move_id],
    )
    return [line_id for (line_id,) in cr.fetchall()]
