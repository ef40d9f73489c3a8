"""The warning of entries in a period whose exports may not be done yet."""

from odoo.tools import format_date

from ..wording import refusals
from . import anonymize_report

SUBJECTS_SHOWN = 10


def groups(env, found, subjects):
    """The warning for the widget ``anonymization_blockers``: one group per subject.

    Entries in companies that the user cannot see are mentioned without figures.

    :param dict found: what ``engine.checks.open_period.unclosed`` returns
    :param list subjects: ``engine.subject.Subject``
    """
    return [
        {
            "id": subjects[index].root,
            "name": refusals.partner_name(env, subjects[index].root),
            "kind": "warning",
            "items": _items(env, found[index]),
        }
        for index in sorted(found)[:SUBJECTS_SHOWN]
    ]


def summary(env, found):
    """One sentence above the warning; it says when not all subjects are listed."""
    if not found:
        return False
    sentence = env._(
        "Entries lie in a period that is not closed. This does not block, but tax "
        "exports (FEC, SAF-T, DATEV, VAT lists) made later show the placeholder "
        "instead of the name."
    )
    if len(found) > SUBJECTS_SHOWN:
        sentence += " " + env._(
            "%(count)s partners, of whom these are the first:", count=len(found)
        )
    return sentence


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
    return {
        "address": False,
        "address_id": False,
        "what": what,
        "remedy": env._(
            "Do the exports of this period first, or wait until it is closed."
        ),
        "count": len(move_ids),
        "model": "account.move" if moves else False,
        "ids": moves.ids if moves else [],
        "records": [
            {"id": move.id, "name": move.display_name or f"#{move.id}"}
            for move in moves[: anonymize_report.LINKS_SHOWN]
        ],
    }
