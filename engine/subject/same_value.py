"""Whether two values are the same, however they are spelled.

Everything here is pure; ``living`` is :class:`engine.subject.living.Living`.
"""

from ..text import matcher_of, terms_from_values

# Spelled alike when they are the same, but for capitals.
_PLAIN = ("name", "email")


def form(term):
    """What is the same for two spellings of a value: a vat number may be another's
    registry number, a phone number may lack its country."""
    if term.kind in _PLAIN:
        return term.kind, term.text.casefold()
    matcher = matcher_of(term)
    if matcher.squeezes:
        return matcher.needle
    if term.kind == "street" and hasattr(matcher, "spelled"):
        return term.kind, frozenset(map(tuple, matcher.spelled))
    return term.kind, term.text.casefold()


def equal(terms, texts):
    """Those of the terms that one of the texts is, or is a list with."""
    forms = {}
    for kind in {term.kind for term in terms}:
        pairs = [(kind, one) for one in texts]
        forms[kind] = set(map(form, terms_from_values(pairs)))
    return {term for term in terms if form(term) in forms[term.kind]}


def without_same(living, terms, kinds):
    """The terms of some kinds that no living partner has, and all of other kinds."""
    return [
        one for one in terms if one.kind not in kinds or not living.have(one, kinds)
    ]


def without_names_of_others(living, terms, own):
    """The terms without the names that the person's records carry and somebody living
    has, such as the company of a contact, or whoever signed: they are that one's.

    :param own: (kind, value) from the person's own card, whoever else is called so
    """
    shared = {
        one for one in terms if one.kind == "name" and living.have(one, ("name",))
    }
    mine = {form(one) for one in terms_from_values(own)} if shared else ()
    return [one for one in terms if one not in shared or form(one) in mine]
