"""The terms that a living partner has as well: the family's e-mail, a namesake."""

import functools
from collections import defaultdict

from odoo.tools import SQL

from ..datamap import paths
from ..subject import identifying_values
from ..text import matcher_of, terms_from_values

# Where a partner's own values stand; a document may name somebody else.
_CARDS = (paths.PARTNER, "res.partner.bank")


def terms(env, datamap, hits):
    """The terms that are a living partner's own value.

    The search has been everywhere, so that their cards are among what it found.

    :param dict hits: ``{(table, column, row id): set of Term}``
    :return: set of Term
    """
    shared = set()
    for rule in datamap.rules:
        if rule.model not in _CARDS:
            continue
        kinds = {column.name: column.term for column in rule.fields if column.term}
        found = defaultdict(dict)
        for (table, column, res_id), matched in hits.items():
            if table == rule.table and column in kinds:
                found[column][res_id] = matched
        for column, by_id in found.items():
            forms = _Forms(kinds[column])
            for res_id, text in _living(env, rule, column, list(by_id)):
                own = forms.of_text(text)
                shared |= {t for t in by_id[res_id] - shared if forms.of(t) in own}
    return shared


def _living(env, rule, column, ids):
    """Rows (id, text) of partners that are not anonymized."""
    return env.execute_query(
        SQL(
            "SELECT card.id, card.%(column)s::text"
            "  FROM %(table)s card JOIN res_partner partner ON partner.id = %(owner)s"
            " WHERE card.id = ANY(%(ids)s) AND partner.anonymization_state IS NULL",
            column=SQL.identifier(column),
            table=SQL.identifier(rule.table),
            owner=SQL.identifier("card", rule.owner_column or "id"),
            ids=ids,
        )
    )


class _Forms:
    """What is the same for two spellings of a value: a vat number may be another's
    registry number, a phone number may lack its country."""

    def __init__(self, kind):
        self._kind = kind
        self.of = functools.cache(_form)
        self.of_text = functools.cache(self._of_text)

    def _of_text(self, text):
        pairs = [(self._kind, one) for one in identifying_values.texts(text)]
        return {_form(term) for term in terms_from_values(pairs)}


def _form(term):
    matcher = matcher_of(term)
    if matcher.squeezes:
        return matcher.needle
    if term.kind == "street":
        return term.kind, frozenset(map(tuple, matcher.spelled))
    return term.kind, term.text.casefold()
