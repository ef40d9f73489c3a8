"""What a name, an address or a number may be part of, as a text has it."""

import re
import unicodedata
from collections.abc import Iterator
from html import unescape

# So many words on either side.
_WORDS = 3
_WORD = re.compile(r"[^\W_][\w.'’&/-]*,?")
_WORD_AT_END = re.compile(r"[^\W_][\w.'’&/-]*,?\Z")
_AFTER = re.compile(r"(?:,?[ \xa0][^\W_][\w.'’&/-]*){1,3}")
_GLUED = re.compile(r"[\w/-]+")
_FAR = 80
# In a text with capitals a name begins and ends with one, but for these.
_PARTICLES = frozenset(
    "von van de del della der den di da dos du la le el al ter ten zu zur bin ibn af "
    "av".split()
)
_LEGAL_FORMS = frozenset(
    "gmbh mbh kg ag eg ohg ltd plc llc inc co oy ab as aps a/s sa srl sarl sas spa bv "
    "nv sl doo kft sro".split()
)
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
    first = _before(chars[max(0, start - _FAR) : start])
    after = _AFTER.match(chars, end, end + _FAR)
    last = after.group().split() if after else []
    middle = " ".join(chars[start:end].split())
    is_low = middle[:1].islower()
    lefts = [
        place
        for place in range(len(first), -1, -1)
        if place == len(first) or is_low or _may_begin(first[place])
    ]
    rights = [
        count
        for count in range(len(last) + 1)
        if not count or is_low or _may_end(last[count - 1])
    ]
    for left in lefts:
        for right in rights:
            if left < len(first) or right:
                yield from _spelled(first[left:], middle, last[:right])


def _before(text):
    """The last words of what stands before a place, the space behind them included."""
    words = []
    *parts, rest = text.replace("\xa0", " ").rsplit(" ", _WORDS + 1)
    while parts and not rest and len(words) < _WORDS:
        part = parts.pop()
        if _WORD.fullmatch(part):
            words.insert(0, part)
            continue
        if match := _WORD_AT_END.search(part):
            words.insert(0, match.group())
        break
    return words


def _may_begin(word):
    return not word[0].islower() or word.lower().strip(".") in _PARTICLES


def _may_end(word):
    word = word.strip(".,;")
    return (
        not word[:1].islower()
        or not word.isalpha()
        or not word.islower()
        or word in _LEGAL_FORMS
    )


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
