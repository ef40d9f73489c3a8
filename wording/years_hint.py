"""What a number of years on the contact card changes, said next to it."""

from datetime import timedelta

from odoo.tools import format_date

from ..engine.periods import NOT_YET
from . import labels


def text(env, due, years, floor, is_of_address=False):
    """When somebody is due, by which rule, and why fewer years do not help.

    :param due: ``engine.due.due_date.Due``
    :param years: that count, 0 for the company's own
    :param floor: :class:`Floor` of the document that the law keeps longest, or None
    :param is_of_address: another card of the same person has these years
    """
    own, legal = due.by_years(years), due.legal_end
    end = max(own, legal or own)
    sentences = [_due(env, end)]
    if legal and legal >= own:
        sentences.append(floor.sentence(env, legal))
        if years:
            sentences.append(_in_vain(env, years, own))
        sentences.append(
            env._(
                "A smaller number does not help: each document keeps its own retention."
            )
        )
    elif years:
        sentences.append(_by_card(env, due, years, is_of_address))
        if legal:
            sentences.append(_at_the_earliest(env, legal))
            sentences.append(floor.sentence(env, legal))
    else:
        sentences.append(
            env._(
                "The company's own years count: 0 on this card stands for them. The "
                "last activity was on %(day)s.",
                day=format_date(env, due.since),
            )
        )
    return " ".join(sentences)


def _due(env, end):
    if end == NOT_YET:
        return env._("No day is known yet from which this contact is due.")
    return env._("Due from %(day)s.", day=format_date(env, end + timedelta(days=1)))


def _in_vain(env, years, own):
    return env._(
        "The number on the card (%(years)s) alone would end on %(day)s.",
        years=years,
        day=format_date(env, own),
    )


def _by_card(env, due, years, is_of_address):
    values = {"years": years, "day": format_date(env, due.start)}
    if is_of_address:
        return env._(
            "The number on another card of the same person (%(years)s) counts, from "
            "%(day)s on: the greatest one wins.",
            **values,
        )
    return env._(
        "The number on this card (%(years)s) counts, from %(day)s on, in place of the "
        "company's own.",
        **values,
    )


def _at_the_earliest(env, legal):
    if legal == NOT_YET:
        return ""
    return env._(
        "A smaller number helps down to %(day)s.",
        day=format_date(env, legal + timedelta(days=1)),
    )


class Floor:
    """What keeps a document, whatever the card says.

    :param model: of the document
    :param company: the ``res.company`` it belongs to, none where it has none
    :param years: of the company's own that count as the law, 0 where the law has a
        period
    """

    def __init__(self, model, company, years):
        self.model, self.company, self.years = model, company, years

    def sentence(self, env, until):
        values = {
            "kind": labels.model_label(env, self.model),
            "company": self.company.name or "",
            "years": self.years,
            "day": format_date(env, until),
        }
        if until == NOT_YET:
            return env._(
                "The law keeps %(kind)s while the taxes of its year are open.", **values
            )
        if self.years:
            return env._(
                "The company %(company)s has set no legal period, so that its own "
                "%(years)s years count as the legal minimum: they keep %(kind)s until "
                "%(day)s.",
                **values,
            )
        return env._("The law keeps %(kind)s until %(day)s.", **values)
