"""Where a term occurs in a reading: what all kinds share, e-mails, references.

A matcher is cheap to make. Its ``needle`` is a folded word that every spelling of the
term contains; only readings that contain it are looked at closely.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from . import written_address
from .readings import glued
from .terms import UNSPACED
from .text_view import TextView

TOKEN = re.compile(rf"[^\W_{UNSPACED}]+|[{UNSPACED}]+")


def occurrences(text: str, word: str) -> Iterator[int]:
    start = text.find(word)
    while start >= 0:
        yield start
        start = text.find(word, start + 1)


def begins(low: str, start: int) -> bool:
    """Whether a word begins here: no letter stands before it, or one that only spells
    the end of a line."""
    if not (start and glued(low[start - 1], low[start])):
        return True
    return low[start - 1] in "nrt" and low[max(0, start - 2)] == "\\"


def whole(low: str, start: int, end: int) -> bool:
    return begins(low, start) and not (end < len(low) and glued(low[end - 1], low[end]))


class Matcher:
    """Finds a literal text, whole, whatever its case."""

    __slots__ = ("__dict__", "needle")
    squeezes = False

    def __init__(self, text: str):
        view = TextView(text)
        self.chars, self.needle = view.chars, view.low

    def near(self, view: TextView) -> bool:
        return self.needle in (view.squeezed if self.squeezes else view.low)

    def find(self, view: TextView) -> list[tuple[int, int]]:
        """The stretches (start, end) of the reading that are this term."""
        return list(self.find_near(view)) if self.near(view) else []

    def find_near(self, view: TextView) -> Iterable[tuple[int, int]]:
        """The same, where it is known already that the term may occur."""
        return self._find(view)

    def token_sets(self) -> list[set[str]]:
        """Every occurrence contains all tokens of at least one of these sets."""
        return [set(TOKEN.findall(self.needle))]

    def _find(self, view: TextView) -> Iterator[tuple[int, int]]:
        for start in occurrences(view.low, self.needle):
            end = start + len(self.needle)
            if whole(view.low, start, end) and self._accepts(view, start, end):
                yield start, end

    def _accepts(self, view: TextView, start: int, end: int) -> bool:
        return True

    def _cased(self, view: TextView, start: int, end: int) -> bool:
        return view.chars[start:end] in (self.chars, self.chars.upper())


class Literal(Matcher):
    """A text too long to be a name or an address: found only as it is, without other
    spellings."""

    def token_sets(self):
        return [set()]  # any stretch of it may be glued to other words

    def _find(self, view):
        start = view.low.find(self.needle)
        while start >= 0:
            end = start + len(self.needle)
            yield start, end
            start = view.low.find(self.needle, end)


class Stretch(Matcher):
    """The beginning of a long text: where that stands, the whole text is taken to
    stand.

    :param matcher: of the whole text
    :param int length: of the stretch
    """

    def __init__(self, matcher: Matcher, length: int):
        self.needle = matcher.needle[:length].rstrip()
        self.squeezes = matcher.squeezes

    def _find(self, view):
        yield 0, 0


class Email(Matcher):
    """An e-mail address that is not part of a longer one, also where its signs are
    written as words: 'ob [at] brunn [dot] example'.

    :ivar address: the address; ``needle`` is its longest word
    """

    _before = re.compile(r"[^\W_][._%+'-]\Z")
    _after = re.compile(r"_|[.-][^\W_]")
    _new_sentence = re.compile(r"\.[A-Z][a-z]")

    def __init__(self, text: str):
        super().__init__(text)
        self.address = self.needle
        self._parts = re.split("[@.]", self.address)
        self.needle = max(self._parts, key=len)

    def token_sets(self):
        return [set(TOKEN.findall(self.address))]

    def _find(self, view):
        low, address = view.low, self.address
        if address in low:
            places = [(at, at + len(address)) for at in occurrences(low, address)]
        elif all(map(low.__contains__, self._parts)) and (
            written_address.MAY_BE.search(low)
        ):
            places = [match.span() for match in self._written.finditer(low)]
        else:
            return
        for start, end in places:
            if whole(low, start, end) and self._accepts(view, start, end):
                yield start, end

    @cached_property
    def _written(self):
        return written_address.pattern(self.address)

    def _accepts(self, view, start, end):
        if self._before.search(view.low, max(0, start - 2), start):
            return False
        if self._new_sentence.match(view.chars, end) and view.chars[start].islower():
            return True
        return not self._after.match(view.low, end)


class Ref(Matcher):
    """A reference as a token of its own. One without a digit is a word: it counts
    only in its own case or in capitals."""

    @cached_property
    def _is_number(self):
        return not any(map(str.isalpha, self.needle))

    def _accepts(self, view, start, end):
        if not any(map(str.isdigit, self.needle)):
            return self._cased(view, start, end)
        beyond = r"[-/.,][^\W_]" if self._is_number else r"[-/.,]\d"
        if re.compile(beyond).match(view.low, end):
            return False
        before = view.low[max(0, start - 2) : start]
        return not (self._is_number and re.fullmatch(r"[^\W_][-/.,]", before))
