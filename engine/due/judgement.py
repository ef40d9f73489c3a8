"""When somebody is due, by SQL, for one as for all: there is no other place.

    newest activities ─> one row per partner, with its card ─> one per person ─> due

The ends are worked out by ``engine.periods``, so that there is one place that counts
years, and looked up. Days are numbers: since 1 January of the year 1.
"""

from odoo.tools import SQL

from ..datamap import map_rules, record_day
from ..periods import NOT_YET
from . import last_activity
from .end_lookup import DAY_WIDTH, NAMES

QUICK, CUSTOMER, SUPPLIER, CONTACT = "quick", "customer", "supplier", "contact"
# What the partner card itself says, beside the roles of its activities.
LISTED, SUPPLIES, BUYS = 16, 32, 64
_MOST_YEARS = 9999
_COLUMNS = ("number", *NAMES, "years", "made")
# What is said of few persons only. The number of the activity with the latest legal
# end is in the lower bits of a number that rises with the end.
DETAILS = ("cause", "documents")
_CAUSE_BITS = 63


def found(sources, ends, details=()):
    """The newest activity of each partner, its roles and the greatest of its ends.

    Of each company, class and role the newest one has the latest ends. Nearly every
    partner has a few keys of its own, so that sorting is faster than hashing.

    :param sources: the SQL of keys and numbers, as ``last_activity`` has them
    :param ends: :class:`end_lookup.EndTable`
    :param details: some of :data:`DETAILS`
    """
    greatest = {name: ends.at(name, SQL("position")) for name in NAMES}
    aggregates = [
        SQL("max(%s) AS %s", value, SQL.identifier(name))
        for name, value in (greatest | _details(ends, details)).items()
    ]
    return SQL(
        """
        SELECT partner, bit_or(roles) AS roles, max(number) AS number, %(ends)s
          FROM (SELECT (key >> %(low)s)::int AS partner,
                       (key & %(role)s)::int AS roles, number, %(position)s AS position
                  FROM (SELECT DISTINCT ON (key) key, number
                          FROM (%(sources)s) source
                         ORDER BY key, number DESC) newest
                OFFSET 0) newest
         GROUP BY partner
        """,
        low=last_activity.KEY_BITS,
        role=last_activity.ROLE_MASK,
        sources=sources,
        position=ends.position(
            SQL("key & %s", last_activity.KEY_MASK ^ last_activity.ROLE_MASK),
            last_activity.day(SQL("number")),
        ),
        ends=SQL(", ").join(aggregates),
    )


def _details(ends, details):
    values = {
        "cause": SQL(
            "%s::numeric * %s + number",
            ends.at("legal", SQL("position")),
            1 << _CAUSE_BITS,
        ),
        "documents": SQL(
            "CASE WHEN roles <> %s THEN %s END",
            map_rules.ROLES["contact"],
            ends.at("started", SQL("position")),
        ),
    }
    return {name: values[name] for name in details}


def number_of_cause():
    """The SQL of the number of the activity that a ``cause`` stands for."""
    return SQL("mod(cause, %s)::bigint", 1 << _CAUSE_BITS)


def made(policy, alias, today):
    """The SQL of the number of the day on which a partner card was made."""
    company, moment = (SQL.identifier(alias, n) for n in ("company_id", "create_date"))
    day = record_day.of_moment(policy, moment, company)
    return last_activity.days(SQL("COALESCE(%s, %s::date)", day, today))


def cards(policy, listed, today, of=None):
    """A row for the card of each partner.

    :param listed: the SQL of who may be listed, of partners ``p``
    :param of: the SQL of the array of those who are asked about; None for all
    """
    return SQL(
        """
        SELECT p.id,
               NULLIF(p.anonymization_retention_years, 0) AS years,
               COALESCE(p.company_id, 0)::bigint << %(made)s
               | %(created)s AS made,
               CASE WHEN %(who)s THEN %(listed)s ELSE 0 END
               | CASE WHEN p.supplier_rank > 0 THEN %(supplies)s ELSE 0 END
               | CASE WHEN p.customer_rank > 0 THEN %(buys)s ELSE 0 END AS roles
          FROM res_partner p %(of)s
        """,
        of=SQL("") if of is None else SQL("WHERE p.id = ANY(%s)", of),
        made=DAY_WIDTH,
        created=made(policy, "p", today),
        who=listed,
        listed=LISTED,
        supplies=SUPPLIES,
        buys=BUYS,
    )


def grouped(cards_, found_, family, due, details=()):
    """One row per partner with the greatest ends of its activities. Whoever is alone
    and not due is left out at once.

    :param family: the SQL of a table with partners (id) and who they belong to (root);
        who is not in it is alone
    :param due: the SQL of whose ``ends`` are wanted
    """
    known = SQL(", ").join(map(SQL.identifier, ("number", *NAMES, *details)))
    return SQL(
        """
            SELECT CASE WHEN family.id IS NULL THEN partner ELSE family.root END
                   AS root,
                   CASE WHEN family.root <> partner
                        THEN roles & ~%(listed)s ELSE roles END AS roles,
                   %(known)s, years,
                   CASE WHEN family.root <> partner THEN NULL ELSE made END AS made
              FROM (SELECT known.*, %(end)s AS ends
                      FROM (SELECT card.id AS partner, %(known)s, years, made,
                                   card.roles | COALESCE(found.roles, 0) AS roles
                              FROM (%(cards)s) card
                              LEFT JOIN (%(found)s) found
                                     ON found.partner = card.id) known) ended
              LEFT JOIN %(family)s family ON family.id = partner
             WHERE family.id IS NOT NULL
                OR roles & %(listed)s > 0 AND (number IS NULL OR %(due)s)
        """,
        known=known,
        found=found_,
        cards=cards_,
        end=_end(),
        family=family,
        listed=LISTED,
        due=due,
    )


def judged(partners, ends, details=()):
    """One row per listed person: root, category, number of the last activity, ends, and
    what they follow from. Who has no activity counts from the day on which the contact
    was made.

    :param partners: the SQL of the table with the rows of :func:`grouped`
    """
    created = SQL("made & %s", (1 << DAY_WIDTH) - 1)
    code = SQL("made >> %s << %s", DAY_WIDTH, last_activity.CLASS_BITS)
    names = SQL(", ").join(map(SQL.identifier, details))
    return SQL(
        """
        SELECT person.*, %(category)s AS category, %(end)s AS ends FROM (
            SELECT root, roles, years, legal, %(columns)s %(details)s,
                   COALESCE(number, (%(made)s) << %(day_bits)s) AS number
              FROM (SELECT one.*, CASE WHEN number IS NULL THEN %(position)s END
                           AS position
                      FROM (%(persons)s) one
                     WHERE roles & %(listed)s > 0 OFFSET 0) one) person
        """,
        category=_category(),
        end=_end(),
        columns=SQL(", ").join(
            SQL(
                "COALESCE(%s, %s) AS %s",
                SQL.identifier(name),
                ends.at(name, SQL("position")),
                SQL.identifier(name),
            )
            for name in NAMES
            if name != "legal"
        ),
        details=SQL(", %s", names) if details else SQL(""),
        persons=_persons(partners, details),
        made=created,
        day_bits=last_activity.DAY_BITS,
        position=ends.position(code, created),
        listed=LISTED,
    )


def _persons(partners, details):
    """Partners put together with their families."""
    columns = map(SQL.identifier, (*_COLUMNS, *details))
    return SQL(
        "SELECT root, bit_or(roles) AS roles, %s FROM %s partners"
        " WHERE root IS NOT NULL GROUP BY root",
        SQL(", ").join(SQL("max(%s) AS %s", column, column) for column in columns),
        partners,
    )


def _category():
    """Quick customers were quoted, and never invoiced or delivered. Who was only ever
    ordered from has delivered, and was not delivered to."""
    bits = map_rules.ROLES
    return SQL(
        """
        CASE WHEN roles & %(business)s > 0
             THEN CASE WHEN roles & %(buys)s > 0 THEN 'customer'
                       WHEN roles & %(supplies)s > 0
                         OR roles & %(ordered)s = %(purchase)s THEN 'supplier'
                       ELSE 'customer' END
             WHEN roles & %(purchase)s > 0 THEN 'supplier'
             WHEN roles & %(quote)s > 0 THEN 'quick'
             ELSE 'contact' END
        """,
        business=bits["business"],
        purchase=bits["purchase"],
        quote=bits["quote"],
        ordered=bits["purchase"] | bits["quote"],
        supplies=SUPPLIES,
        buys=BUYS,
    )


def _end():
    """The last day on which a person is kept, by law or by the company."""
    return SQL(
        "GREATEST(legal, CASE WHEN years > 0 THEN %s ELSE %s END)",
        years_after(SQL("started")),
        company_end(),
    )


def company_end():
    """The SQL of the last day by the company's own years."""
    bits = map_rules.ROLES
    return SQL(
        "CASE WHEN roles & %(firm)s = 0 AND roles & %(quote)s > 0"
        " THEN quick ELSE std END",
        firm=bits["business"] | bits["purchase"],
        quote=bits["quote"],
    )


def years_after(start):
    """The SQL of the last day by the years on the card, NULL without a start; the same
    as ``periods.after``."""
    return SQL(
        "CASE WHEN %s IS NOT NULL THEN LEAST(%s, %s) END",
        start,
        last_activity.number_of(NOT_YET),
        last_activity.days(
            SQL(
                "(%s + make_interval(years => LEAST(years, %s)))::date",
                last_activity.date_of(start),
                _MOST_YEARS,
            )
        ),
    )
