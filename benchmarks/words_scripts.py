"""Other letters for the same name: what Faker does not know."""

import unicodedata

_GERMAN = {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue",
           "ß": "ss", "ø": "oe", "Ø": "Oe", "æ": "ae", "Æ": "Ae", "å": "aa",
           "Å": "Aa"}  # fmt: skip
_PLAIN = {"ß": "ss", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "ł": "l", "Ł": "L",
          "đ": "d", "Đ": "D", "ı": "i", "œ": "oe", "Œ": "Oe", "ʼ": "'"}  # fmt: skip
_LATIN = ("de_DE", "da_DK", "sv_SE")
# As passports have it (ICAO 9303, and the Ukrainian and Greek standards).
_RUSSIAN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y - e iu "
        "ia".split(),
        strict=True,
    )
) | {"ь": ""}
_UKRAINIAN = dict(
    zip(
        "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяʼ'",
        "a b v h g d e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch - iu ia "
        "- -".split(),
        strict=True,
    )
) | dict.fromkeys("ьʼ'", "")
_UKRAINIAN_FIRST = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(),
        strict=True,
    )
)
_GREEK_PAIRS = {"ου": "ou", "αυ": "av", "ευ": "ev", "γγ": "ng", "γκ": "gk", "μπ": "b"}
_TITLES = {
    "de_DE": "Frau Dr. med.", "da_DK": "Hr.", "en_GB": "Mrs", "en_US": "Dr.",
    "fr_FR": "M.", "nl_NL": "Mevr.", "sv_SE": "Fru", "pl_PL": "Pani", "tr_TR": "Sayın",
    "es_ES": "Sra.", "it_IT": "Sig.", "cs_CZ": "Pan", "ro_RO": "Dl.", "hu_HU": "Dr.",
    "el_GR": "Κύριος", "ru_RU": "г-н", "uk_UA": "пан", "he_IL": 'ד"ר', "ar_AA": "السيد",
}  # fmt: skip


def title(locale):
    return _TITLES.get(locale, "Dr.")


def german(text):
    return _stripped("".join(_GERMAN.get(char, char) for char in text))


def plain(text):
    """Without accents; empty for other scripts than Latin."""
    found = _stripped("".join(_PLAIN.get(char, char) for char in text))
    return found if found.isascii() else ""


def _stripped(text):
    if not all("LATIN" in unicodedata.name(char) for char in text if char.isalpha()):
        return text
    parts = unicodedata.normalize("NFD", text)
    return "".join(char for char in parts if not unicodedata.combining(char))


def passport(locale, first, last):
    """'First Last' as the machine readable zone of a passport has it."""
    write = {"ru_RU": _from_russian, "uk_UA": _from_ukrainian, "el_GR": _from_greek}
    if locale not in write:
        return None
    return f"{write[locale](first)} {write[locale](last)}".title()


def _from_russian(word):
    return "".join(_RUSSIAN.get(char, char) for char in word.lower())


def _from_ukrainian(word):
    low = word.lower().replace("зг", "zgh")
    start = _UKRAINIAN_FIRST.get(low[0], _UKRAINIAN.get(low[0], low[0]))
    return start + "".join(_UKRAINIAN.get(char, char) for char in low[1:])


def _from_greek(word):
    low = _accentless(word.lower())
    for pair, latin in _GREEK_PAIRS.items():
        low = low.replace(pair, latin)
    return "".join(_GREEK.get(char, char) for char in low)


def _accentless(text):
    parts = unicodedata.normalize("NFD", text)
    return "".join(char for char in parts if not unicodedata.combining(char))


def other_letters(locale, name):
    """What is the same letter to those who read it."""
    if locale == "ru_RU":
        return name.replace("ё", "е").replace("Ё", "Е")
    if locale == "ro_RO":
        return name.translate(str.maketrans("șȘțȚ", "şŞţŢ"))
    if locale == "el_GR":
        return _accentless(name.upper())
    if locale == "ar_AA":
        return name.translate(str.maketrans("أإآىة", "ااايه"))
    if locale == "uk_UA":
        return name.replace("ʼ", "’")
    return None


def with_signs(locale, name):
    """With the vowel signs that are written for learners."""
    sign = {"ar_AA": "\u064e", "he_IL": "\u05b8"}.get(locale)
    return sign and "".join(char + sign if char.isalpha() else char for char in name)
