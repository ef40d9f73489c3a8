"""A surname behind a title or an initial: in the person's own records it is theirs."""

import re
from collections.abc import Iterable

from . import name_forms
from .matcher import Matcher, occurrences, whole
from .terms import DEGREES, HONORIFICS, UNSPACED, Term
from .text_view import TextView

_WRITTEN = frozenset(
    "mister pan pani pán paní panna domnul doamna dl dna d-l d-na sayın bay bayan "
    "κος κα κ κύριος κυρία г-н г-жа господин госпожа пан пані السيد السيدة الأستاذ "
    "מר גב׳ גב' גברת úr herra rouva don doña dona dom senhor senhora fröken frøken frk "
    "madam maître doctor doktor docteur dottore dott avv avvocato".split()
)
# As a reading has them.
_TITLES = frozenset(TextView(one).low for one in _WRITTEN | HONORIFICS | DEGREES)
_WORD_BEFORE = re.compile(r"([^\s\x00()<>\[\]{},;:!?“”„«»]+)\s+\Z")
_INITIALS = re.compile(r"(?<![^\W_])([^\W\d_])\.(?:[ -]?[^\W\d_]\.){0,2}[ -]?\Z")
_FAR = 24
_SHORTEST = 2


def matchers(terms: Iterable[Term]) -> list["Surname"]:
    """What finds the surnames among the names of a person."""
    found = {}
    for term in terms:
        names = _names(term.text) if term.kind == "name" else None
        if names:
            first, last = names
            key = last.casefold(), first[0].casefold()
            found.setdefault(key, Surname(last, first[0]))
    return list(found.values())


def _names(text):
    """The given name and the surname; None for what has none."""
    if re.search(f"[{UNSPACED}\\d@]", text) or name_forms.is_firm(text):
        return None
    last, comma, first = text.partition(",")
    words = (first if comma else text).split()
    if len(words) < (1 if comma else 2):
        return None
    surname = last.strip() if comma else words[-1]
    given = words[0].strip("\"'")
    if len(surname) < _SHORTEST or not surname[0].isalpha() or not given[:1].isalpha():
        return None
    return given, surname


class Surname(Matcher):
    """'Ms Miller', 'Herr Dr. Miller': the surname goes; 'A. Miller': all of it.

    :param initial: of the given name
    """

    def __init__(self, text: str, initial: str):
        super().__init__(text)
        self._initial = Matcher(initial).needle

    def _find(self, view):
        low, size = view.low, len(self.needle)
        for start in occurrences(low, self.needle):
            end = start + size
            if not whole(low, start, end) or low[end : end + 1] == "-":
                continue
            if not self._cased(view, start, end):
                continue
            if (first := self._begin(low, start)) is not None:
                yield first, end

    def _begin(self, low, start):
        before = low[max(0, start - _FAR) : start]
        if initials := _INITIALS.search(before):
            if initials[1] == self._initial:
                return start - len(before) + initials.start()
        match = _WORD_BEFORE.search(before)
        word = match[1].lstrip('"') if match else ""
        return start if word in _TITLES or word.rstrip(".") in _TITLES else None
