"""Addresses right behind a name that was taken out: '"Ann Miller" <other@b.example>'.

The person's own record does not have them, so that nothing has looked for them. Whose
they are a person decides.
"""

import re
from collections import defaultdict

from ..database import columns
from ..text import Redactor, TextView, matcher_of, terms_from_values
from .verdict import Find

_SIGNS = r"[^\s<>\"'(),;:\[\]\x00]+"
_BEHIND = re.compile(
    r"[\"'”’»]?[\s\x00]{0,3}[<(\[][\s\x00]?(?:mailto:)?" + rf"({_SIGNS}@{_SIGNS})"
)


def finds(env, models, terms, sealed, others, is_known):
    """What still stands behind a name of which a seal tells that it was taken out.

    :param dict models: ``{table: model}``
    :param dict terms: ``{line id: [Term]}``
    :param dict sealed: ``{line id: [(table, column, row id, old value, how)]}``
    :param others: ``engine.subject.living.Living``
    :param is_known: called with (line id, model, column, row id), says whether somebody
        has decided on it
    :return: list of :class:`Find`
    """
    wanted = defaultdict(set)
    for line_id, entries in sealed.items():
        names = [matcher_of(one) for one in terms[line_id] if one.kind == "name"]
        own = set(terms[line_id])
        for table, column, res_id, old, how in entries:
            if how and "term" not in how and old and "@" in old and table in models:
                for term in _behind(old, names):
                    if term not in own:
                        wanted[table, column].add((line_id, res_id, term))
    if not wanted:
        return []
    others.look_up({term for some in wanted.values() for *_place, term in some})
    return [
        find
        for (table, column), some in wanted.items()
        for find in _still_there(env, table, column, models[table], some)
        if not find.terms & others.same
        and not is_known(find.line_id, find.model, column, find.res_id)
    ]


def _behind(text, names):
    """The addresses behind any of the names."""
    view = TextView(text, "<" in text)
    for name in names:
        for _start, end in name.find(view):
            if found := _BEHIND.match(view.chars, end):
                yield from terms_from_values([("email", found[1])])


def _still_there(env, table, column, model, some):
    known = columns.of_tables(env.cr, [table]).get(table, {})
    if column not in known:
        return
    ids = {res_id for _line, res_id, _term in some}
    texts = columns.read(env.cr, table, [column], ids)
    places = defaultdict(set)
    for line_id, res_id, term in some:
        (text,) = texts.get(res_id, (None,))
        if text and Redactor([term], "").contains(text, "<" in text):
            places[line_id, res_id].add(term)
    for (line_id, res_id), terms in sorted(places.items()):
        yield Find(
            line_id, table, column, model, res_id, frozenset(terms), "unexpected",
            "second_address",
        )  # fmt: skip
