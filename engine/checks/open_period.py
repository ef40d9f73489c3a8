"""Who has entries in a period that is not closed.

Tax exports print the names of partners: the French FEC (LPF art. A47 A-1), SAF-T, the
German DATEV and GoBD exports, VAT lists of customers. They are made from the books, so
the names of a period have to be there until its exports are done.
"""

from collections import defaultdict
from datetime import date, timedelta

from odoo.tools import SQL

from ..database import id_arrays
from ..subject import owners

# The entry's partner and, in an entry of several partners, those of its items.
_ENTRIES = """
    WITH closed AS (
        SELECT * FROM unnest(%(companies)s::int[], %(days)s::date[]) t (company, day)
    ), entry AS (
        SELECT partner_id AS partner, id AS move FROM account_move
         WHERE partner_id = ANY(%(ids)s)
         UNION
        SELECT commercial_partner_id, id FROM account_move
         WHERE commercial_partner_id = ANY(%(ids)s)
         UNION
        SELECT partner_id, move_id FROM account_move_line
         WHERE partner_id = ANY(%(ids)s) AND parent_state = 'posted'
    )
    SELECT entry.partner, m.company_id, m.id, m.date
      FROM entry
      JOIN account_move m ON m.id = entry.move AND m.state = 'posted'
      JOIN closed ON closed.company = m.company_id AND m.date > closed.day
     ORDER BY m.date DESC, m.id DESC
"""


def unclosed(env, datamap, subjects):
    """The subjects with posted entries that are dated after the last closed day.

    :return: ``{index of the subject: [(company id, last date, ids of the entries)]}``,
        the newest entry first, in all companies, whatever the user may see
    """
    owner = owners(subjects)
    if not owner:
        return {}
    days = {id_: closed_until(env, id_) for id_ in datamap.policy.companies}
    rows = env.execute_query(
        SQL(
            _ENTRIES,
            ids=id_arrays.array(owner),
            companies=list(days),
            days=list(days.values()),
        )
    )
    found = defaultdict(dict)
    for partner_id, company_id, move_id, day in rows:
        entry = found[owner[partner_id]].setdefault(company_id, (day, {}))
        entry[1][move_id] = None
    return {
        index: [(company_id, day, list(ids)) for company_id, (day, ids) in one.items()]
        for index, one in found.items()
    }


def closed_until(env, company_id):
    """The last day of a company's periods that count as closed.

    That is the later one of its tax lock date and its hard lock date. A company that
    sets neither of them closes its books by the global lock date. One that never locks
    anything would be warned about for ever: there, all but the current and the previous
    fiscal year count as closed. A branch is locked by its parents as well.

    :return: a date
    """
    company = env["res.company"].sudo().browse(company_id)
    closed = max(_locked_until(company, "tax_lock_date"), company.user_hard_lock_date)
    if closed == date.min:
        closed = _locked_until(company, "fiscalyear_lock_date")
    return _before_previous_year(company) if closed == date.min else closed


def _locked_until(company, name):
    """What an exception lets somebody write does not open the period for exports."""
    return company._get_user_lock_date(name, ignore_exceptions=True)


def _before_previous_year(company):
    """The last day before the previous fiscal year of a company."""
    day = date.today()
    for _year in range(2):
        day = company.compute_fiscalyear_dates(day)["date_from"] - timedelta(days=1)
    return day
