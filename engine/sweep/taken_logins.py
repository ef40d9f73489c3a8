"""Logins that somebody else has got while their owner was anonymized.

Odoo lets two users have one login in other capitals, and with a website even the very
same: the database does not refuse what nobody can tell apart at the login page.
"""

from collections import defaultdict

from odoo.tools import SQL

from ..database import staging
from ..plan import same_login
from ..vault import TAKEN


def leave_out(cr, table):
    """Leave out the logins of a table that others have by now.

    :param table: the table that is to be written, see ``restore``
    :return: list of what is lost
    """
    if table.name != same_login.TABLE:
        return []
    wanted = {
        id_: row[same_login.COLUMN]
        for id_, row in table.changes.items()
        if row.get(same_login.COLUMN)
    }
    taken = _by_each_other(table, wanted) if wanted else set()
    rest = {id_: login for id_, login in wanted.items() if id_ not in taken}
    taken |= _by_others(cr, table, rest) if rest else set()
    return [table.lost(id_, same_login.COLUMN, TAKEN) for id_ in sorted(taken)]


def _alike(table, id_):
    """The users who had the same login when this one lost it."""
    how = table.marks.get((id_, same_login.COLUMN)) or {}
    return set(how.get(same_login.MARK, ()))


def _line(table, id_):
    return table.lines[(id_, same_login.COLUMN)]


def _by_each_other(table, wanted):
    """Those who come back together with whoever had the login before them."""
    groups = defaultdict(list)
    for id_ in sorted(wanted, key=lambda id_: (_line(table, id_), id_)):
        groups[wanted[id_].lower()].append(id_)
    taken = set()
    for ids in groups.values():
        for place, id_ in enumerate(ids):
            first = [one for one in ids[:place] if one not in taken]
            if any(not _are_old(table, one, id_) for one in first):
                taken.add(id_)
    return taken


def _are_old(table, one, other):
    """Whether two had the same login before either was anonymized."""
    return other in _alike(table, one) or one in _alike(table, other)


def _by_others(cr, table, wanted):
    """Those whose login a user has who neither had it before, nor has only got it back
    in other capitals."""
    staging.put(
        cr,
        (
            (id_, [login, str(_line(table, id_)), *map(str, _alike(table, id_))])
            for id_, login in wanted.items()
        ),
    )
    cr.execute(
        SQL(
            """
            SELECT DISTINCT own.id FROM %s own
              JOIN res_users other ON lower(other.login) = lower(own.v[1])
               AND other.id <> own.id AND other.id::text <> ALL(own.v[3:])
              JOIN res_partner person ON person.id = other.partner_id
             WHERE other.login = own.v[1] OR NOT EXISTS (
                SELECT FROM partner_anonymization_line line
                  JOIN partner_anonymization run ON run.id = line.run_id
                 WHERE run.kind = 'deanonymize' AND line.id > own.v[2]::int
                   AND line.partner_id IN (person.id, person.parent_id,
                                           person.commercial_partner_id))
            """,
            staging.table(),
        )
    )
    return {id_ for (id_,) in cr.fetchall()}
