"""Who is due when, for all partners at once: the same as ``engine.due`` by SQL.

    newest activities ─> one row per partner, with its card ─> one per person ─> due

All documents are read once and grouped once. The ends are worked out by
``engine.periods`` for each span of days that share them, so that there is one place
that counts years, and looked up. Days are numbers: since 1 January of the year 1.
"""

from datetime import date

from odoo.tools import SQL

from ..datamap import map_rules
from ..due import last_activity
from ..periods import NOT_YET
from ..subject import system_users
from . import listed_persons
from .end_lookup import DAY_WIDTH, NAMES, EndTable

DUE = "anonymization_due"
_GROUPED = "anonymization_grouped"
# What the partner card itself says of the partner, in addition to what the roles of
# its activities say.
LISTED, SUPPLIES, BUYS = 16, 32, 64
# Days for which ends are worked out; what is older or later counts as the first or the
# last of them: such ends are long past, or beyond what is listed.
_YEARS_BACK, _YEARS_AHEAD = 80, 20
_MOST_YEARS = 7000
_COLUMNS = ("number", *NAMES, "years", "made")
# The planner cannot know how many partners there are behind a key: told that rows from
# its workers are dear, it would not let them sort. A sort in the processor's cache is
# faster than one in more memory.
_PLANNING = {
    "work_mem": "32MB",
    "parallel_tuple_cost": "0",
    "enable_mergejoin": "off",
    "jit": "off",
}


def evaluate(env, datamap, listing, today, until=None):
    """Work out who is due when, into a temporary table: root, category, number of the
    last activity, last day of the retention.

    :param datamap: with the policy that counts, also one that is only being tried out
    :param listing: ``engine.worklist.Listing``
    :param until: only persons whose retention ends before this day; None for all
    """
    env.flush_all()
    cr = env.cr
    for name, value in _PLANNING.items():
        cr.execute(SQL("SET LOCAL %s = %s", SQL.identifier(name), value))
    listed_persons.prepare(cr, listing)
    for name in (_GROUPED, DUE):
        cr.execute(SQL("DROP TABLE IF EXISTS %s", SQL.identifier(name)))
    span = (
        last_activity.number_of(date(today.year - _YEARS_BACK, 1, 1)),
        last_activity.number_of(date(today.year + _YEARS_AHEAD, 12, 31)),
    )
    ends = EndTable.of(datamap, span)
    due = SQL("TRUE")
    if until is not None:
        due = SQL("ends < %s", last_activity.number_of(until))
    _group(env, datamap, listing, ends, due)
    _judge(cr, ends, due)
    for name in _PLANNING:
        cr.execute(SQL("SET LOCAL %s TO DEFAULT", SQL.identifier(name)))


def _group(env, datamap, listing, ends, due):
    """One row per partner with the greatest ends of its activities. Whoever is alone
    and not due is left out at once."""
    env.cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE %(table)s ON COMMIT DROP AS
            SELECT CASE WHEN family.id IS NULL THEN partner ELSE family.root END
                   AS root,
                   CASE WHEN family.root <> partner
                        THEN roles & ~%(listed)s ELSE roles END AS roles,
                   number, legal, started, std, quick, years,
                   CASE WHEN family.root <> partner THEN NULL ELSE made END AS made
              FROM (SELECT known.*, %(end)s AS ends
                      FROM (SELECT card.id AS partner, number, legal, started, std,
                                   quick, years, made,
                                   card.roles | COALESCE(found.roles, 0) AS roles
                              FROM (%(cards)s) card
                              LEFT JOIN (%(found)s) found
                                     ON found.partner = card.id) known) ended
              LEFT JOIN %(family)s family ON family.id = partner
             WHERE family.id IS NOT NULL
                OR roles & %(listed)s > 0 AND (number IS NULL OR %(due)s)
            """,
            table=SQL.identifier(_GROUPED),
            found=_found(env, datamap, ends),
            cards=_cards(env, listing),
            end=_end(),
            family=SQL.identifier(listed_persons.TABLE),
            listed=LISTED,
            due=due,
        )
    )


def _found(env, datamap, ends):
    """The newest activity of each partner, its roles and the greatest of its ends.

    Of each company, class and role the newest one has the latest ends. Nearly every
    partner has a few keys of its own, so that sorting is faster than hashing."""
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
        sources=SQL(" UNION ALL ").join(last_activity.sources(env, datamap)),
        position=ends.position(
            SQL("key & %s", last_activity.KEY_MASK ^ last_activity.ROLE_MASK),
            last_activity.day(SQL("number")),
        ),
        ends=SQL(", ").join(
            SQL("max(%s) AS %s", ends.at(name, SQL("position")), SQL.identifier(name))
            for name in NAMES
        ),
    )


def _cards(env, listing):
    """A row for the card of each partner."""
    return SQL(
        """
        SELECT p.id,
               NULLIF(p.anonymization_retention_years, 0) AS years,
               COALESCE(p.company_id, 0)::bigint << %(made)s
               | %(created)s AS made,
               CASE WHEN p.anonymization_state IS NULL
                     AND p.anonymization_exempt IS NOT TRUE
                     AND (p.is_company IS NOT TRUE OR %(trades)s)
                     AND p.id <> ALL(%(others)s) THEN %(listed)s ELSE 0 END
               | CASE WHEN p.supplier_rank > 0 THEN %(supplies)s ELSE 0 END
               | CASE WHEN p.customer_rank > 0 THEN %(buys)s ELSE 0 END AS roles
          FROM res_partner p
        """,
        made=DAY_WIDTH,
        created=last_activity.days(SQL("COALESCE(p.create_date::date, CURRENT_DATE)")),
        trades=listing.trades("p"),
        others=_system_partners(env),
        listed=LISTED,
        supplies=SUPPLIES,
        buys=BUYS,
    )


def _system_partners(env):
    """Partners of internal users, of the system's own users and of the companies."""
    env.cr.execute(
        "SELECT partner_id FROM res_company UNION SELECT partner_id FROM res_users"
        " WHERE active AND share IS NOT TRUE OR id = ANY(%s)",
        [system_users(env)],
    )
    return [partner_id for (partner_id,) in env.cr.fetchall()]


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
    bits = map_rules.ROLES
    return SQL(
        """
        GREATEST(legal, CASE
            WHEN years > 0 THEN LEAST(%(not_yet)s, %(own)s)
            WHEN roles & %(firm)s = 0 AND roles & %(quote)s > 0 THEN quick
            ELSE std END)
        """,
        not_yet=last_activity.number_of(NOT_YET),
        own=last_activity.days(
            SQL(
                "(%s + make_interval(years => LEAST(years, %s)))::date",
                last_activity.date_of(SQL("started")),
                _MOST_YEARS,
            )
        ),
        firm=bits["business"] | bits["purchase"],
        quote=bits["quote"],
    )


def _judge(cr, ends, due):
    """One row per person. Who has no activity counts from the day on which the contact
    was made."""
    made = SQL("made & %s", (1 << DAY_WIDTH) - 1)
    code = SQL("made >> %s << %s", DAY_WIDTH, last_activity.CLASS_BITS)
    cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE %(table)s ON COMMIT DROP AS
            SELECT root, category, number, %(date)s AS ends FROM (
                SELECT root, number, %(category)s AS category, %(end)s AS ends FROM (
                    SELECT root, roles, years, legal, %(columns)s,
                           COALESCE(number, (%(made)s) << %(day_bits)s) AS number
                      FROM (SELECT one.*, CASE WHEN number IS NULL THEN %(position)s END
                                   AS position
                              FROM (%(persons)s) one
                             WHERE roles & %(listed)s > 0 OFFSET 0) one) person) judged
             WHERE %(due)s
             ORDER BY root
            """,
            table=SQL.identifier(DUE),
            date=last_activity.date_of(SQL("ends")),
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
            persons=_persons(),
            made=made,
            day_bits=last_activity.DAY_BITS,
            position=ends.position(code, made),
            listed=LISTED,
            due=due,
        )
    )
    cr.execute(SQL("ANALYZE %s", SQL.identifier(DUE)))


def _persons():
    """Partners put together with their families."""
    return SQL(
        "SELECT root, bit_or(roles) AS roles, %s FROM %s"
        " WHERE root IS NOT NULL GROUP BY root",
        SQL(", ").join(
            SQL("max(%s) AS %s", c, c) for c in map(SQL.identifier, _COLUMNS)
        ),
        SQL.identifier(_GROUPED),
    )
