"""Names in Cyrillic and Greek letters as passports and forms have them in Latin ones.

Passports follow ICAO 9303 and the standards of Ukraine, Bulgaria and Greece (ELOT 743);
people write ``y`` where those have ``i``. Which country's way is meant cannot be told
from most names: all are yielded.
"""

import re
import unicodedata
from collections.abc import Iterator

_CYRILLIC = re.compile("[Ѐ-ԯ]")
_GREEK = re.compile("[Ͱ-Ͽἀ-῿]")
_RUSSIAN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщыэюяіѝ",
        "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch y e iu ia i "
        "i".split(),
        strict=True,
    )
) | {"ъ": "ie", "ь": "", "ў": "u", "ђ": "d", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c",
     "џ": "dz"}  # fmt: skip
_SPOKEN = _RUSSIAN | {"й": "y", "ю": "yu", "я": "ya", "ъ": "", "ё": "yo"}
_SPOKEN_E = _SPOKEN | {"ё": "e"}
_UKRAINIAN = _RUSSIAN | {
    "г": "h", "ґ": "g", "є": "ie", "и": "y", "ї": "i", "ъ": ""}  # fmt: skip
_BULGARIAN = _SPOKEN | {"х": "h", "щ": "sht", "ъ": "a", "ь": "y"}
# Ukrainian letters that begin a word.
_UKRAINIAN_FIRST = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
_ONLY_UKRAINIAN, _NOT_UKRAINIAN = re.compile("[іїєґ]"), re.compile("[ыэъё]")
_GREEK_LETTERS = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(),
        strict=True,
    )
)
_VOICELESS = "θκξπσςτφχψ"


def forms(name: str) -> Iterator[str]:
    """The name in Latin letters; nothing for one without Cyrillic or Greek ones."""
    low = unicodedata.normalize("NFC", name.lower())
    if _CYRILLIC.search(low):
        yield from dict.fromkeys(one.title() for one in _of_cyrillic(low))
    elif _GREEK.search(low):
        yield from dict.fromkeys(one.title() for one in _of_greek(low))


def _of_cyrillic(low):
    low = re.sub("['’ʼ]", "", low)
    if not _ONLY_UKRAINIAN.search(low):
        for letters in (_RUSSIAN, _SPOKEN, _SPOKEN_E, _BULGARIAN):
            yield "".join(letters.get(char, char) for char in low)
    if not _NOT_UKRAINIAN.search(low):
        yield " ".join(map(_of_ukrainian, low.split()))


def _of_ukrainian(word):
    word = word.replace("зг", "zgh")
    first = _UKRAINIAN_FIRST.get(word[:1], _UKRAINIAN.get(word[:1], word[:1]))
    return first + "".join(_UKRAINIAN.get(char, char) for char in word[1:])


def _of_greek(low):
    """'αυ' is 'av' or 'af', by what follows; 'μπ' is 'b' where a word begins."""
    text = re.sub("ο[υύ]", "ou", low)
    text = re.sub(
        r"([αεη])[υύ](.?)",
        lambda match: match[1] + ("f" if match[2] in _VOICELESS else "v") + match[2],
        text,
    )
    text = re.sub(r"\bμπ", "b", text)
    text = text.replace("γγ", "ng").replace("γξ", "nx").replace("γχ", "nch")
    parts = unicodedata.normalize("NFD", text)
    plain = "".join(char for char in parts if not unicodedata.combining(char))
    official = "".join(_GREEK_LETTERS.get(char, char) for char in plain)
    yield official
    # As people write it themselves: 'h' for χ, 'eu' for ευ, and 'b' for any μπ.
    yield "".join({"χ": "h"}.get(c, _GREEK_LETTERS.get(c, c)) for c in plain)
    yield official.replace("ef", "eu").replace("af", "au")
    yield re.sub("(?<=[ae])f(?=[^aeiouy]|$)", "v", official)
    yield official.replace("mp", "b")
