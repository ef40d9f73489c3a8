"""From terms to bytes: one pass over raw data says which rows to look at closely.

Each term has one or a few *needles*, stretches of bytes of which every spelling of the
term contains one. Hyperscan finds all needles of a whole batch at once, whatever their
number; the matchers of the redaction then decide.
"""

import json
import re
from collections import defaultdict
from html import escape
from html.entities import codepoint2name
from urllib.parse import quote

import hyperscan

from ..redaction import matcher_of
from ..textview import TextView

SHORTEST = 3
# What may stand between the digits of a number. Tabs and line ends part fields.
_PARTING = b" -./()_"
_PARTING_WORDS = (b"\xc2\xa0", b"&nbsp;", b"\xe2\x80\x91")
# 'ss' may stand for 'ß': no needle goes across it.
_RUN = re.compile(r"[a-z0-9]+")
_WORD = re.compile(r"[^\s,-]+")


class Needles:
    """All needles of a batch.

    :param dict terms: ``{line id: [Term]}``
    """

    def __init__(self, terms):
        self._entries = {False: defaultdict(list), True: defaultdict(list)}
        for line_id, found in terms.items():
            for term in found:
                matcher = matcher_of(term)
                for needle in _needles(term, matcher):
                    entries = self._entries[matcher.squeezes]
                    entries[needle].append((line_id, term, matcher))
        self._searches = {
            squeezes: _Search(list(entries))
            for squeezes, entries in self._entries.items()
            if entries
        }

    def rows(self, chunk):
        """Which rows of a chunk have a needle.

        :param bytes chunk: rows, each ending with a line feed
        :return: ``{row number: [(line id, term, matcher)]}``
        """
        found = defaultdict(dict)
        for squeezes, search in self._searches.items():
            data = squeezed(chunk) if squeezes else chunk
            entries = self._entries[squeezes]
            done, row = 0, 0
            for end, needle in search.ends(data):
                row += data.count(b"\n", done, end)
                done = end
                for entry in entries[needle]:
                    found[row][id(entry)] = entry
        return {row: list(entries.values()) for row, entries in found.items()}


def find(text, suspects):
    """Which of the suspects really stand in a text.

    :return: set of (line id, term)
    """
    view = TextView(text, "<" in text)
    return {
        (line_id, term) for line_id, term, matcher in suspects if matcher.find(view)
    }


def squeezed(data):
    """The data without what may part the digits of a number."""
    for word in _PARTING_WORDS:
        if word in data:
            data = data.replace(word, b"")
    return data.translate(None, _PARTING)


class _Search:
    """Hyperscan over a set of needles, ASCII letters in either case."""

    def __init__(self, needles):
        self._needles = needles
        count = len(needles)
        self._database = hyperscan.Database()
        self._database.compile(
            expressions=[b"".join(b"\\x%02x" % byte for byte in n) for n in needles],
            ids=list(range(count)),
            elements=count,
            flags=[hyperscan.HS_FLAG_CASELESS] * count,
        )

    def ends(self, data):
        """Where each occurrence ends, in order: (position, needle)."""
        found = []

        def remember(number, _start, end, _flags, _context):
            found.append((end, number))

        self._database.scan(data, match_event_handler=remember)
        found.sort()
        return [(end, self._needles[number]) for end, number in found]


def _needles(term, matcher):
    """Bytes, in lower case, of which every spelling of the term contains one."""
    if term.kind == "name":
        return _of_words(_WORD.findall(matcher.low))
    if term.kind == "street":
        return set().union(*map(_of_words, matcher.spelled))
    if term.kind == "email":
        local, _at, domain = matcher.needle.partition("@")
        return {f"{local}{at}{domain}".encode() for at in ("@", "%40", "&#64;")} | (
            set() if domain.isascii() and local.isascii() else _spellings(local)
        )
    if matcher.squeezes:
        return {matcher.needle.encode()}
    return _of_words(matcher.needle.split())


def _of_words(words):
    """The longest plain stretch of letters among words that all have to be there."""
    runs = [run for word in words for part in word.split("ss") for run in _runs(part)]
    best = max(runs, key=len, default="")
    if len(best) >= SHORTEST:
        return {best.encode()}
    return _spellings(max(words, key=len))


def _runs(word):
    return _RUN.findall(word)


def _spellings(word):
    """A word of other letters: as is, capitalised, in HTML, URLs and json."""
    forms = {word, word.upper(), word.title(), word.capitalize()}
    written = set()
    for form in forms:
        named = "".join(_entity(char) for char in form)
        numbered = form.encode("ascii", "xmlcharrefreplace").decode()
        unicoded = json.dumps(form)[1:-1]
        written |= {form, escape(form), named, numbered, quote(form), unicoded}
        written.add(unicoded.replace("\\", "\\\\"))
    return {text.lower().encode() if text.isascii() else text.encode()
            for text in written}  # fmt: skip


def _entity(char):
    name = codepoint2name.get(ord(char))
    return f"&{name};" if name and not char.isascii() else char
