"""The warning of payments that no bank statement shows yet."""

from . import anonymize_warnings


def summary(env, found):
    """One sentence above the warning, False when there is none.

    :param dict found: what ``engine.checks.unseen_payments.find`` returns
    """
    sentence = env._(
        "Payments are allocated, but no bank statement shows them yet. This does not "
        "block: look whether the money has moved, if you have to know whose it was."
    )
    return anonymize_warnings.summary(env, found, sentence)


def groups(env, found, subjects):
    """The warning for the widget; payments in companies that the user cannot see are
    mentioned without figures."""
    return anonymize_warnings.groups(env, found, subjects, _items)


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
    return anonymize_warnings.item(what, "", records, len(payment_ids))
