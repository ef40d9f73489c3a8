"""The warning of payments that no bank statement shows yet."""

from ..wording import refusals
from . import anonymize_open_periods, anonymize_report


def summary(env, found):
    """One sentence above the warning, False when there is none.

    :param dict found: what ``engine.checks.unseen_payments.find`` returns
    """
    if not found:
        return False
    sentence = env._(
        "Payments are allocated, but no bank statement shows them yet. This does not "
        "block: look whether the money has moved, if you have to know whose it was."
    )
    if len(found) > anonymize_open_periods.SUBJECTS_SHOWN:
        sentence += " " + env._(
            "%(count)s partners, of whom these are the first:", count=len(found)
        )
    return sentence


def groups(env, found, subjects):
    """The warning for the widget ``anonymization_blockers``: one group per subject.

    Payments in companies that the user cannot see are mentioned without figures.
    """
    return [
        {
            "id": subjects[index].root,
            "name": refusals.partner_name(env, subjects[index].root),
            "kind": "warning",
            "items": _items(env, found[index]),
        }
        for index in sorted(found)[: anonymize_open_periods.SUBJECTS_SHOWN]
    ]


def _items(env, companies):
    companies, visible = dict(companies), set(env.user.company_ids.ids)
    seen = [id_ for one in sorted(visible & companies.keys()) for id_ in companies[one]]
    items = [_line(env, env._("Payments in process"), seen)] if seen else []
    if companies.keys() - visible:
        items.append(_line(env, env._("Payments in a company that you cannot see")))
    return items


def _line(env, what, payment_ids=()):
    companies = env.user.company_ids.ids
    payments = env["account.payment"].with_context(allowed_company_ids=companies)
    records = payments.browse()
    if payments.has_access("read"):
        records = payments.browse(payment_ids)._filtered_access("read")
    return {
        "address": False,
        "address_id": False,
        "what": what,
        "remedy": "",
        "count": len(payment_ids),
        "model": payments._name if records else False,
        "ids": records.ids,
        "records": [
            {"id": one.id, "name": one.display_name or f"#{one.id}"}
            for one in records[: anonymize_report.LINKS_SHOWN]
        ],
    }
