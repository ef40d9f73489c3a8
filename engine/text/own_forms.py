"""How somebody is written of in their own records, where no other is meant: 'Herr
Dr. med. Miller', 'A. van der Miller', 'Old Lane 12a'."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from .match_names import Street
from .matcher import Matcher, begins, occurrences, whole
from .terms import DEGREES, HONORIFICS, Term

# Titles that begin names as well, or are names: no stored name is read without them.
_MORE_TITLES = frozenset(
    "pan panna pana panu panią slečna slečno heer meneer mevrouw mw fräulein frl frk "
    "señorita signor signorina dott mademoiselle herra neiti bay bayan domnișoara dra "
    "κα δρ д-р доктор гражданин гражданка панна גב' הגברת עו״ד "
    "الدكتور الدكتورة الأستاذة الآنسة".split()
)
_FOLDED = {Matcher(title).needle for title in HONORIFICS | _MORE_TITLES}
_DEGREES = {*DEGREES, "h.c", "h. c", "mult", "ssa", "ra", "(fh)"}


def _any_of(words):
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_TITLE_BEFORE = re.compile(
    rf"(?<!\d )(?:(?<![^\W_])(?:{_any_of(_FOLDED)})"
    rf"(?:\.?\s{{1,3}}(?:{_any_of(_DEGREES)})|\.(?:ssa|ra))*\.?\s{{1,3}})+\Z"
)
_ENDS = (*_FOLDED, *_DEGREES)
_APOSTROPHES = str.maketrans("", "", "-'’ʼ‘`´")
_INITIALS = r"(?<![^\W_]){}\.\s?(?:[^\W\d_]\.\s?){{0,3}}\Z"
_BEHIND = r"(?:,\s?|\s){}\.(?:\s?[^\W\d_]\.){{0,3}}(?![^\W_])"
_LONGEST_TITLE, _SHORTEST = 40, 2


class OwnStreet(Street):
    """A street, also with a letter behind the number of the house."""

    _more = re.compile(r"(?<=\d)\s?[a-z](?![^\W_])")


class OwnName(Matcher):
    """A surname behind a title or initials.

    :param between: the words between both names, of which the surname may have some:
        'Herr van der Berg', 'Sra. García Márquez'
    """

    def __init__(self, first: str, between: Iterable[str], last: str):
        super().__init__(last)
        self._initial = re.escape(Matcher(first[0]).needle)
        self._between = [Matcher(word).needle for word in between]

    @cached_property
    def _before(self):
        return re.compile(_INITIALS.format(self._initial))

    @cached_property
    def _behind(self):
        return re.compile(_BEHIND.format(self._initial))

    def _find(self, view):
        low, chars = view.low, view.chars
        for last in occurrences(low, self.needle):
            end = last + len(self.needle)
            # Hebrew and Arabic have no capitals.
            if not whole(low, last, end) or chars[last].islower():
                continue
            for start in self._starts(low, last):
                if found := self._around(view, start, end):
                    yield found
                    break

    def _starts(self, low: str, start: int) -> Iterator[int]:
        """Where the surname may begin, of which the last word begins at start."""
        yield start
        for word in reversed(self._between):
            head = low[max(0, start - _LONGEST_TITLE) : start]
            start -= len(head) - len(head.rstrip()) + len(word)
            is_there = head[-1:].isspace() and head.rstrip().endswith(word)
            if not is_there or not begins(low, start):
                return
            yield start

    def _around(self, view, start, end):
        """The stretch that means the person, with what stands before or behind."""
        low, chars = view.low, view.chars
        window = max(0, start - _LONGEST_TITLE)
        # Most stand behind a first name: no pattern is asked for what cannot be.
        head, tail = low[window:start], low[end : end + 5]
        if "." in head and (before := self._before.search(low, window, start)):
            return before.start(), end
        if "." in tail and (behind := self._behind.match(low, end)):
            return start, behind.end()
        if head.rstrip().removesuffix(".").endswith(_ENDS):
            title = _TITLE_BEFORE.search(low, window, start)
            if title and _is_title(chars[title.start() : start].strip()):
                return start, end
        return None


def _is_title(text):
    """'dr.' and 'пан' are, but not '5 m'."""
    return not text[0].islower() or len(text.rstrip(".")) > 1 or not text.isascii()


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
    """First name, what stands between both names, and last name."""
    words = name.split()
    if not 2 <= len(words) <= 5:
        return None
    first, *between, last = words
    if first[-1] == ",":
        first, between, last = words[1], (), first[:-1]
    is_name = not (first[0].islower() or last[:1].islower()) and len(last) >= _SHORTEST
    if not is_name or not last.translate(_APOSTROPHES).isalpha():
        return None
    return first, tuple(between), last
