"""Who is due, for all partners at once: the same as ``engine.retention`` by SQL.

    activities + their ends ─> one row per partner ─> one per person ─> due

All documents are read once and grouped once. The ends are worked out by
``engine.policy`` for each day, so that there is one place that counts years, and
joined. Days are numbers: since 1 January of the year 1.
"""

from datetime import date

from odoo.tools import SQL

from . import activity, checks, family
from .policy import NOT_YET

DUE = "anonymization_due"
_GROUPED = "anonymization_grouped"
# What the partner card itself says, beside the roles of its activities.
LISTED, SUPPLIES, BUYS = 16, 32, 64
_MADE_BITS = 24
# Days for which ends are worked out; what is older or later counts as the first or the
# last of them: such ends are long past, or beyond what is listed.
_YEARS_BACK, _YEARS_AHEAD = 40, 20
_COLUMNS = ("number", "legal", "started", "std", "quick", "years", "made")


def evaluate(env, datamap, policy, listing, today, until=None):
    """Work out who is due when, into a temporary table: root, category, number of the
    last activity, last day of the retention.

    :param policy: ``engine.policy.Policy``, also one that is only being tried out
    :param listing: ``engine.family.Listing``
    :param until: only persons whose retention ends before this day; None for all
    """
    env.flush_all()
    cr = env.cr
    # The planner cannot know how many partners there are behind a key.
    cr.execute(
        "SET LOCAL work_mem = '128MB'; SET LOCAL enable_mergejoin = off;"
        " SET LOCAL jit = off"
    )
    family.prepare(cr, listing)
    for name in (_GROUPED, DUE):
        cr.execute(SQL("DROP TABLE IF EXISTS %s", SQL.identifier(name)))
    span = (
        activity.number_of(date(today.year - _YEARS_BACK, 1, 1)),
        activity.number_of(date(today.year + _YEARS_AHEAD, 12, 31)),
    )
    ends = _ends(datamap, policy, span)
    due = SQL("TRUE")
    if until is not None:
        due = SQL("ends < %s", activity.number_of(until))
    _group(env, datamap, listing, ends, span, due)
    _judge(cr, ends, span, due)


def _ends(datamap, policy, span):
    """The ends of each day, company and class, as a query."""
    classes = {rule.retention for rule in datamap.activities} | {None}
    spans = [
        (activity.code_of(company, class_), *one)
        for company in (0, *policy.companies)
        for class_ in sorted(classes, key=str)
        for one in policy.spans(company, class_, *span)
    ]
    return SQL(
        "SELECT code, day, legal, started, std, quick"
        "  FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::int[], %s::int[],"
        "              %s::int[], %s::int[])"
        "       s(code, first, last, legal, started, std, quick)"
        " CROSS JOIN LATERAL generate_series(first, last) day",
        *map(list, zip(*spans, strict=True)),
    )


def _group(env, datamap, listing, ends, span, due):
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
              FROM (SELECT grouped.*, %(end)s AS ends FROM (
                    SELECT partner, bit_or(roles) AS roles, max(number) AS number,
                           max(legal) AS legal, max(started) AS started,
                           max(std) AS std, max(quick) AS quick,
                           max(years) AS years, max(made) AS made
                      FROM (%(newest)s UNION ALL %(cards)s) one
                     GROUP BY partner) grouped) ended
              LEFT JOIN %(family)s family ON family.id = partner
             WHERE family.id IS NOT NULL
                OR roles & %(listed)s > 0 AND (number IS NULL OR %(due)s)
            """,
            table=SQL.identifier(_GROUPED),
            newest=_newest(env, datamap, ends, span),
            cards=_cards(env, listing),
            end=_end(),
            family=SQL.identifier(family.TABLE),
            listed=LISTED,
            due=due,
        )
    )


def _newest(env, datamap, ends, span):
    """The newest activity of each partner, company, class and role, and its ends."""
    return SQL(
        """
        SELECT (key >> %(low)s)::int AS partner, (key & %(role)s)::int AS roles, number,
               legal, started, std, quick, NULL::int AS years, NULL::bigint AS made
          FROM (SELECT key, max(number) AS number
                  FROM (%(sources)s) source GROUP BY key) newest
          LEFT JOIN (%(ends)s) e
                 ON e.code = (key & %(mask)s) AND e.day = %(day)s
        """,
        low=activity.KEY_BITS,
        role=activity.ROLE_MASK,
        mask=activity.KEY_MASK ^ activity.ROLE_MASK,
        sources=SQL(" UNION ALL ").join(activity.sources(env, datamap)),
        ends=ends,
        day=_clamped(SQL("(number >> 41)::int"), span),
    )


def _cards(env, listing):
    """A row for the card of each partner."""
    return SQL(
        """
        SELECT p.id,
               CASE WHEN p.anonymization_state IS NULL
                     AND p.anonymization_exempt IS NOT TRUE
                     AND (p.is_company IS NOT TRUE OR %(trades)s)
                     AND p.id <> ALL(%(others)s) THEN %(listed)s ELSE 0 END
               | CASE WHEN p.supplier_rank > 0 THEN %(supplies)s ELSE 0 END
               | CASE WHEN p.customer_rank > 0 THEN %(buys)s ELSE 0 END,
               NULL, NULL, NULL, NULL, NULL, NULLIF(p.anonymization_retention_years, 0),
               COALESCE(p.company_id, 0)::bigint << %(made)s
               | (COALESCE(p.create_date::date, CURRENT_DATE) - DATE '0001-01-01')
          FROM res_partner p
        """,
        made=_MADE_BITS,
        trades=listing.trades("p"),
        others=_system_partners(env),
        listed=LISTED,
        supplies=SUPPLIES,
        buys=BUYS,
    )


def _clamped(day, span):
    return SQL("LEAST(GREATEST(%s, %s), %s)", day, *span)


def _system_partners(env):
    """Partners of internal users, of the system's own users and of the companies."""
    env.cr.execute(
        "SELECT partner_id FROM res_company UNION SELECT partner_id FROM res_users"
        " WHERE active AND share IS NOT TRUE OR id = ANY(%s)",
        [checks.system_users(env)],
    )
    return [partner_id for (partner_id,) in env.cr.fetchall()]


def _category():
    """Quick customers were quoted, and never invoiced or delivered."""
    bits = activity.ROLES
    return SQL(
        """
        CASE WHEN roles & %(business)s > 0
             THEN CASE WHEN roles & %(supplies)s > 0 AND roles & %(buys)s = 0
                       THEN 'supplier' ELSE 'customer' END
             WHEN roles & %(purchase)s > 0 THEN 'supplier'
             WHEN roles & %(quote)s > 0 THEN 'quick'
             ELSE 'contact' END
        """,
        business=bits["business"],
        purchase=bits["purchase"],
        quote=bits["quote"],
        supplies=SUPPLIES,
        buys=BUYS,
    )


def _end():
    """The last day on which a person is kept, by law or by the company."""
    bits = activity.ROLES
    return SQL(
        """
        GREATEST(legal, CASE
            WHEN years > 0 THEN LEAST(%(not_yet)s,
                 (DATE '0001-01-01' + started
                  + make_interval(years => LEAST(years, 7000)))::date
                 - DATE '0001-01-01')
            WHEN roles & %(firm)s = 0 AND roles & %(quote)s > 0 THEN quick
            ELSE std END)
        """,
        not_yet=activity.number_of(NOT_YET),
        firm=bits["business"] | bits["purchase"],
        quote=bits["quote"],
    )


def _judge(cr, ends, span, due):
    """One row per person. Who has no activity counts from the day on which the contact
    was made."""
    cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE %(table)s ON COMMIT DROP AS
            SELECT root, category, number, DATE '0001-01-01' + ends AS ends FROM (
                SELECT root, number, %(category)s AS category, %(end)s AS ends FROM (
                    SELECT root, roles, years, one.legal,
                           COALESCE(number, (made & %(mask)s) << 41) AS number,
                           COALESCE(one.started, e.started) AS started,
                           COALESCE(one.std, e.std) AS std,
                           COALESCE(one.quick, e.quick) AS quick
                      FROM (%(persons)s) one
                      LEFT JOIN (%(ends)s) e ON one.number IS NULL
                            AND e.code = ((made >> %(bits)s) << %(low)s)
                            AND e.day = %(day)s
                     WHERE roles & %(listed)s > 0) person) judged
             WHERE %(due)s
             ORDER BY root
            """,
            table=SQL.identifier(DUE),
            category=_category(),
            end=_end(),
            persons=_persons(),
            ends=ends,
            mask=(1 << _MADE_BITS) - 1,
            bits=_MADE_BITS,
            low=activity.CLASS_BITS,
            day=_clamped(SQL("(made & %s)::int", (1 << _MADE_BITS) - 1), span),
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
