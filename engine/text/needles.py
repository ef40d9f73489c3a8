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

from . import (
    byte_search,
    match_unspaced,
    plain_bytes,
    raw_signs,
    street_needles,
    veiled,
)
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
_RUN = re.compile(r"[a-z0-9]+")
_TOKEN = re.compile(r"[a-z0-9._-]+").fullmatch
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
        self._streets = {}
        for suspect in suspects:
            for needle in _needles(suspect, common):
                self._entries[suspect.matcher.squeezes][needle].append(suspect)
            self._add_street(suspect)
        # 'Road 1' is not in 'Road 17'.
        whole = {
            needle
            for needle, some in self._entries[False].items()
            if needle[-1:].isdigit() and all(one.term.kind == "street" for one in some)
        }
        self._plain = ByteSearch(self._entries[False], whole)
        self._squeezed = ByteSearch(self._entries[True], ())
        self._is_compiled = False

    def __getstate__(self):
        return {**vars(self), "_is_compiled": False}

    def _add_street(self, suspect):
        """Look for a street without what parts its words."""
        spelled = map(street_needles.longest, _spelled(suspect))
        found = defaultdict(list)
        for words in filter(street_needles.is_parted, spelled):
            for needle in street_needles.needles(words):
                found[needle].append([word.encode() for word in words])
        for needle in found:
            self._entries[True][needle].append(suspect)
        if found:
            self._streets[suspect.term] = found

    def rows(self, rows, among=None):
        """Which rows are suspicious.

        :param list rows: bytes, each ending with its only line feed
        :param among: the terms that matter, all when None
        :return: ``{row number: [Suspect]}``
        """
        data = b"".join(rows)
        signs = raw_signs.find(data)
        found = self._keys(rows, plain_bytes.plain(data, signs.spelled))
        says = veiled.readings(data, rows, signs.disguises)
        if says:
            hidden = [one + b"\n" for one in says.values()]
            keys = self._keys(hidden, plain_bytes.plain(b"".join(hidden)))
            for place, number in enumerate(says):
                found[number] |= keys.get(place, set())
        result = {}
        for number, keys in found.items():
            hidden = says.get(number, b"")
            spelled = None if hidden else signs.spelled
            low = (rows[number] + hidden).lower()
            if suspects := self._suspects(keys, low, among, spelled):
                result[number] = suspects
        return result

    def _suspects(self, keys, low, among, spelled):
        """
        :param low: a row in lower case
        :param spelled: what ``raw_signs`` has found in it, and maybe more; or None
        """
        found, plain = [], None
        for squeezes, needle in keys:
            for one in self._entries[squeezes][needle]:
                if among is not None and one.term not in among:
                    continue
                if squeezes and (streets := self._streets.get(one.term)):
                    # 'Road 1' is in the squeezed 'Road 17': mostly it is not there.
                    plain = plain_bytes.plain(low, spelled) if plain is None else plain
                    if not street_needles.stands(plain, streets[needle]):
                        continue
                if one.is_possible(low):
                    found.append(one)
        return found

    def _keys(self, rows, data):
        """``{row number: {(whether squeezed, needle)}}``"""
        found = defaultdict(set)
        if not (self._is_compiled or self._plain.is_short(data)):
            byte_search.compile_together([self._plain, self._squeezed])
            self._is_compiled = True
        for number, needle in self._plain.rows(rows, data):
            found[number].add((False, needle))
        if self._entries[True]:
            data = plain_bytes.squeezed(data)
            for number, needle in self._squeezed.rows(rows, data):
                found[number].add((True, needle))
        return found


def squeezed(data):
    """The data without what may part the digits of a number."""
    return plain_bytes.squeezed(plain_bytes.plain(data))


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
        some = (_of_street(words, term.text) for words in _spelled(suspect))
        return set().union(*some)
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


def _spelled(suspect):
    spelled = getattr(suspect.matcher, "spelled", ())
    return [_sure(words, suspect.term) for words in spelled]


def _of_street(words, text):
    """As much of it as is plain letters: many live in the same street, and 'road' is
    everywhere. Nothing where that has several words: :meth:`Needles._add_street`."""
    best = street_needles.longest(words)
    if street_needles.is_parted(best):
        return set()
    if len(" ".join(best)) < SHORTEST:
        return _of_words(words, text)
    return {" ".join(best).encode()}


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
    return {plain_bytes.plain((text.lower() if text.isascii() else text).encode())
            for text in written}  # fmt: skip


def _entity(char):
    name = codepoint2name.get(ord(char))
    return f"&{name};" if name and not char.isascii() else char
