"""What the wizard says of the PDFs of invoices."""

from collections import defaultdict

from ..engine.subject import membership
from . import anonymize_warnings


def missing(env, count, can_print):
    """A sentence about invoices within their retention of which no PDF is stored."""
    if not count:
        return False
    if can_print:
        return env._(
            "Invoices within their retention without a stored PDF: %(count)s. They are "
            "printed during the run. If one cannot be printed, its customer waits, "
            "unless you choose otherwise here.",
            count=count,
        )
    return env._(
        "Invoices within their retention without a stored PDF: %(count)s. None can be "
        "made, because this server has nothing to print with (wkhtmltopdf). Without "
        "a PDF nothing shows any more whom an invoice was for: wait until the program "
        "is installed, or go on without, with a reason.",
        count=count,
    )


def groups(env, moves, subjects):
    """The invoices, by partner, for the widget; those in companies that the user cannot
    see are mentioned without figures.

    :param moves: ``account.move`` without a PDF, as superuser
    :param list subjects: ``engine.subject.Subject``
    """
    owner, found = membership.owners(subjects), defaultdict(list)
    for move in moves:
        partners = move.partner_id.id, move.commercial_partner_id.id
        index = next(owner[id_] for id_ in partners if id_ in owner)
        found[index].append((move.company_id.id, move.id))
    return anonymize_warnings.groups(env, found, subjects, _items)


def _items(env, found):
    visible = env.user.company_ids.ids
    seen = [id_ for company_id, id_ in found if company_id in visible]
    items = []
    if seen:
        moves = env["account.move"].with_context(allowed_company_ids=visible)
        readable = moves.browse(seen)._filtered_access("read")
        told = env._("Invoices without a PDF")
        items.append(anonymize_warnings.item(told, "", readable, len(seen)))
    if len(seen) < len(found):
        hidden = env._("Invoices in a company that you cannot see")
        items.append(anonymize_warnings.item(hidden, "", (), 0))
    return items


def progress(env, counts):
    """A sentence about the PDFs that are, or were just, made in the background.

    :param dict counts: ``{state of a task: number}``
    """
    if not counts:
        return False
    made, failed = counts.get("made", 0), counts.get("failed", 0)
    numbers = {"made": made, "all": sum(counts.values()), "failed": failed}
    if counts.get("waiting"):
        return env._(
            "PDFs made in the background: %(made)s of %(all)s. You can close this "
            "window and come back later.",
            **numbers,
        )
    if failed:
        return env._(
            "PDFs made in the background: %(made)s of %(all)s. It was not possible for "
            "%(failed)s.",
            **numbers,
        )
    return env._("PDFs made in the background: all %(all)s.", **numbers)
