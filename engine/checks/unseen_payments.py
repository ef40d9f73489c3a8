"""Payments of a document that no bank statement shows yet.

The document is paid and the partner has nothing to do with it any more: what is
between the company and its bank does not block. While it is fresh, a user is told.
"""

from collections import defaultdict
from datetime import date, timedelta

from odoo.tools import SQL

from ..database import id_arrays
from ..subject import owners

# As the log has it.
CODE = "payment_in_process"

_YOUNG = """
    SELECT partner_id, company_id, id
      FROM account_payment
     WHERE partner_id = ANY(%(ids)s) AND state = 'in_process'
       AND is_matched IS NOT TRUE AND date > %(day)s
     ORDER BY date DESC, id DESC
"""


def find(env, subjects, days, blockers=()):
    """The subjects with payments that wait for a bank statement.

    :param int days: how old such a payment is at most; 0 for none
    :param blockers: a payment that blocks is not told of twice
    :return: ``{index of the subject: {company id: ids of the payments}}``, the newest
        payment first, in all companies, whatever the user may see
    """
    owner = owners(subjects) if days else {}
    if not owner:
        return {}
    blocking = {
        id_ for one in blockers if one.model == "account.payment" for id_ in one.res_ids
    }
    query = SQL(
        _YOUNG, ids=id_arrays.array(owner), day=date.today() - timedelta(days=days)
    )
    found = defaultdict(lambda: defaultdict(list))
    for partner_id, company_id, payment_id in env.execute_query(query):
        if payment_id not in blocking:
            found[owner[partner_id]][company_id].append(payment_id)
    return {index: dict(companies) for index, companies in found.items()}
