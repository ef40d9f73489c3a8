"""How long the law or the company keeps subjects."""

from dataclasses import dataclass
from datetime import date

from odoo.tools import SQL

from ..database import id_arrays
from ..periods import after
from ..subject import owners
from . import end_lookup, judgement, last_activity
from .judgement import CONTACT, CUSTOMER, QUICK, SUPPLIER

__all__ = ["CONTACT", "CUSTOMER", "QUICK", "SUPPLIER", "Due", "due"]


@dataclass
class Due:
    """When a subject is due.

    :param category: quick, customer, supplier or contact
    :param legal_end: last day on which the law keeps one of its documents, or None
    :param legal: number of the activity that is kept so long
    :param individual_end: last day by the years on the partner card after the last
        document, None without
    :param end: last day on which the subject is kept at all, by law or by the company
    :param last: number of the last activity, 0 without one
    :param since: its day, that of the creation without one
    :param start: the day from which years on the partner card count
    :param company_end: last day by the company's own years
    """

    category: str
    legal_end: date | None
    legal: int
    individual_end: date | None
    end: date
    last: int
    since: date
    start: date
    company_end: date

    def by_years(self, years):
        """The last day by a number of years on the card, 0 for the company's own."""
        return after(self.start, years) if years else self.company_end

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


def due(env, datamap, subjects, columns=None):
    """When each subject is due, by its activities in all companies.

    :param subjects: list of ``engine.subject.Subject``
    :param columns: as in ``last_activity.of_partners``
    :return: ``{index of the subject: Due}``
    """
    owner = owners(subjects)
    if not owner:
        return {}
    today = date.today()
    rows = [
        *last_activity.of_partners(env, datamap, owner, columns),
        *env.execute_query(_first_cards(datamap.policy, owner, today)),
    ]
    first = {
        owner[-key >> last_activity.KEY_BITS]: -key >> last_activity.KEY_BITS
        for key, _number in rows
        if key < 0
    }
    family = {id_: first[index] for id_, index in owner.items() if index in first}
    return {
        owner[root]: _due(*values)
        for root, *values in _judged(env, datamap, rows, family, today)
    }


def _first_cards(policy, owner, today):
    """The day on which the first card of each subject was made, with a negative key.
    It is the same one, whoever of several linked records is asked about."""
    return SQL(
        """
        (SELECT DISTINCT ON (member.subject)
                -(card.id::bigint << %(key_bits)s
                  | (COALESCE(card.company_id, 0) << %(class_bits)s)) AS key,
                %(made)s::bigint << %(day_bits)s AS number
           FROM unnest(%(ids)s::int[], %(subjects)s::int[]) member(id, subject)
           JOIN res_partner card ON card.id = member.id
           LEFT JOIN unnest(%(ids)s::int[], %(subjects)s::int[]) above(id, subject)
                  ON above.id = card.parent_id AND above.subject = member.subject
          WHERE above.id IS NULL AND card.id = ANY(%(partners)s)
          ORDER BY member.subject, card.id)
        """,
        key_bits=last_activity.KEY_BITS,
        class_bits=last_activity.CLASS_BITS,
        day_bits=last_activity.DAY_BITS,
        made=judgement.made(policy, "card", today),
        ids=end_lookup.array(owner),
        subjects=end_lookup.array(owner.values()),
        partners=id_arrays.array(owner),
    )


def _judged(env, datamap, rows, family, today):
    """What SQL says of each subject."""
    if not family:
        return []
    ends = end_lookup.EndTable.of_days(datamap, set(map(_dated, rows)))
    activities = [row for row in rows if row[0] >= 0]
    sources = SQL(
        "SELECT * FROM unnest(%s::bigint[], %s::bigint[]) source(key, number)",
        end_lookup.array(key for key, _number in activities),
        end_lookup.array(number for _key, number in activities),
    )
    members = SQL(
        "(SELECT * FROM unnest(%s::int[], %s::int[]) family(id, root))",
        end_lookup.array(family),
        end_lookup.array(family.values()),
    )
    details = judgement.DETAILS
    partners = judgement.grouped(
        judgement.cards(
            datamap.policy, SQL("TRUE"), today, of=id_arrays.array(list(family))
        ),
        judgement.found(sources, ends, details),
        members,
        SQL("TRUE"),
        details,
    )
    return env.execute_query(
        SQL(
            """
            SELECT root, category, NULLIF(legal, 0), %s,
                   CASE WHEN years > 0 THEN %s END, ends, number, started, %s
              FROM (%s) judged ORDER BY root
            """,
            judgement.number_of_cause(),
            judgement.years_after(SQL("documents")),
            judgement.company_end(),
            judgement.judged(SQL("(%s)", partners), ends, details),
        )
    )


def _dated(row):
    """The code of the company and class of a row, and its day as a number."""
    key, number = row
    code = abs(key) & last_activity.KEY_MASK & ~last_activity.ROLE_MASK
    return code, number >> last_activity.DAY_BITS


def _due(category, legal_end, legal, individual_end, end, number, start, company_end):
    """:class:`Due` of the numbers that SQL gives."""
    return Due(
        category,
        _day(legal_end),
        legal if legal_end else 0,
        _day(individual_end),
        _day(end),
        number if number & last_activity.ID_MASK else 0,
        last_activity.day_of(number),
        _day(start),
        _day(company_end),
    )


def _day(number):
    return None if number is None else last_activity.day_at(number)
