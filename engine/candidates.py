"""Who is due, for all partners at once: the same as ``engine.retention`` by SQL.

    activities ─> newest per person, company and class ─> their ends ─> due

The ends are worked out by ``engine.policy`` for each day that occurs, so that there is
one place that counts years, and joined. The tables are temporary.
"""

from odoo.tools import SQL

from . import activity, checks, family
from .policy import NOT_YET

ACTIVITY, ENDS, DUE = (
    "anonymization_activity",
    "anonymization_ends",
    "anonymization_due",
)
_DAY = SQL("(DATE '0001-01-01' + (number >> 41)::int)")


def collect(env, datamap, listing):
    """Read the newest activity of everybody into a temporary table.

    :param listing: ``engine.family.Listing``
    """
    env.flush_all()
    cr = env.cr
    family.prepare(cr, listing)
    for name in (ACTIVITY, ENDS, DUE):
        cr.execute(SQL("DROP TABLE IF EXISTS %s", SQL.identifier(name)))
    cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE %(table)s ON COMMIT DROP AS
            SELECT CASE WHEN family.id IS NULL THEN partner ELSE family.root END
                   AS root,
                   company, class, bit_or(role) AS roles, max(number) AS number
              FROM (%(sources)s) source
              LEFT JOIN %(family)s family ON family.id = partner
             GROUP BY 1, 2, 3
            """,
            table=SQL.identifier(ACTIVITY),
            sources=SQL(" UNION ALL ").join(activity.sources(env, datamap)),
            family=SQL.identifier(family.TABLE),
        )
    )
    cr.execute(SQL("ANALYZE %s", SQL.identifier(ACTIVITY)))
    _add_without_activity(cr)


def _add_without_activity(cr):
    """Who has none counts from the day on which the contact was made."""
    cr.execute(
        SQL(
            """
            INSERT INTO %(table)s
            SELECT root, company, '', 0, number FROM (
                SELECT CASE WHEN family.id IS NULL THEN p.id ELSE family.root END
                       AS root,
                       CASE WHEN count(DISTINCT COALESCE(p.company_id, 0)) = 1
                            THEN min(COALESCE(p.company_id, 0)) ELSE 0 END AS company,
                       (min(COALESCE(p.create_date::date, CURRENT_DATE))
                        - DATE '0001-01-01')::bigint << 41 AS number
                  FROM res_partner p
                  LEFT JOIN %(family)s family ON family.id = p.id
                 GROUP BY 1) made
             WHERE NOT EXISTS (
                   SELECT FROM %(table)s known WHERE known.root = made.root)
               AND root IS NOT NULL
            """,
            table=SQL.identifier(ACTIVITY),
            family=SQL.identifier(family.TABLE),
        )
    )


def evaluate(env, policy, listing):
    """Work out who is due when, into a temporary table: root, category, number of the
    last activity, last day of the retention.

    :param policy: ``engine.policy.Policy``, also one that is only being tried out
    :param listing: the one that was collected for
    """
    cr = env.cr
    _fill_ends(cr, policy)
    cr.execute(SQL("DROP TABLE IF EXISTS %s", SQL.identifier(DUE)))
    cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE %(due)s ON COMMIT DROP AS
            SELECT root, category, number,
                   GREATEST(legal_end, CASE
                       WHEN years > 0 THEN LEAST(%(not_yet)s, (
                            started + make_interval(years => LEAST(years, 7000)))::date)
                       WHEN category = 'quick' THEN quick_end
                       ELSE std_end END) AS ends
              FROM (%(judged)s) judged
            """,
            due=SQL.identifier(DUE),
            judged=_judged(env, listing),
            not_yet=NOT_YET,
        )
    )


def _judged(env, listing):
    """One row per person that is listed: who it is, and the ends of its activities."""
    bits = activity.ROLES
    return SQL(
        """
        SELECT found.*, GREATEST(p.anonymization_retention_years, f.years) AS years,
               CASE WHEN roles & %(business)s > 0 THEN
                         CASE WHEN (p.supplier_rank > 0 OR f.supplies)
                               AND NOT (COALESCE(p.customer_rank, 0) > 0
                                        OR f.buys IS TRUE)
                         THEN 'supplier' ELSE 'customer' END
                    WHEN roles & %(purchase)s > 0 THEN 'supplier'
                    WHEN roles & %(quote)s > 0 THEN 'quick'
                    ELSE 'contact' END AS category
          FROM (SELECT root, bit_or(roles) AS roles, max(number) AS number,
                       max(legal_end) AS legal_end, max(started) AS started,
                       max(std_end) AS std_end, max(quick_end) AS quick_end
                  FROM %(activity)s a
                  JOIN %(ends)s e ON e.company = a.company AND e.class = a.class
                   AND e.day = %(day)s
                 GROUP BY root) found
          JOIN res_partner p ON p.id = found.root
          LEFT JOIN (SELECT root, max(anonymization_retention_years) AS years,
                            bool_or(supplier_rank > 0) AS supplies,
                            bool_or(customer_rank > 0) AS buys
                       FROM %(family)s member
                       JOIN res_partner USING (id)
                      GROUP BY root) f ON f.root = p.id
         WHERE p.anonymization_state IS NULL AND p.anonymization_exempt IS NOT TRUE
           AND (p.is_company IS NOT TRUE OR %(trades)s)
           AND NOT EXISTS (SELECT FROM res_users u WHERE u.partner_id = p.id
                              AND (u.active AND u.share IS NOT TRUE
                                   OR u.id = ANY(%(users)s)))
           AND NOT EXISTS (SELECT FROM res_company c WHERE c.partner_id = p.id)
        """,
        business=bits["business"],
        purchase=bits["purchase"],
        quote=bits["quote"],
        activity=SQL.identifier(ACTIVITY),
        ends=SQL.identifier(ENDS),
        family=SQL.identifier(family.TABLE),
        day=_DAY,
        trades=listing.trades("p"),
        users=checks.system_users(env),
    )


def _fill_ends(cr, policy):
    """The ends of each day, company and class that occurs."""
    table = SQL.identifier(ENDS)
    cr.execute(
        SQL(
            "SELECT DISTINCT company, class, %s FROM %s",
            _DAY,
            SQL.identifier(ACTIVITY),
        )
    )
    rows = [
        (
            company,
            class_,
            day,
            policy.legal_end(company, class_, day) if class_ else None,
            *policy.starts(company, day),
        )
        for company, class_, day in cr.fetchall()
    ]
    cr.execute(SQL("DROP TABLE IF EXISTS %s", table))
    cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE %s ON COMMIT DROP AS
            SELECT * FROM unnest(%s::int[], %s::text[], %s::date[], %s::date[],
                                 %s::date[], %s::date[], %s::date[])
                     e(company, class, day, legal_end, started, std_end, quick_end)
            """,
            table,
            *(map(list, zip(*rows, strict=True)) if rows else [[]] * 7),
        )
    )
    cr.execute(SQL("ANALYZE %s", table))
