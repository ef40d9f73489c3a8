"""The warning of entries in a period whose exports may not be done yet."""

from odoo.tools import format_date

from . import anonymize_warnings


def groups(env, found, subjects):
    """The warning for the widget; entries in companies that the user cannot see are
    mentioned without figures.

    :param dict found: what ``engine.checks.open_period.unclosed`` returns
    :param list subjects: ``engine.subject.Subject``
    """
    return anonymize_warnings.groups(env, found, subjects, _items)


def summary(env, found):
    """One sentence above the warning, False when there is none."""
    sentence = env._(
        "Entries lie in a period that is not closed. This does not block, but tax "
        "exports (FEC, SAF-T, DATEV, VAT lists) made later show the placeholder "
        "instead of the name."
    )
    return anonymize_warnings.summary(env, found, sentence)


def _items(env, companies):
    visible = set(env.user.company_ids.ids)
    items = [_item(env, *one) for one in companies if one[0] in visible]
    if len(items) < len(companies):
        items.append(_line(env, env._("Entries in a company that you cannot see.")))
    return items


def _item(env, company_id, day, move_ids):
    """The entries of one company."""
    company = env["res.company"].sudo().browse(company_id)
    what = env._(
        "%(company)s, last entry on %(date)s",
        company=company.name,
        date=format_date(env, day),
    )
    moves = env["account.move"].with_context(
        allowed_company_ids=env.user.company_ids.ids
    )
    return _line(env, what, moves.browse(move_ids)._filtered_access("read"), move_ids)


def _line(env, what, moves=(), move_ids=()):
    remedy = env._("Do the exports of this period first, or wait until it is closed.")
    return anonymize_warnings.item(what, remedy, moves, len(move_ids))
