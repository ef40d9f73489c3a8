"""What the contact card says of the retention, in one sentence each."""

from datetime import timedelta

from odoo.tools import format_date

from ..engine.periods import NOT_YET


def held(env):
    """On legal hold, by its own flag or by that of somebody it belongs to."""
    text = env._("On legal hold: neither anonymized nor deleted for good meanwhile.")
    return {"tone": "danger", "text": text, "document": False}


def exempt(env):
    """A collective customer."""
    text = env._("Never anonymized: the card says that it stands for no person.")
    return {"tone": "info", "text": text, "document": False}


def kept(env, due, by_law, today):
    """Until when a subject is kept, and by whom.

    :param due: ``engine.due.due_date.Due``
    :param by_law: whether the law keeps it longest, or else the company
    """
    if due.end == NOT_YET:
        text = env._("Kept by law while the taxes are open")
    elif due.end < today:
        first = format_date(env, due.end + timedelta(days=1))
        text = env._("Due for anonymization since %(day)s", day=first)
    elif by_law:
        last = format_date(env, due.end)
        text = env._("Kept by law until %(day)s", day=last)
    else:
        last = format_date(env, due.end)
        text = env._("Kept until %(day)s by the company's own years", day=last)
    if not due.last:
        day = format_date(env, due.since)
        text = env._("%(text)s: no document, created on %(day)s", text=text, day=day)
    return {"tone": "warning" if due.end < today else "info", "text": text}


def document(env, name, day):
    """A document in words: what it is, and of which day."""
    return env._("%(name)s of %(day)s", name=name, day=format_date(env, day))
