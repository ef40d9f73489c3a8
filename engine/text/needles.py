"""From terms to bytes: one pass over raw data says which rows to look at closely.

Each term has one or a few *needles*, stretches of bytes of which every spelling of the
term contains one. Hyperscan finds all needles of a whole batch at once, whatever their
number; the matchers of the redaction then decide.
"""

import json
import re
import unicodedata
from collections import Counter, defaultdict
from html import escape
from html.entities import codepoint2name
from urllib.parse import quote

from . import match_unspaced, plain_bytes, veiled
from .byte_search import ByteSearch
from .matcher import Literal, Stretch
from .redactor import LONGEST_NUMBER, matcher_of
from .suspects import Suspect
from .suspects import find as find
from .suspects import stands as stands
from .veiled import reading as reading

SHORTEST = 3
# Of a longer term only a part is looked for: blocks of files overlap by no more.
LONGEST = 250
# What may stand between the digits of a number. Tabs and line ends part fields.
_PARTING = b" -./()_"
_HYPHEN = b"\xe2\x80\x91"
# Spellings that are found by the needles of others.
_SAME = (
    (b"%40", b"@"),
    (b"&#64;", b"@"),
    (b"%20", b" "),
    (b"&nbsp;", b" "),
    (b"\xc2\xa0", b" "),
    ("ё".encode(), "е".encode()),
    ("Ё".encode(), "Е".encode()),
    ("ş".encode(), "ș".encode()),
    ("Ş".encode(), "Ș".encode()),
    ("ţ".encode(), "ț".encode()),
    ("Ţ".encode(), "Ț".encode()),
    *plain_bytes.TURKISH,
    *plain_bytes.ARABIC,
)
_SAME_ASCII = tuple(pair for pair in _SAME if pair[0].isascii())
# Vowel signs and invisible letters of Arabic and Hebrew, which texts leave out.
_SIGNS = re.compile(
    rb"\xd9[\x80\x8b-\x9f\xb0]|\xd8[\x90-\x9a]"
    rb"|\xd6[\x91-\xbd\xbf]|\xd7[\x81\x82\x84\x85\x87]"
)
# 'ss' may stand for 'ß': no needle goes across it.
_RUN = re.compile(r"[a-z0-9]+")
_TOKEN = re.compile(r"[a-z0-9._-]+").fullmatch
_BROKEN = re.compile(r"ss|[^a-z0-9 ]")
_STREET_GAPS = (" ", "  ", ", ", ". ", ".", "-")
# 'Alte Gasse Nr. 12': what stands before the number, and few streets go on like that.
_STREET_NUMBERS = (" nr", " no")
_WORD = re.compile(r"[^\s,-]+")


class Needles:
    """All needles of a batch.

    :param terms: all terms; whose they are makes no difference to the search
    :param longer: ``{term: matchers}`` of what others have and the term is part of; it
        may still be filled while the search goes on
    """

    def __init__(self, terms, longer=None):
        self._entries = {False: defaultdict(list), True: defaultdict(list)}
        self.terms = list(dict.fromkeys(terms))
        suspects = []
        for term in self.terms:
            matcher = _matcher(term)
            others = () if longer is None else longer[term]
            suspects.append(Suspect(term, matcher, _parts(term, matcher), others))
        common = Counter(part for suspect in suspects for part in suspect.parts)
        for suspect in suspects:
            for needle in _needles(suspect, common):
                self._entries[suspect.matcher.squeezes][needle].append(suspect)
        # 'Road 1' is not in 'Road 17'.
        whole = {
            needle
            for needle, some in self._entries[False].items()
            if needle[-1:].isdigit() and all(one.term.kind == "street" for one in some)
        }
        self._plain = ByteSearch(self._entries[False], whole)
        self._squeezed = ByteSearch(self._entries[True], ())

    def rows(self, rows, among=None):
        """Which rows are suspicious.

        :param list rows: bytes, each ending with its only line feed
        :param among: the terms that matter, all when None
        :return: ``{row number: [Suspect]}``
        """
        data = b"".join(rows)
        found = self._keys(rows, _plain(data))
        says = veiled.readings(data, rows)
        if says:
            hidden = [one + b"\n" for one in says.values()]
            keys = self._keys(hidden, _plain(b"".join(hidden)))
            for place, number in enumerate(says):
                found[number] |= keys.get(place, set())
        result = {}
        for number, keys in found.items():
            low = (rows[number] + says.get(number, b"")).lower()
            suspects = [
                suspect
                for squeezes, needle in keys
                for suspect in self._entries[squeezes][needle]
                if (among is None or suspect.term in among) and suspect.is_possible(low)
            ]
            if suspects:
                result[number] = suspects
        return result

    def _keys(self, rows, data):
        """``{row number: {(whether squeezed, needle)}}``"""
        found = defaultdict(set)
        for number, needle in self._plain.rows(rows, data):
            found[number].add((False, needle))
        if self._entries[True]:
            for number, needle in self._squeezed.rows(rows, _squeezed(data)):
                found[number].add((True, needle))
        return found


def squeezed(data):
    """The data without what may part the digits of a number."""
    return _squeezed(_plain(data))


def _squeezed(data):
    if _HYPHEN[:1] in data:
        data = data.replace(_HYPHEN, b"")
    return data.translate(None, _PARTING)


def _plain(data):
    """The data with some signs spelled in one way only."""
    is_ascii = data.isascii()
    for spelled, plain in _SAME_ASCII if is_ascii else _SAME:
        # One byte is found many times faster than several.
        if spelled[:1] in data and spelled in data:
            data = data.replace(spelled, plain)
    if is_ascii:
        return data
    if any(lead in data for lead in (b"\xd9", b"\xd6", b"\xd7")):
        data = _SIGNS.sub(b"", data)
    return data


def _matcher(term):
    matcher = matcher_of(term)
    if matcher.squeezes:
        is_long = len(matcher.needle) > LONGEST_NUMBER
        return Stretch(matcher, LONGEST_NUMBER) if is_long else matcher
    is_long = len(term.text) > LONGEST
    return Stretch(Literal(term.text), LONGEST) if is_long else matcher


def _needles(suspect, common):
    """Bytes, in lower case, of which every spelling of the term contains one.

    :param common: how many terms of the batch have a part: first names are shared
    """
    term, matcher = suspect.term, suspect.matcher
    if isinstance(matcher, (Literal, Stretch)) and not matcher.squeezes:
        return _of_words(_WORD.findall(matcher.needle) or [matcher.needle])
    if term.kind == "name":
        parts = [part for part in suspect.parts if len(part) >= SHORTEST]
        if parts:
            return {min(parts, key=lambda part: (common[part], -len(part)))}
        if match_unspaced.is_unspaced(term.text):
            return _parted(term.text)
        return _of_words(_sure(_WORD.findall(matcher.low), term), term.text)
    if term.kind == "street":
        spelled = [_sure(words, term) for words in matcher.spelled]
        return set().union(*(_of_street(words, term.text) for words in spelled))
    if term.kind == "email":
        local, _at, domain = matcher.address.partition("@")
        # Hyperscan tells needles apart by their last bytes: no '@example.com'.
        plain = {f"{local}@{domain[:2]}".encode()}
        is_ascii = domain.isascii() and local.isascii()
        return plain if is_ascii else plain | _spellings(local)
    if matcher.squeezes:
        return {matcher.needle.encode()}
    if _TOKEN(matcher.needle):
        return {matcher.needle.encode()}
    return _of_words(matcher.needle.split())


def _parts(term, matcher):
    """What every spelling of a term contains besides its needle, however its words
    are parted."""
    if isinstance(matcher, (Literal, Stretch)):
        return ()
    if term.kind == "name":
        words = _sure(_WORD.findall(matcher.low), term)
    elif term.kind == "street":
        words = _sure(set(matcher.spelled[0]).intersection(*matcher.spelled), term)
    elif term.kind == "email":
        word = matcher.address.partition("@")[2].partition(".")[0]
        return (word.encode(),) if word.isascii() else ()
    else:
        return ()
    plain = sorted((_longest_run([word]) for word in words), key=len, reverse=True)
    return tuple(run.encode() for run in plain if len(run) >= SHORTEST or run.isdigit())


def _sure(words, term):
    return [plain_bytes.unsure(word, term.text) for word in words]


def _of_street(words, text):
    """As much of it as is plain letters: many live in the same street, and 'road' is
    everywhere."""
    best = max(map(str.strip, _BROKEN.split(" ".join(words))), key=len)
    if len(best) < SHORTEST:
        return _of_words(words, text)
    words = best.split()
    *first, last = words
    if not first:
        return {best.encode()}
    plain, hyphened = " ".join(first), "-".join(first)
    written = {f"{plain}{gap}{last}" for gap in _STREET_GAPS}
    if len(first) > 1:
        written |= {f"{hyphened}{gap}{last}" for gap in _STREET_GAPS}
    if last[0].isdigit():
        written |= {
            f"{one}{sign}" for one in (plain, hyphened) for sign in _STREET_NUMBERS
        }
    written |= {gap.join(words) for gap in ("_", "+")}
    return {text.encode() for text in written}


def _longest_run(words):
    runs = [run for word in words for part in word.split("ss") for run in _runs(part)]
    return max(runs, key=len, default="")


def _of_words(words, text=""):
    """The longest plain stretch of letters among words that all have to be there; in
    other scripts than Latin, of letters that are written in one way only.

    :param text: the same words as they are stored
    """
    best = _longest_run(words)
    if len(best) >= SHORTEST:
        return {best.encode()}
    best = plain_bytes.longest_run(text)
    if len(best) >= SHORTEST:
        return _spellings(best)
    stored = max(_WORD.findall(text.lower()), key=len, default="")
    return _spellings(max(words, key=len)) | (_spellings(stored) if stored else set())


def _parted(name):
    """A name without a space, and with one at any place."""
    written = _spellings(name)
    for family, given in match_unspaced.parted(name):
        longer = max(family, given, key=len)
        if len(longer) > 1:
            written |= _spellings(longer)
        else:
            for gap in match_unspaced.GAPS:
                written |= _spellings(f"{family}{gap}{given}")
    return written


def _runs(word):
    return _RUN.findall(word)


def _spellings(word):
    """A word of other letters: as is, capitalised, in HTML, URLs and json."""
    forms = {word, word.upper(), word.title(), word.capitalize()}
    forms |= {unicodedata.normalize("NFD", form) for form in forms}
    written = set()
    for form in forms:
        named = "".join(_entity(char) for char in form)
        numbered = form.encode("ascii", "xmlcharrefreplace").decode()
        unicoded = json.dumps(form)[1:-1]
        written |= {form, escape(form), named, numbered, quote(form), unicoded}
        written.add(unicoded.replace("\\", "\\\\"))
    return {_plain((text.lower() if text.isascii() else text).encode())
            for text in written}  # fmt: skip


def _entity(char):
    name = codepoint2name.get(ord(char))
    return f"&{name};" if name and not char.isascii() else char
