"""Other forms of a name and of a domain by which the same is meant.

A name is kept with remarks around it, and others write it without them; banks and
passports write it in plain letters.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator

from . import roman_letters

# What stands behind a name, after a comma or not.
_SUFFIX = re.compile(
    r"(?i)[\s,]+(?:jr|jun|junior|sr|sen|senior|ii|iii|iv|mba|ph\.?\s?d|m\.?d|esq|ll\.?m"
    r"|ll\.?b|m\.?a|b\.?a|m\.?sc|b\.?sc|m\.?eng|b\.?eng|cpa|rn|dds|d\.?phil|vip|e\.?k"
    r"|inh|obe|cbe|mbe|kc|qc)\.?\Z"
)
_REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}|<[^<>]*>")
# What follows is somebody or something else, or an earlier name.
_CUT = re.compile(
    r"(?i)\s+(?:[-–—|/]|c/o|z\.?\s?hd\.?|geb\.?|geboren\w*|n[ée]e?e|nata?|born|verw\.?"
    r"|gesch\.?|f\.k\.a\.?|fka|a\.?k\.?a\.?|alias|dit|урожд\.?|roz\.?|z\s+d\.)\s+.*\Z"
)
_COUPLE = re.compile(r"(?i)\s+(?:&|\+|und|and|et|og|och|en|y|e|и)\s+")
_FIRM = re.compile(
    r"(?i)(?:gmbh|mbh|ag|kg|ohg|ltd|llc|inc|corp|plc|sarl|srl|spa|bv|nv|aps|a/s|ab|oy"
    r"|kft|sro|ug|co|sons|söhne|partners?|bau|group|gruppe|company)(?![^\W_])"
)
_GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss",
     "ø": "oe", "Ø": "Oe", "æ": "ae", "Æ": "Ae", "å": "aa", "Å": "Aa"}
)  # fmt: skip
_PLAIN = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "ł": "l", "Ł": "L",
     "đ": "d", "Đ": "D", "ð": "d", "þ": "th", "Þ": "Th", "ı": "i", "œ": "oe",
     "Œ": "Oe"}
)  # fmt: skip
# What somebody is called, between the names: 'Robert "Bob" Miller'.
_QUOTE = "[\"“”„«»‘’'‹›]"
_CALLED = re.compile(
    rf"(?<=\s)\\?{_QUOTE}\s*([^\W\d_][^\"“”„«»‘’'‹›\\]{{0,40}}?)\s*\\?{_QUOTE}(?=\s)"
)
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])['’ʼ‘`´](?=[^\W\d_])")
_MARKED_LATIN = re.compile("[À-ɏḀ-ỿ]")
# A longer text is no name: it is looked for as it stands.
_LONGEST = 200


def forms(name: str, without_titles: Callable[[str], str]) -> Iterator[str]:
    """The name, and how it may be written as well.

    :param without_titles: gives a name without what stands before names only
    """
    if len(name) > _LONGEST:
        yield name
        return
    for one in dict.fromkeys([name, _core(name, without_titles), *_called(name)]):
        yield one
        if _MARKED_LATIN.search(one):
            yield from (form for form in _in_plain_letters(one) if form != one)
        elif not one.isascii():
            yield from roman_letters.forms(one)
        joined = _APOSTROPHE.sub("", one)
        if joined != one and len(joined.split()) > 1:
            yield from dict.fromkeys([joined, *_in_plain_letters(joined)])


def _called(name):
    """'Bob Miller' for 'Robert "Bob" Miller'."""
    if match := _CALLED.search(name):
        last = " ".join(_REMARK.sub(" ", _CUT.sub("", name[match.end() :])).split())
        if last:
            yield f"{match[1]} {last}"


def _core(name, without_titles):
    """The name without titles, suffixes and remarks; itself where less than two words
    would be left."""
    text = " ".join(_REMARK.sub(" ", _CALLED.sub(" ", name)).split())
    text = without_titles(_CUT.sub("", text))
    if not _FIRM.search(text):
        couple = _COUPLE.split(text)
        if len(couple) == 2 and len(couple[0].split()) > 1:
            text = couple[0]
    while shorter := _SUFFIX.sub("", text):
        if shorter == text or len(shorter.split()) < 2:
            break
        text = shorter
    text = text.strip(" ,;-")
    return text if len(text.split()) > 1 else name


def _in_plain_letters(name):
    """As a passport has it, by the German and the international way."""
    seen = set()
    for table in (_GERMAN, _PLAIN):
        text = unicodedata.normalize("NFD", name.translate(table))
        plain = "".join(char for char in text if not unicodedata.combining(char))
        plain = unicodedata.normalize("NFC", plain)
        if plain not in seen:
            seen.add(plain)
            yield plain


def domains(domain: str) -> Iterator[str]:
    """A domain, and how it is written in other letters: tauchnitz-grün.example,
    xn--tauchnitz-grn-7ob.example. Nothing for an empty one."""
    if domain:
        yield domain
    other = domain
    try:
        if not domain.isascii():
            other = domain.lower().encode("idna").decode()
        elif "xn--" in domain.lower():
            other = domain.lower().encode().decode("idna")
    except UnicodeError:
        return  # no domain: it is looked for as it stands
    if other != domain:
        yield other
