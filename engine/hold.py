"""Legal hold: whose data must stay for now, such as during a lawsuit.

GDPR Art. 17(3)(e): no erasure as far as the data is necessary for legal claims. A hold
counts through its last day. It applies to the whole subject, and a hold on a company to
its contacts.
"""

from datetime import date

from odoo.tools import SQL

# A hold may have been set or lifted since the record was anonymized, so that these
# are as they are on it; '' says that there was one in the meantime and is none now.
LATER = ("res_partner", "anonymization_hold_reason")
_SAME = """
    same AS (
        SELECT partner_id AS a, same_id AS b
          FROM res_partner_anonymization_same_rel
        UNION
        SELECT same_id, partner_id FROM res_partner_anonymization_same_rel
    )
"""
# All that was anonymized together is one subject, though its links are sealed by now.
_MEMBERS = """
    members AS (
        SELECT id AS start, id FROM res_partner WHERE id = ANY(%(ids)s)
        UNION
        SELECT members.start, next.id
          FROM members
          JOIN LATERAL (
                SELECT child.id
                  FROM res_partner child
                 WHERE child.parent_id = members.id
                   AND child.is_company IS NOT TRUE
                UNION ALL
                SELECT same.b FROM same WHERE same.a = members.id
                UNION ALL
                SELECT other.id
                  FROM res_partner own
                  JOIN res_partner other
                    ON other.anonymization_line_id = own.anonymization_line_id
                 WHERE own.id = members.id
               ) next ON TRUE
    )
"""
_HOLDERS = """
    WITH RECURSIVE %(same)s, %(members)s, above AS (
        SELECT start, id FROM members
        UNION
        SELECT above.start, next.id
          FROM above
          JOIN LATERAL (
                SELECT own.parent_id AS id
                  FROM res_partner own
                 WHERE own.id = above.id AND own.parent_id IS NOT NULL
                   AND own.is_company IS NOT TRUE
                UNION ALL
                SELECT same.b FROM same WHERE same.a = above.id
               ) next ON TRUE
    )
    SELECT above.start, above.id
      FROM above
      JOIN res_partner holder ON holder.id = above.id
     WHERE %(in_force)s
     ORDER BY above.start, above.id
"""


def _in_force():
    return SQL(
        "anonymization_hold AND (anonymization_hold_until IS NULL"
        " OR anonymization_hold_until >= %s)",
        date.today(),
    )


def held(env, partner_ids):
    """Which partners are on hold today, themselves or by their subject or company.

    :param partner_ids: ids of live, anonymized or deleted partners
    :return: set of those ids
    """
    return set(holders(env, partner_ids))


def holders(env, partner_ids):
    """The holds on partners.

    :return: ``{partner id: ids of the partners with the hold}``, of those on hold only
    """
    env["res.partner"].flush_model()
    return holders_seen(env.cr, partner_ids)


def holders_seen(cr, partner_ids):
    """The same as :func:`holders`, as a cursor sees the database."""
    in_force, result = _in_force(), {}
    cr.execute(SQL("SELECT EXISTS (SELECT FROM res_partner WHERE %s)", in_force))
    if not cr.fetchone()[0] or not partner_ids:
        return result
    cr.execute(
        SQL(
            _HOLDERS,
            same=SQL(_SAME),
            members=SQL(_MEMBERS, ids=list(partner_ids)),
            in_force=in_force,
        )
    )
    for partner_id, holder in cr.fetchall():
        result.setdefault(partner_id, []).append(holder)
    return result


def members(cr, partner_ids):
    """All partners that a hold on these applies to: addresses, the same person, and
    what was anonymized together with them."""
    cr.execute(
        SQL(
            "WITH RECURSIVE %s, %s SELECT DISTINCT id FROM members ORDER BY id",
            SQL(_SAME),
            SQL(_MEMBERS, ids=list(partner_ids)),
        )
    )
    return [partner_id for (partner_id,) in cr.fetchall()]


def held_lines(env, line_ids):
    """Which log lines have sealed, or had, a partner that is on hold today."""
    env["res.partner"].flush_model()
    env.cr.execute(
        "SELECT id, anonymization_line_id FROM res_partner"
        " WHERE anonymization_line_id = ANY(%s)",
        [list(line_ids)],
    )
    line_of = dict(env.cr.fetchall())
    return {line_of[id_] for id_ in held(env, line_of)}
