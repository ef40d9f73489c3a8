"""What a name, an address or a number may be part of, as a text has it."""

import re
import unicodedata
from collections.abc import Iterator
from html import unescape

# So many words on either side.
_WORDS = 3
_BEFORE = re.compile(r"(?:[^\W_][\w.'’&/-]*,?[ \xa0]){1,3}\Z")
_AFTER = re.compile(r"(?:,?[ \xa0][^\W_][\w.'’&/-]*){1,3}")
_GLUED = re.compile(r"[\w/-]+")
_FAR = 80
# Stands behind a sign that is read as two; a letter, as far as words go.
_FILLED = "\ua78c"


def written(view) -> str:
    """The reading with accents and signs as the text has them, as a card may."""
    is_plain = view.chars.isascii() and view.text.isascii() and "&" not in view.text
    if is_plain or not view._stretches:
        return view.chars
    chars = list(view.chars)
    ends = [here for here, *_rest in view._stretches[1:]] + [len(chars)]
    for (here, first, last, exact), end in zip(view._stretches, ends, strict=True):
        if not exact and end > here:
            sign = unicodedata.normalize("NFC", unescape(view.text[first:last]))
            if len(sign) == 1 and sign.isprintable() and sign != "\xa0":
                chars[here:end] = [sign, *[_FILLED] * (end - here - 1)]
    return "".join(chars)


def around(chars: str, start: int, end: int) -> Iterator[str]:
    """Longer phrases that the stretch start:end of a reading is part of.

    In capitals only also capitalised, and what stands before a comma also behind.
    """
    glued = _GLUED.match(chars, end)
    if glued and glued.group().strip("-/"):
        yield chars[start : glued.end()].replace(_FILLED, "")
    before = _BEFORE.search(chars, max(0, start - _FAR), start)
    after = _AFTER.match(chars, end, end + _FAR)
    first = before.group().split() if before else []
    last = after.group().split() if after else []
    middle = " ".join(chars[start:end].split())
    for left in range(len(first) + 1):
        for right in range(len(last) + 1):
            if left or right:
                yield from _spelled(first[len(first) - left :], middle, last[:right])


def _spelled(first, middle, last):
    words = [*first, middle, *last]
    phrase = " ".join(words).strip(" .,;").replace(_FILLED, "")
    yield phrase
    if phrase.isupper():
        yield phrase.title()
    if len(first) == 1 and not last and first[0].endswith(","):
        turned = f"{middle} {first[0].strip(',')}"
        yield turned
        if turned.isupper():
            yield turned.title()
