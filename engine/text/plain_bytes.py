"""Letters that are written in several ways, where raw bytes are searched."""

import re
import unicodedata

# 'Fırat' and 'DENİZ': as readers take them, and as capitals are made in English.
_DOTLESS, _DOTTED = b"\xc4\xb1", b"\xc4\xb0"
TURKISH = (
    (_DOTLESS, b"i"),
    (_DOTTED, b"i"),
    (b"&#305;", b"i"),
    (b"&#304;", b"i"),
    (b"%C4%B1", b"i"),
    (b"%C4%B0", b"i"),
    (b"\\u0131", b"i"),
    (b"\\u0130", b"i"),
)
# Arabic letters that are typed for each other.
ARABIC = tuple(
    (spelled.encode(), plain.encode())
    for spelled, plain in zip("أإآٱىة", "اااايه", strict=True)
)
_MAY_BE_TURKISH = (b"\xc4", b"#30", b"%c4", b"u013")
_ARABIC_ALIKE = "أإآٱاىيةه"
_CYRILLIC_ALIKE = "еЕёЁ"
_BREAKS = re.compile(rf"[\W\d_ςσ{_ARABIC_ALIKE}{_CYRILLIC_ALIKE}]+")


def of_turkish(low):
    """The bytes, in lower case, with Turkish letters in one way; themselves where there
    are none."""
    if not any(sign in low for sign in _MAY_BE_TURKISH):
        return low
    for spelled, plain in TURKISH:
        low = low.replace(spelled.lower(), plain)
    return low


def longest_run(text):
    """The longest run of letters, in lower case, that stand in every spelling of a
    text: without accents and other signs, final forms, and letters that others write
    for each other."""
    runs = "".join(map(_or_break, text.lower()))
    return max(_BREAKS.split(runs), key=len, default="")


def _or_break(char):
    """The letter, or a space for one that is put together of several."""
    if unicodedata.combining(char) or unicodedata.category(char)[0] in "MC":
        return " "
    return " " if unicodedata.decomposition(char) else char
