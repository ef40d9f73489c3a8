"""Legal hold: whose data must stay for now, such as during a lawsuit.

GDPR Art. 17(3)(e): no erasure as far as the data is necessary for legal claims. A hold
counts through its last day. It applies to the whole subject, and a hold on a company to
its contacts.
"""

from datetime import date

from odoo.tools import SQL

from ..database import id_arrays
from . import relatives


class OnLegalHold(Exception):
    """A partner is on legal hold.

    :param holders: ``{partner id: ids of the partners with the hold}``
    """

    def __init__(self, holders):
        super().__init__(f"on hold: {sorted(holders)}")
        self.holders = holders


# A hold may have been set or lifted since the record was anonymized, so that these
# are as they are on it; '' says that there was one in the meantime and is none now.
LATER = ("res_partner", "anonymization_hold_reason")
# Partners that were anonymized together are one subject; the links between them are
# sealed and cannot be followed any more.
_MEMBERS = (relatives.CHILDREN, relatives.SAME, relatives.TOGETHER)


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
    down = relatives.follow(cr, partner_ids, *_MEMBERS)
    below = relatives.reach(down, partner_ids)
    up = relatives.follow(cr, below, relatives.COMPANY, relatives.SAME)
    cr.execute(
        SQL(
            "SELECT id FROM res_partner WHERE id = ANY(%s) AND %s ORDER BY id",
            id_arrays.array(relatives.reach(up, below)),
            in_force,
        )
    )
    found = [holder for (holder,) in cr.fetchall()]
    down, up, wanted = (
        relatives.turned_round(down),
        relatives.turned_round(up),
        set(partner_ids),
    )
    for holder in found:
        covered = relatives.reach(up, [holder]) & below
        for partner_id in relatives.reach(down, covered) & wanted:
            result.setdefault(partner_id, []).append(holder)
    return result


def members(cr, partner_ids):
    """All partners that a hold on these applies to: addresses, the same person, and
    what was anonymized together with them."""
    found = relatives.follow(cr, partner_ids, *_MEMBERS)
    cr.execute(
        SQL(
            "SELECT id FROM res_partner WHERE id = ANY(%s) ORDER BY id",
            id_arrays.array(relatives.reach(found, partner_ids)),
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
