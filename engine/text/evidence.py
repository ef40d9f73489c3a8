"""Which terms identify somebody by themselves, and which only in context.

A strong term means its person wherever it stands. A weak one does so in the person's
own records and beside another term of the person; elsewhere it is an ordinary word, a
number of something else, or somebody else's.

``ordinary_words.txt`` has a line per language: its code, and the words that make up
more than one in fifty thousand of spoken language (in English one in a hundred
thousand). They are from the word frequency lists of pyspellchecker 0.9 (MIT licence),
which leave names out.
"""

import os
import re
from functools import cache

from .terms import Term

try:
    import phonenumbers
except ImportError:  # as in Odoo, where numbers are not checked then
    phonenumbers = None

_WORDS_FILE = os.path.join(os.path.dirname(__file__), "ordinary_words.txt")
_WORD = re.compile(r"[^\W\d_]+")
# Legal forms, and what parts names.
_BESIDES = frozenset(
    "and und et og en y e the der die das la le les gmbh mbh ag kg ohg co ltd llc inc "
    "corp plc sa sas sarl sl srl spa bv nv as aps ab oy oyj kft doo sro ev gbr".split()
)
# Words of forms and examples that stand for any name.
_ANYBODY = frozenset("doe mustermann jane john max erika".split())
_COUNTED_NUMBER = re.compile(
    r"\d+(?:st|nd|rd|th|er|ere|ère|e|ème|º|ª|°|\.)?", re.IGNORECASE
)
_HOUSE_NUMBER = re.compile(r"(?:(?:no|nr|nº)\.?)?\d+[-/\d]*[a-z]?", re.IGNORECASE)
# What a part of a building is called: 'Suite 4' is everywhere.
_PLACES = frozenset(
    "floor fl suite ste apartment apt unit room rm building bldg block door gate dock "
    "ramp hall level box flat house desk lobby stage etage étage stock stockwerk og ug "
    "eg dg wohnung whg zimmer raum tor halle haus gebäude aufgang stiege top tür "
    "hinterhaus vorderhaus postfach po p.o pobox bp boîte bte appartement appt "
    "bâtiment bat porte chambre escalier piso planta puerta portal casilla apartado "
    "piano scala interno sal tv th mf stuen lejl lejlighed hus boks postboks postbus "
    "verdieping bus våning plan lgh kerros as piętro lokal mieszkanie c/o co".split()
)
_NUMBERED_DAY = re.compile(
    r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d"
    r"|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:19|20)\d\d"
)
_LEAST_DIGITS = {"vat": 7, "registry": 8, "iban": 9, "ref": 8}
# A number with letters, as 'HRB 12345' or 'CUST-77231', tells more than digits alone.
_LEAST_WITH_LETTERS = {"vat": 7, "registry": 7, "iban": 8, "ref": 8}
_LEAST_DIGITS_WITH_LETTERS = 5


def is_day(digits):
    """Whether digits can be a day, as 20230517 or 17052023."""
    return bool(_NUMBERED_DAY.fullmatch(digits))


@cache
def ordinary_words(language):
    """The ordinary words of a language (two letters), in lower case."""
    with open(_WORDS_FILE, encoding="utf-8") as file:
        for line in file:
            code, *words = line.split()
            if code == language:
                return frozenset(words)
    return frozenset()


class Evidence:
    """Says how much a term tells.

    :param languages: codes of the languages that texts are written in, besides English
    :param words: other words, in lower case, that are ordinary ones
    """

    def __init__(self, languages=(), words=frozenset()):
        codes = {"en", *(code[:2] for code in languages)}
        self._words = [*map(ordinary_words, sorted(codes)), words]
        self.is_weak = cache(self._is_weak)

    def is_ordinary(self, word):
        """Whether a word, in lower case, is one that texts use anyway."""
        return word in _BESIDES or any(word in words for words in self._words)

    def _is_weak(self, term: Term) -> bool:
        kind, text = term
        if kind == "email":
            return False
        if kind == "name":
            return self._is_weak_name(text)
        if kind == "street":
            return not _has_house_number(text)
        if kind == "phone":
            return not _is_phone(text)
        return not _is_telling_number(kind, text)

    def _is_weak_name(self, text):
        if len(text.split()) == 1:
            return True
        words = [word for word in _WORD.findall(text.lower()) if len(word) > 1]
        if all(word in _ANYBODY for word in words):
            return True
        return all(map(self.is_ordinary, words))


def _has_house_number(text):
    """A street is a word that is none for a part of a building, and a number."""
    words = [word.strip(".,;:#") for word in text.lower().split()]
    named = [
        word
        for word in words
        if any(map(str.isalpha, word))
        and word not in _PLACES
        and not _COUNTED_NUMBER.fullmatch(word)
        and not _HOUSE_NUMBER.fullmatch(word)
    ]
    numbered = any(map(_HOUSE_NUMBER.fullmatch, words))
    glued = any(any(map(str.isdecimal, word)) for word in named)
    return bool(named) and (numbered or glued)


def _is_phone(text):
    digits = text.lstrip("+")
    if len(set(digits)) < 3 or not 7 <= len(digits) <= 15:
        return False
    if not text.startswith("+"):
        return not is_day(digits)
    if phonenumbers is None:
        return True
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(text))
    except phonenumbers.NumberParseException:
        return False


def _is_telling_number(kind, text):
    found = [char for char in text if char.isalnum()]
    digits = "".join(char for char in found if char.isdecimal())
    if len(digits) == len(found):
        return len(digits) >= _LEAST_DIGITS[kind] and not is_day(digits)
    return (
        len(digits) >= _LEAST_DIGITS_WITH_LETTERS
        and len(found) >= _LEAST_WITH_LETTERS[kind]
    )


ENGLISH = Evidence()
