"""How a text reads, and where each character of that reading stands in it.

``M&uuml;ller``, ``M%C3%BCller``, ``Mu`` + combining dots and ``<b>Mü</b>ller`` all
read "Müller". Matching works on the reading; replacing works on the text.
"""

import re
import unicodedata
from bisect import bisect_right
from functools import cache, cached_property
from html import escape
from html.entities import html5
from urllib.parse import quote

from .terms import UNSPACED

BREAK = "\x00"
SEPARATORS = " -./()\n\t\r_"

_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd label mark q s "
    "samp small span strike strong sub sup tt u var wbr".split()
)
_URLS = frozenset("href src action formaction background poster cite srcset".split())
_MARKS = "\u0300-\u036f\u3099\u309a"
_ENTITY = r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});"
_PERCENT = r"(?:%[0-9a-fA-F]{2})+"
_TAG = re.compile(
    r"<!--(?P<comment>.*?)(?:-->|\Z)"
    r"|<[!?][^<>]*>"
    r"|</?(?P<tag>[a-zA-Z][\w:.-]*)(?=[\s/>])"
    # Signs of less in quotes are few: from none of them may a search go far.
    r"(?P<attributes>(?:[^<'\">]|\"[^\"<]*+\"|'[^'<]*+')*+"
    r"(?:(?:\"[^\"]{0,500}+\"|'[^']{0,500}+')(?:[^<'\">]|\"[^\"<]*+\"|'[^'<]*+')*+){0,8}+)>",
    re.DOTALL,
)
_STYLE_END = re.compile(r"</style", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"(?<![^\s=/>\"'])([^\s=/>\"']++)\s*+=\s*+(\"[^\"]*+\"|'[^']*+'|[^\s\"'>]++)"
)
_UNTOUCHED = re.compile(r"(?:class|style|xmlns|t-).*", re.IGNORECASE)


def _readings() -> dict[str, str]:
    """Single characters that read as something else ('' = invisible)."""
    table = {chr(code): unicodedata.normalize("NFKC", chr(code))
             for code in (*range(0xFF01, 0xFF5F), *range(0xFB00, 0xFB07))}  # fmt: skip
    for code in (*range(0x660, 0x66A), *range(0x6F0, 0x6FA), *range(0x966, 0x970)):
        table[chr(code)] = str(unicodedata.decimal(chr(code)))
    # Greek capitals are written without the accent of the small letters.
    for char in "άέήίόύώΆΈΉΊΌΎΏ":
        table[char] = unicodedata.normalize("NFD", char)[0]
    invisible = (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF)
    table |= dict.fromkeys(map(chr, (*invisible, *range(0x2066, 0x206A))), "")
    blanks = (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
    table |= dict.fromkeys(map(chr, blanks), " ")
    table |= dict.fromkeys("‘’ʼ′´", "'")
    table |= dict.fromkeys(map(chr, (*range(0x2010, 0x2016), 0x2212)), "-")
    # Vowel signs of Hebrew and Arabic, which texts leave out, and the long stroke.
    signs = filter(unicodedata.combining, map(chr, range(0x591, 0x671)))
    table |= dict.fromkeys((*signs, "\u0640"), "")
    table |= zip("şŞţŢёЁأإآٱىة", "șȘțȚеЕاااايه", strict=True)
    return table | {"ß": "ss", "ẞ": "SS", "İ": "I"}


_READINGS = _readings()
# Searching one class of characters is many times faster than searching alternatives.
_SPECIAL = re.compile(f"[&%{re.escape(''.join(_READINGS))}{_MARKS}\u1160-\u11ff]")
_PERCENT_RUN = re.compile(_PERCENT)
_ESCAPED = re.compile(f"{_ENTITY}|{_PERCENT}")
# More marks than any letter has are put in order very slowly.
_COMBINING = re.compile(f"[{_MARKS}\u1160-\u11ff]{{1,30}}")


def fold(reading: str) -> str:
    """Lower case, one character for one, Greek and Turkish doubles made equal."""
    low = reading.lower()
    if not low.isascii():
        low = low.replace("ς", "σ").replace("ı", "i")
    return low


def is_word(char: str) -> bool:
    """Part of a word: letter, digit, or a vowel sign of an Indic script."""
    return char.isalnum() or (char > "\u02ff" and unicodedata.category(char)[0] == "M")


_is_unspaced = re.compile(f"[{UNSPACED}]").match


def glued(left: str, right: str) -> bool:
    """Whether no word boundary stands between two characters ('' = end of text)."""
    if left.isascii() and right.isascii():
        return left.isalnum() and right.isalnum()
    if not (left and right and is_word(left) and is_word(right)):
        return False
    return not (_is_unspaced(left) or _is_unspaced(right))


class TextView:
    """The reading of one text.

    ``chars`` is the reading, ``low`` the same folded, character by character.
    ``squeezed`` is ``low`` without the characters that may part the digits of a
    number.
    """

    def __init__(self, text: str, markup: bool = False):
        self.text = text
        self.markup = markup and "<" in text
        # Stretches of the reading: position there, in the text from, to, one to one?
        self._stretches: list[tuple[int, int, int, bool]] = []
        self._later: list[tuple[int, int, str]] = []
        self._streams = [(0, "escape" if markup else "plain")]
        self._parts: list[str] = []
        self._length = 0
        self._plain = self._is_plain()
        if self.markup:
            self._read_markup()
            self.chars = "".join(self._parts)
        elif not self._plain:
            self._read(0, len(text))
            self.chars = "".join(self._parts)
        else:
            self.chars = text
        self.low = fold(self.chars)

    def _is_plain(self) -> bool:
        text = self.text
        if text.isascii() and "&" not in text and "%" not in text:
            return True
        return _SPECIAL.search(text) is None

    def _add(self, reading: str, start: int, end: int, exact: bool = False) -> None:
        if reading:
            self._stretches.append((self._length, start, end, exact))
            self._parts.append(reading)
            self._length += len(reading)

    def _read(self, start: int, end: int) -> None:
        text, done = self.text, start
        if self._plain:
            if start < end:
                self._stretches.append((self._length, start, end, True))
                self._parts.append(text[start:end])
                self._length += end - start
            return
        for match in _SPECIAL.finditer(text, start, end):
            first, last = match.span()
            if first < done:
                continue
            if escaped := _ESCAPED.match(text, first, end):
                last = escaped.end()
            elif match[0] in "&%":
                continue
            elif combining := _COMBINING.match(text, first, end):
                first, last = max(done, first - 1), combining.end()
            self._add(text[done:first], done, first, True)
            self._read_special(text[first:last], first, bool(escaped))
            done = last
        self._add(text[done:end], done, end, True)

    def _read_special(self, raw: str, start: int, escaped: bool) -> None:
        if escaped and raw[0] == "%":
            self._read_percent(raw, start)
            return
        char = _entity(raw) if escaped else unicodedata.normalize("NFC", raw)
        self._add(_READINGS.get(char, char), start, start + len(raw))

    def _read_percent(self, raw: str, start: int) -> None:
        try:
            decoded = bytes.fromhex(raw.replace("%", "")).decode()
        except UnicodeDecodeError:
            self._add(raw, start, start + len(raw), True)
            return
        for char in decoded:
            end = start + 3 * len(char.encode())
            self._add(_READINGS.get(char, char), start, end)
            start = end

    def _read_markup(self) -> None:
        """Running text first; attribute values and comments as streams behind it."""
        text, done, has_style_end = self.text, 0, True
        for match in _TAG.finditer(text):
            start, end = match.span()
            if start < done:
                continue
            if start > done:
                self._read(done, start)
            done = end
            comment, tag, attributes = match.groups()
            if tag:
                tag = tag.lower()
                if tag not in _INLINE:
                    self._add("\n" if tag == "br" else BREAK, start, start)
                if "=" in attributes:
                    self._read_attributes(match)
                if tag == "style" and text[start + 1] != "/" and has_style_end:
                    style_end = _STYLE_END.search(text, done)
                    has_style_end = bool(style_end)
                    done = style_end.start() if style_end else done
            elif comment is not None:
                self._later.append((*match.span("comment"), "escape"))
            else:
                self._add(BREAK, start, start)
        self._read(done, len(text))
        for start, end, kind in self._later:
            self._add(BREAK, start, start)
            self._streams.append((self._length, kind))
            self._read(start, end)

    def _read_attributes(self, match: re.Match) -> None:
        for attribute in _ATTRIBUTE.finditer(self.text, *match.span("attributes")):
            name, (start, end) = attribute[1].lower(), attribute.span(2)
            kind = "url" if name in _URLS else "escape"
            if attribute[2][0] in "\"'":
                start, end = start + 1, end - 1
            elif kind != "url":
                kind = "bare"
            embedded = self.text.startswith("data:", start)
            if start < end and not embedded and not _UNTOUCHED.fullmatch(name):
                self._later.append((start, end, kind))

    @cached_property
    def squeezed(self) -> str:
        squeezed = self.low
        for char in SEPARATORS:
            squeezed = squeezed.replace(char, "")
        return squeezed

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
        return sorted(spans)

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

    def _spell(self, start: int, piece: tuple[int, int], placeholder: str) -> str:
        kind = self._streams[bisect_right(self._streams, (start, "~")) - 1][1]
        if kind == "url" or "%" in self.text and _PERCENT_RUN.search(self.text, *piece):
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


def _entity(raw: str) -> str:
    if raw[1] != "#":
        return html5.get(raw[1:], raw)
    code = int(raw[3:-1], 16) if raw[2] in "xX" else int(raw[2:-1])
    return chr(code) if 0 < code < 0x110000 else raw


def _merged(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
