"""How long the law or the company keeps a subject, and each of its documents."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from odoo.tools import SQL

from ..database import id_arrays
from ..datamap import map_rules
from ..periods import after
from ..subject import owners
from . import last_activity

QUICK, CUSTOMER, SUPPLIER, CONTACT = "quick", "customer", "supplier", "contact"


@dataclass
class Due:
    """When a subject is due.

    :param category: quick, customer, supplier or contact
    :param legal_end: last day on which the law keeps one of its documents, or None
    :param legal: number of the activity that is kept so long
    :param individual_end: last day by the years on the partner card after the last
        document, None without
    :param end: last day on which the subject is kept at all, by law or by the company
    :param last: number of the last activity
    """

    category: str
    legal_end: date | None
    legal: int
    individual_end: date | None
    end: date
    last: int

    def has_lapsed(self, today):
        """Whether the quotations of a quick customer are of no interest any more."""
        return self.category == QUICK and self.end < today

    @property
    def request_end(self):
        """The last day on which a request to be erased can be refused.

        A person who asks for it is not kept because of having written or logged in.
        """
        ends = filter(None, (self.legal_end, self.individual_end))
        return max(ends, default=None)


def due(env, datamap, subjects):
    """When each subject is due, by its activities in all companies.

    :param subjects: list of ``engine.subject.Subject``
    :return: ``{index of the subject: Due}``
    """
    owner = owners(subjects)
    found = defaultdict(list)
    for partner_id, *row in last_activity.rows(env, datamap, owner):
        found[owner[partner_id]].append(row)
    cards = _cards(env, owner)
    return {
        subject: judge(datamap.policy, found[subject], card)
        for subject, card in cards.items()
    }


def judge(policy, rows, card):
    """Work out when a subject is due.

    ``engine.worklist.due_for_all`` does the same by SQL.

    :param rows: (company, class, role, number) of its activities
    :param card: :class:`Card`
    """
    roles, legal_end, legal = 0, None, 0
    for company, class_, role, number in rows:
        roles |= role
        end = class_ and policy.legal_end(company, class_, last_activity.day_of(number))
        if end and (legal_end is None or (end, number) > (legal_end, legal)):
            legal_end, legal = end, number
    starts = [
        (role, *policy.starts(company, last_activity.day_of(number)))
        for company, _class, role, number in rows
    ]
    documents = [one[1] for one in starts if one[0] != map_rules.ROLES["contact"]]
    starts = starts or [(0, *policy.starts(card.company, card.created))]
    category = categorize(roles, card)
    if card.years:
        end = after(max(one[1] for one in starts), card.years)
    else:
        end = max(one[3 if category == QUICK else 2] for one in starts)
    return Due(
        category,
        legal_end,
        legal,
        after(max(documents), card.years) if card.years and documents else None,
        max(end, legal_end or end),
        max((number for *_others, number in rows), default=0),
    )


@dataclass
class Card:
    """What the partner cards of a subject say.

    :param years: the longest individual retention
    :param supplies, buys: a supplier, a customer by Odoo's own ranks
    :param company: id of the company of its first card, 0 when it belongs to all
    :param created: the day on which that card was made
    """

    years: int
    supplies: bool
    buys: bool
    company: int
    created: date


def categorize(roles, card):
    """Quick customers were quoted, and never invoiced or delivered. Who was only ever
    ordered from has delivered, and was not delivered to."""
    bits = map_rules.ROLES
    if roles & bits["business"]:
        ordered = roles & bits["purchase"] and not roles & bits["quote"]
        supplies = not card.buys and (card.supplies or ordered)
        return SUPPLIER if supplies else CUSTOMER
    if roles & bits["purchase"]:
        return SUPPLIER
    return QUICK if roles & bits["quote"] else CONTACT


def _cards(env, owner):
    rows = env.execute_query(
        SQL(
            """
            SELECT id, COALESCE(anonymization_retention_years, 0),
                   COALESCE(supplier_rank, 0), COALESCE(customer_rank, 0),
                   COALESCE(company_id, 0), create_date::date, parent_id
              FROM res_partner WHERE id = ANY(%s)
            """,
            id_arrays.array(owner),
        )
    )
    by_subject = defaultdict(dict)
    for partner_id, *row in rows:
        by_subject[owner[partner_id]][partner_id] = row
    cards = {}
    for index, found in by_subject.items():
        years, supplier, customer, *_others = zip(*found.values(), strict=True)
        # The same one, whoever of several linked records is asked about.
        first = min(id_ for id_, row in found.items() if row[-1] not in found)
        *_ranks, company, created, _parent = found[first]
        ranks = (any(supplier), any(customer))
        cards[index] = Card(max(years), *ranks, company, created or date.today())
    return cards
