"""Addresses right behind a name that was taken out: '"Ann Miller" <other@b.example>'.

The person's own record does not have them, so that nothing has looked for them. Whose
they are a person decides.
"""

import re
from collections import defaultdict
from functools import cached_property

from ..database import columns
from ..text import Redactor, TextView, matcher_of, terms_from_values
from .verdict import Find

_SIGNS = r"[^\s<>\"'(),;:\[\]\x00]+"
_IN_BRACKETS = rf"[<(\[][\s\x00]?(?:mailto:)?({_SIGNS}@{_SIGNS})"
_BEHIND = re.compile(r"[\"'”’»]?[\s\x00]{0,3}" + _IN_BRACKETS)
_ANYWHERE = re.compile(_IN_BRACKETS)
# Signs that read as a bracket, or say something else than they seem to.
_BRACKETS = (*"([（［＜&%\\", "=?", "://")
_PLAIN = re.compile(rf"<?({_SIGNS}@{_SIGNS})>?")
# A text with one of these may read otherwise than it is written.
_ESCAPES = ("&", "%", "\\", "=", "</")
_NO_TAG = re.compile(r"<(?!/?[a-zA-Z][\w:.-]*(?:\s[^<>]*)?/?>)")


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
        own = _Addresses(terms[line_id])
        for table, column, res_id, old, how in entries:
            if how and "term" not in how and old and "@" in old and table in models:
                for term in _behind(old, own):
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


def _behind(text, own):
    """The addresses behind any of the names, besides the person's own."""
    if not _has_bracket(text) or own.are_all(text):
        return set()
    view = TextView(text, "<" in text)
    if not own.others(_ANYWHERE.findall(view.chars)):
        return set()
    ends = [end for name in own.names for _start, end in name.find(view)]
    behind = (_BEHIND.match(view.chars, end) for end in ends)
    return own.others([found[1] for found in behind if found])


def _has_bracket(text):
    """Whether a text may read as if there was a bracket in it: most texts with tags
    have none, and to read them takes long."""
    for sign in _BRACKETS:  # a pattern takes five times as long
        if sign in text:
            return True
    return bool(_NO_TAG.search(text))


class _Addresses:
    """A person's own addresses, and who else's are in a text: most of a person's texts
    have the same one.

    :param terms: the person's
    """

    def __init__(self, terms):
        self._own, self._known = set(terms), {}

    @cached_property
    def names(self):
        """Matchers of the person's names."""
        return [matcher_of(one) for one in self._own if one.kind == "name"]

    def are_all(self, text):
        """Whether a text, as it is written, has no address but the person's own."""
        if not text.isascii() or any(sign in text for sign in _ESCAPES):
            return False
        rest = _PLAIN.sub("", text)
        if "@" in rest or "<" in rest:
            return False
        return not self.others(_PLAIN.findall(text))

    def others(self, texts):
        """The addresses that are not the person's."""
        return set().union(*map(self._of_one, texts)) - self._own

    def _of_one(self, text):
        if text not in self._known:
            self._known[text] = terms_from_values([("email", text)])
        return self._known[text]


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
