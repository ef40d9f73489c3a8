"""Letters that are written in several ways, where raw bytes are searched."""

import re
import unicodedata

from .readings import READINGS

# 'Fırat' and 'DENİZ': as readers take them, and as capitals are made in English.
TURKISH = (("ı".encode(), b"i"), ("İ".encode(), b"i"))
_LEAD = TURKISH[0][0][:1]
# Arabic letters that are typed for each other.
ARABIC = tuple(
    (spelled.encode(), plain.encode())
    for spelled, plain in zip("أإآٱىة", "اااايه", strict=True)
)
# What may stand between the digits of a number, or the words of a street. Tabs and line
# ends part fields.
_PARTING = b" -./()_,+"
_HYPHEN = b"\xe2\x80\x91"
# Spellings that are found by the needles of others.
SAME = (
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
    *TURKISH,
    *ARABIC,
)
# Vowel signs and invisible letters of Arabic and Hebrew, which texts leave out.
LEFT_OUT = re.compile(
    rb"\xd9[\x80\x8b-\x9f\xb0]|\xd8[\x90-\x9a]"
    rb"|\xd6[\x91-\xbd\xbf]|\xd7[\x81\x82\x84\x85\x87]"
)
_ARABIC_ALIKE = "أإآٱاىيةه"
_CYRILLIC_ALIKE = "еЕёЁ"
_BREAKS = re.compile(rf"[\W\d_ς{_ARABIC_ALIKE}{_CYRILLIC_ALIKE}]+")


def squeezed(data):
    """Plain data without what may part the digits of a number, or the words of a
    street."""
    if _HYPHEN[:1] in data:
        data = data.replace(_HYPHEN, b"")
    return data.translate(None, _PARTING)


def plain(data, spelled=None):
    """The data with some signs spelled in one way only.

    :param spelled: what is there of it, where that is known, as in ``raw_signs.Signs``
    """
    if spelled is None:
        spelled = _numbers(data)
    for number in spelled:
        if number == len(SAME):
            data = LEFT_OUT.sub(b"", data)
        else:
            data = data.replace(*SAME[number])
    return data


def _numbers(data):
    """Of what may be there, in order."""
    is_ascii = data.isascii()
    for number, (written, _usual) in enumerate(SAME):
        if is_ascii and not written.isascii():
            continue
        # One byte is found many times faster than several.
        if written[:1] in data and written in data:
            yield number
    if not is_ascii and any(lead in data for lead in (b"\xd9", b"\xd6", b"\xd7")):
        yield len(SAME)


def of_turkish(low):
    """The bytes, in lower case, with Turkish letters in one way; themselves where there
    are none."""
    if _LEAD not in low:
        return low
    for spelled, usual in TURKISH:
        low = low.replace(spelled, usual)
    return low


def unsure(word, text):
    """A folded word of a text, so that no plain stretch of it has an i where that may
    be one without a dot: its escapes differ."""
    return word.replace("i", "ı") if "ı" in text or "İ" in text else word


def longest_run(text):
    """The longest run of letters, in lower case, that stand in every spelling of a
    text: without accents and other signs, apostrophes, final forms, and letters that
    others write for each other."""
    runs = "".join(map(_or_break, text.lower()))
    return max(_BREAKS.split(runs), key=len, default="")


def _or_break(char):
    """The letter, or a space for one that is put together of several."""
    if unicodedata.combining(char) or unicodedata.category(char)[0] in "MC":
        return " "
    if char in READINGS:
        return " "
    return " " if unicodedata.decomposition(char) else char
