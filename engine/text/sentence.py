"""The sentence around the words of a person, for somebody who decides on them."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from .readings import fold
from .text_view import BREAK, STREAM

# So much of a longer sentence is shown before the first word and behind it.
BEFORE, BEHIND = 80, 120
# The end of a sentence; that of an abbreviation, as 'Dr.', is none.
_END = re.compile(rf"\w{{4,}}[.!?][\"'”»)]*(?=[\s{BREAK}])|[!?…](?=\s)|{STREAM}")
_BLANKS = re.compile(rf"[\s{BREAK}{STREAM}]+")


class Sentence(NamedTuple):
    """A stretch of a text.

    :param parts: (stretch, whether it is one of the person's words)
    :param words: these words in small letters: two finds of the same are alike
    """

    parts: Sequence[tuple[str, bool]]
    words: str

    def with_words(self, placeholder: str) -> list[tuple[str, bool]]:
        """The parts, with something else in the place of the person's words."""
        return [(placeholder if own else text, own) for text, own in self.parts]


def around(reading: str, stretches: Sequence[tuple[int, int]]) -> Sentence:
    """The sentence with the first one of some stretches; signs say where it is cut.

    :param stretches: where the person's words stand in the reading (start, end), in
        order
    """
    first, last = _limits(reading, *stretches[0])
    parts, words, done = [], set(), first
    for start, end in stretches:
        start = max(start, done)
        if start >= min(end, last):
            continue
        parts += (reading[done:start], False), (reading[start:end], True)
        words.add(_plain(fold(reading[start:end])))
        done = end
    last = max(last, done)
    parts.append((reading[done:last], False))
    shown = [(_BLANKS.sub(" ", text), own) for text, own in parts if text]
    shown[0] = shown[0][0].lstrip(), shown[0][1]
    if first and not _ends_at(reading, first):
        shown.insert(0, ("…", False))
    if last < len(reading) and not _ends_at(reading, last):
        shown.append(("…", False))
    return Sentence(shown, ", ".join(sorted(words)))


def _ends_at(reading, place):
    """Whether a sentence ends at a place."""
    found = _END.finditer(reading, max(0, place - BEFORE), place + 1)
    return any(match.end() == place for match in found)


def _limits(reading, start, end):
    """Where the sentence begins and ends; a long one in the middle of itself."""
    first = max(0, start - BEFORE)
    ends = [match.end() for match in _END.finditer(reading, first, start)]
    if ends:
        first = ends[-1]
    elif first:
        blank = _BLANKS.search(reading, first, start)
        first = blank.end() if blank else first
    found = _END.search(reading, end, end + BEHIND)
    if found:
        return first, found.end()
    last = min(len(reading), end + BEHIND)
    blanks = list(_BLANKS.finditer(reading, end, last))
    if last < len(reading) and blanks:
        last = blanks[-1].start()
    return first, last


def _plain(text):
    return _BLANKS.sub(" ", text).strip()
