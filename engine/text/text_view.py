"""How a text reads, and where each character of that reading stands in it.

``M&uuml;ller``, ``M%C3%BCller``, ``Mu`` + combining dots and ``<b>Mü</b>ller`` all
read "Müller". Matching works on the reading; replacing works on the text.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache, cached_property
from html import escape
from urllib.parse import quote

from . import disguises, html_tags
from .literal import MARKS, SPECIAL, is_plain
from .readings import READINGS, fold

# Between blocks, and between what is read one behind the other.
BREAK, STREAM = "\x00", "\x01"
SEPARATORS = " -./()\n\t\r_"

# More marks than any letter has are put in order very slowly.
_COMBINING = re.compile(f"[{MARKS}\u1160-\u11ff]{{1,30}}")


def squeeze(low: str) -> str:
    """A folded text without the characters that may part the digits of a number."""
    for char in SEPARATORS:
        low = low.replace(char, "")
    return low


class TextView:
    """The reading of one text.

    ``chars`` is the reading, ``low`` the same folded, character by character.
    ``squeezed`` is ``low`` without the characters that may part the digits of a
    number.
    """

    def __init__(self, text: str, markup: bool = False):
        self.text = text
        self.markup = markup and "<" in text
        self._streams = [(0, "escape" if markup else "plain")]
        self._plain = is_plain(text)
        tokens = [*disguises.tokens(text)] if disguises.ADDRESS in text else ()
        if self._plain and not self.markup and not tokens:
            self._stretches = self._words = self._glosses = ()
            self.chars, self.low = text, fold(text)
            return
        # Stretches of the reading: position there, in the text from, to, one to one?
        self._stretches: list[tuple[int, int, int, bool]] = []
        self._later: list[tuple[int, int, str]] = []
        self._parts: list[str] = []
        self._length = 0
        self._words: list[disguises.Word] = []
        # What stands over letters says how they are read: place in the reading, and
        # where it stands.
        self._glosses: list[tuple[int, int, int]] = []
        if self.markup:
            self._read_markup()
        else:
            self._read(0, len(text))
        for start, end, says in tokens:
            self._stream(start, "url")
            self._add(says, start, end)
        self.chars = "".join(self._parts)
        self.low = fold(self.chars)

    def _add(self, reading: str, start: int, end: int, exact: bool = False) -> None:
        if reading:
            self._stretches.append((self._length, start, end, exact))
            self._parts.append(reading)
            self._length += len(reading)

    def _stream(self, start: int, kind: str) -> None:
        """Begin to read something else."""
        self._add(STREAM, start, start)
        self._streams.append((self._length, kind))

    def _read(self, start: int, end: int) -> None:
        if self._plain:
            self._add(self.text[start:end], start, end, True)
            return
        if disguises.HEADER in self.text:
            for word in disguises.words(self.text, start, end):
                self._read_escaped(start, word.start)
                self._words.append(word)
                self._read_pieces(word.pieces, word.first)
                start = word.end
        self._read_escaped(start, end)

    def _read_escaped(self, start: int, end: int) -> None:
        text, done = self.text, start
        for match in SPECIAL.finditer(text, start, end):
            first, last = match.span()
            if first < done:
                continue
            if escaped := disguises.ESCAPED.match(text, first, end):
                last = escaped.end()
            elif match[0] in "&%\\":
                continue
            elif combining := _COMBINING.match(text, first, end):
                first, last = max(done, first - 1), combining.end()
            self._add(text[done:first], done, first, True)
            if escaped:
                self._read_pieces(disguises.pieces(escaped[0]), first)
            else:
                char = unicodedata.normalize("NFC", text[first:last])
                # The small letter of 'İ', as it is made outside of Turkish.
                char = "i" if char == "i\u0307" else READINGS.get(char, char)
                self._add(char, first, last)
            done = last
        self._add(text[done:end], done, end, True)

    def _read_pieces(self, pieces: Iterable[disguises.Piece], start: int) -> None:
        for reading, length in pieces:
            if len(reading) > 1:
                reading = "".join(READINGS.get(char, char) for char in reading)
            else:
                reading = READINGS.get(reading, reading)
            self._add(reading, start, start + length)
            start += length

    def _read_markup(self) -> None:
        """Running text first; attribute values and comments as streams behind it."""
        text, done, has_style_end = self.text, 0, True
        for match in html_tags.TAG.finditer(text):
            start, end = match.span()
            if start < done:
                continue
            if start > done:
                self._read(done, start)
            done = end
            comment, tag, attributes = match.groups()
            if not attributes and tag in html_tags.PARTING:
                self._add(BREAK, start, start)
                continue
            if tag:
                tag = tag.lower()
                self._read_tag(tag, start)
                if "=" in attributes:
                    self._read_attributes(match)
                if text[start + 1] == "/":
                    continue
                if tag == "style" and has_style_end:
                    style_end = html_tags.STYLE_END.search(text, done)
                    has_style_end = bool(style_end)
                    done = style_end.start() if style_end else done
                elif tag in html_tags.GLOSSES and (
                    gloss := html_tags.GLOSS_END.search(text, done)
                ):
                    done = self._read_gloss(tag, done, gloss.start())
            elif comment is not None:
                self._later.append((*match.span("comment"), "escape"))
            else:
                self._add(BREAK, start, start)
        self._read(done, len(text))
        for start, end, kind in self._later:
            self._stream(start, kind)
            self._read(start, end)

    def _read_tag(self, tag: str, start: int) -> None:
        """Between the words of an office program stand tags of its own."""
        if tag not in html_tags.INLINE and ":" not in tag:
            self._add("\n" if tag == "br" else BREAK, start, start)

    def _read_gloss(self, tag: str, start: int, end: int) -> int:
        """What stands over letters, or in brackets behind them, parts no word."""
        if start < end:
            self._glosses.append((self._length, start, end))
            if tag == "rt":
                self._later.append((start, end, "escape"))
        return end

    def _read_attributes(self, match: re.Match) -> None:
        for attribute in html_tags.ATTRIBUTE.finditer(
            self.text, *match.span("attributes")
        ):
            name, (start, end) = attribute[1].lower(), attribute.span(2)
            kind = "url" if name in html_tags.URLS else "escape"
            if attribute[2][0] in "\"'":
                start, end = start + 1, end - 1
            elif kind != "url":
                kind = "bare"
            embedded = self.text.startswith("data:", start)
            if start < end and not embedded and not html_tags.UNTOUCHED.fullmatch(name):
                self._later.append((start, end, kind))

    @cached_property
    def squeezed(self) -> str:
        return squeeze(self.low)

    def spans(
        self, found: list[tuple[int, int]], placeholder: str
    ) -> list[tuple[int, int, str]]:
        """Turn stretches of the reading into spans of the text.

        Overlapping stretches become one. A stretch that inline tags interrupt gives
        several spans: the first carries the placeholder, the others ''.
        """
        spans = []
        for start, end in _merged(found):
            pieces = self._pieces(start, end)
            if pieces:
                spans.append((*pieces[0], self._spell(start, pieces[0], placeholder)))
                if len(pieces) > 1:
                    spans += [(*piece, "") for piece in pieces[1:]]
                spans += self._glosses_of(start, end)
        return _apart(sorted(spans)) if len(spans) > 1 else spans

    def _pieces(self, start: int, end: int) -> list[tuple[int, int]]:
        if not self._stretches:
            return [(start, end)]
        pieces: list[tuple[int, int]] = []
        index = bisect_right(self._stretches, (start, len(self.text) + 1)) - 1
        for number in range(index, len(self._stretches)):
            here, first, last, exact = self._stretches[number]
            if here >= end:
                break
            if exact:
                last = min(last, first + end - here)
                first += max(0, start - here)
            if first == last:
                continue
            if pieces and not (self.markup and "<" in self.text[pieces[-1][1] : first]):
                pieces[-1] = (pieces[-1][0], max(last, pieces[-1][1]))
            else:
                pieces.append((first, last))
        return pieces

    def _glosses_of(self, start: int, end: int) -> list[tuple[int, int, str]]:
        """What says how the letters of a stretch are read goes with them."""
        first = bisect_right(self._glosses, (start, len(self.text) + 1))
        last = bisect_right(self._glosses, (end, len(self.text) + 1))
        return [(begin, stop, "") for _place, begin, stop in self._glosses[first:last]]

    @cached_property
    def _word_starts(self) -> list[tuple[int, int]]:
        return sorted((word.first, place) for place, word in enumerate(self._words))

    def _word_around(self, piece: tuple[int, int]) -> disguises.Word | None:
        """The encoded word in which a piece begins, and that begins before it."""
        if not self._words:
            return None
        index = bisect_right(self._word_starts, (piece[0], len(self._words))) - 1
        word = self._words[self._word_starts[index][1]] if index >= 0 else None
        is_inside = word and word.start < word.first <= piece[0] < word.last
        return word if is_inside else None

    def _spell(self, start: int, piece: tuple[int, int], placeholder: str) -> str:
        kind = self._streams[bisect_right(self._streams, (start, "~")) - 1][1]
        if self._words and (word := self._word_around(piece)):
            placeholder = disguises.in_word(placeholder, word.charset)
        elif kind == "url" or (
            "%" in self.text and disguises.PERCENT.search(self.text, *piece)
        ):
            placeholder = _quoted(placeholder)
        if kind == "plain":
            return placeholder
        escaped = _escaped(placeholder)
        before, first = self.text[max(0, piece[0] - 1)], self.text[piece[0]]
        if before in "&</" and not first.isalpha():
            # '<5' is text, '<A' would begin a tag.
            escaped = f"&#{ord(placeholder[0])};{escape(placeholder[1:])}"
        return escaped.replace(" ", "&#32;") if kind == "bare" else escaped


# Only placeholders are remembered: they are few, and no personal data.
_quoted, _escaped = cache(quote), cache(escape)


def _apart(spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The spans without those that lie in another one."""
    kept: list[tuple[int, int, str]] = []
    for span in spans:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
        elif span[1] > kept[-1][1]:
            kept[-1] = (kept[-1][0], span[1], kept[-1][2])
    return kept


def _merged(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    if len(found) < 2:
        return found
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
