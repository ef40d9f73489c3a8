"""Street words: to leave streets named after people alone, and to know abbreviations.

'Miller Street 5' and 'Rosa-Luxemburg-Straße' are places, not persons.
"""

import itertools
import re

_SURE = (
    r"street|road|avenue|boulevard|stra(?:ß|ss)e|str\.|gade|vej|gata|gatan|vägen|straat|"
    r"plads|katu|utca|ulica|allee|allé|platz|weg"
)
# These are ordinary words as well: they make a street only when capitalised and next to
# a single word.
_MAYBE = (
    r"St\.?|Rd\.?|Ave\.?|Blvd\.?|Ln\.?|Lane|Drive|Dr\.|Square|Sq\.?|Place|Pl\.|Way|Court|"
    r"Ct\.|Close|Crescent|Terrace|Alley|Park|Row|Hill|Gasse|Ring|Damm|Ufer|Steig|Pfad|"
    r"Vei|Veien|Väg|Gate|Laan|Plein|Kade|Gracht|Tie|Út|Tér"
)
_FIRST = (
    r"rue|boulevard|avenue|quai|chemin|impasse|allée|viale|piazza|calle|avenida|plaza|"
    r"paseo|rua|praça|ulica|ul\.|aleja|al\.|strada|calea|rue de|rue du|boulevard du"
)
_SURE_AFTER = re.compile(rf"(?i:[ -](?:{_SURE})(?![^\W_]))")
_MAYBE_AFTER = re.compile(rf"[ -](?:{_MAYBE})(?![^\W_])")
_ENDS_BEFORE = {word[-2:] for word in _FIRST.replace("\\", "").split("|")}
_BEFORE = re.compile(rf"(?i:(?<![^\W_])(?:{_FIRST}) \Z)")
# 'rue Jean Moulin', 'Via Garibaldi': 'via' in small letters is a word of its own.
_FIRST_NAME_BEFORE = re.compile(
    rf"(?<![^\W_])(?:(?i:{_FIRST}) (?:[^\W\d_]+[ -])?|Via )\Z"
)
_MOST_STREET_WORDS = 4
_SHORT = (("strasse", "str"), ("street", "st"), ("road", "rd"), ("avenue", "ave"))


def named_after(chars: str, start: int, end: int) -> bool:
    """Whether the name at start:end is surely that of a street."""
    if end < len(chars) and chars[end] in " -" and _SURE_AFTER.match(chars, end):
        return True
    if chars[start - 1 : start] != " ":
        return False
    if chars[max(0, start - 3) : start - 1].lower() not in _ENDS_BEFORE:
        return False
    return bool(_BEFORE.search(chars[max(0, start - 20) : start]))


def next_to_street_word(chars: str, start: int, end: int) -> bool:
    """Whether the single word at start:end may be that of a street."""
    return bool(
        _MAYBE_AFTER.match(chars, end)
        or _FIRST_NAME_BEFORE.search(chars[max(0, start - 40) : start])
    )


def stem(word: str) -> str:
    """What the long and the short form of a folded street word have in common."""
    for long, short in _SHORT:
        if word.endswith(long):
            return word[: -len(long)] + short[:1]
        if word == short:
            return short[:1]
    return word


def spellings(words: list[str]) -> list[list[str]]:
    """The folded words of a street, with its street word long and short."""
    forms = [_forms(word) for word in words]
    if sum(len(some) > 1 for some in forms) > _MOST_STREET_WORDS:
        return [[some[0] for some in forms], [some[-1] for some in forms]]
    return [list(choice) for choice in itertools.product(*forms)]


def _forms(word: str) -> list[str]:
    for long, short in _SHORT:
        compound = long == "strasse" and len(word) > len(long)
        if word == long or (compound and word.endswith(long)):
            return [word, word[: -len(long)] + short]
        if word == short or (long == "strasse" and word.endswith("str")):
            return [word, word[: -len(short)] + long]
    return [word]
