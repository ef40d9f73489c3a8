"""How somebody is written of in their own records, where no other is meant: 'Herr
Miller', 'A. Miller', 'Old Lane 12a'."""

import re
from collections.abc import Iterable
from functools import cached_property

from .match_names import Street
from .matcher import Matcher, occurrences, whole
from .terms import HONORIFICS, Term

_FOLDED = {Matcher(title).needle for title in HONORIFICS}
_TITLES = "|".join(sorted(map(re.escape, _FOLDED), key=len, reverse=True))
_TITLE_BEFORE = re.compile(rf"(?:(?<![^\W_])(?:{_TITLES})\.?\s{{1,3}})+\Z")
_ENDS = tuple(_FOLDED)
_INITIALS = r"(?<![^\W_]){}\.\s?(?:[^\W\d_]\.\s?){{0,3}}\Z"
_BEHIND = r"(?:,\s?|\s){}\.(?:\s?[^\W\d_]\.){{0,3}}(?![^\W_])"
_LONGEST_TITLE, _SHORTEST = 40, 2


class OwnStreet(Street):
    """A street, also with a letter behind the number of the house."""

    _more = re.compile(r"(?<=\d)\s?[a-z](?![^\W_])")


class OwnName(Matcher):
    """A surname behind a title or initials."""

    def __init__(self, first: str, last: str):
        super().__init__(last)
        self._initial = re.escape(Matcher(first[0]).needle)

    @cached_property
    def _before(self):
        return re.compile(_INITIALS.format(self._initial))

    @cached_property
    def _behind(self):
        return re.compile(_BEHIND.format(self._initial))

    def _find(self, view):
        low, chars = view.low, view.chars
        for start in occurrences(low, self.needle):
            end = start + len(self.needle)
            # Hebrew and Arabic have no capitals.
            if not whole(low, start, end) or chars[start].islower():
                continue
            window = max(0, start - _LONGEST_TITLE)
            # Most stand behind a first name: no pattern is asked for what cannot be.
            head, tail = low[window:start], low[end : end + 5]
            if "." in head and (before := self._before.search(low, window, start)):
                yield before.start(), end
            elif "." in tail and (behind := self._behind.match(low, end)):
                yield start, behind.end()
            elif head.rstrip().removesuffix(".").endswith(_ENDS):
                title = _TITLE_BEFORE.search(low, window, start)
                if title and _is_title(chars[title.start() : start].strip()):
                    yield start, end


def _is_title(text):
    """'señor' and 'пан' are, but not '5 m'."""
    return not text[0].islower() or len(text) > 3 or not text.isascii()


def matchers(terms: Iterable[Term]) -> list[tuple[Term, Matcher]]:
    """What finds these forms of the terms."""
    found: dict[tuple, tuple[Term, Matcher]] = {}
    for term in terms:
        kind, text = term
        if kind == "street" and text[-1:].isdecimal():
            found[kind, text] = term, OwnStreet(text)
        elif kind == "name" and (parts := _parts(text)):
            found[parts] = term, OwnName(*parts)
    return list(found.values())


def _parts(name):
    """First and last name."""
    words = name.split()
    if not 2 <= len(words) <= 5:
        return None
    first, last = (words[1], words[0][:-1]) if words[0][-1] == "," else (
        words[0], words[-1])  # fmt: skip
    is_name = not (first[0].islower() or last[:1].islower()) and len(last) >= _SHORTEST
    return (first, last) if is_name and last.replace("-", "").isalpha() else None
