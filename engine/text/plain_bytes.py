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
_ARABIC_ALIKE = "أإآٱاىيةه"
_CYRILLIC_ALIKE = "еЕёЁ"
_BREAKS = re.compile(rf"[\W\d_ς{_ARABIC_ALIKE}{_CYRILLIC_ALIKE}]+")


def of_turkish(low):
    """The bytes, in lower case, with Turkish letters in one way; themselves where there
    are none."""
    if _LEAD not in low:
        return low
    for spelled, plain in TURKISH:
        low = low.replace(spelled, plain)
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
