"""Texts in json: looked at one by one, and changed where they stand.

Everything else stays as it is spelled: numbers, the order of keys, spacing, escapes.
"""

import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cached_property

from .spans import Span, apply_spans

_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_KEY_END = re.compile(r"\s*:")
_SIGN = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\."
)
# Json in json in json: deeper nobody writes texts.
_DEEPEST = 4


def is_json(text: str) -> bool:
    """Whether a text is an object or a list in json."""
    if not text or text.lstrip()[:1] not in ("{", "["):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def spans(text: str, find: Callable[[str], list[Span]], suffix: str = "") -> list[Span]:
    """What to replace in a text that is json.

    :param find: gives the spans of one of its strings
    :param suffix: is put behind each string that changes, but keys
    """
    return list(_spans(text, find, suffix, 0))


def _spans(text, find, suffix, depth) -> Iterator[Span]:
    keys = _Keys(text)
    for match in _STRING.finditer(text):
        raw = match.group()[1:-1]
        if len(raw) < 2:
            continue
        value = json.loads(match.group(), strict=False) if "\\" in raw else raw
        found = _of_string(value, find, suffix, depth)
        is_key = bool(found) and bool(_KEY_END.match(text, match.end()))
        if found and suffix and not is_key:
            found.append((len(value), len(value), suffix))
        if is_key:
            found += keys.apart(value, found)
        yield from _in_raw(raw, match.start() + 1, found)


def _of_string(value, find, suffix, depth):
    if depth < _DEEPEST and value[:1] in ("{", "[") and is_json(value):
        return list(_spans(value, find, suffix, depth + 1))
    return list(find(value))


class _Keys:
    """Keeps the keys of a text apart."""

    def __init__(self, text):
        self._text = text
        self._numbers: Counter[str] = Counter()

    @cached_property
    def _taken(self):
        return {match.group()[1:-1] for match in _STRING.finditer(self._text)}

    def apart(self, value, found):
        """A number behind a key that another key is, or has become as well."""
        new = apply_spans(value, found)
        while True:
            self._numbers[new] += 1
            number = self._numbers[new]
            unique = new if number == 1 else f"{new} {number}"
            if _escaped(unique, True) not in self._taken:
                return [(len(value), len(value), f" {number}")] if number > 1 else []


def _in_raw(raw, start, found):
    """The spans of a string, as it is spelled."""
    if not found:
        return
    is_ascii = raw.isascii()
    if "\\" not in raw:
        for first, last, word in found:
            yield start + first, start + last, _escaped(word, is_ascii)
        return
    # Places behind which the spelling is longer than the string, and by how much.
    places, more, longer = [0], [0], 0
    for sign in _SIGN.finditer(raw):
        longer += len(sign.group()) - 1
        places.append(sign.start() + 1 - (longer - len(sign.group()) + 1))
        more.append(longer)
    for first, last, word in found:
        yield (
            start + first + more[bisect_right(places, first) - 1],
            start + last + more[bisect_right(places, last) - 1],
            _escaped(word, is_ascii),
        )


def _escaped(word, is_ascii):
    return json.dumps(word, ensure_ascii=is_ascii)[1:-1]


class _Number(str):
    """A number as it is spelled."""


def merge_back(old: str, new: str, current: str) -> str:
    """The original wherever nothing has changed since the redaction.

    :param old, new: before and after it
    :param current: what stands there now
    """
    before, after, now = map(_loads, (old, new, current))
    return old if now == after else _dumps(_merged(before, after, now))


def _merged(old, new, current):
    if current == new:
        return old
    if isinstance(current, dict) and isinstance(old, dict) and isinstance(new, dict):
        # Keys are redacted as well, and stay in their order.
        named = dict(zip(new, old, strict=True)) if len(new) == len(old) else {}
        return {
            named.get(key, key): _merged(old[named[key]], new[key], value)
            if key in named
            else value
            for key, value in current.items()
        }
    return current


def _loads(text):
    """With numbers as they are spelled."""
    return json.loads(text, parse_int=_Number, parse_float=_Number)


def _dumps(value):
    if isinstance(value, _Number):
        return str(value)
    if isinstance(value, dict):
        pairs = (f"{json.dumps(key)}: {_dumps(one)}" for key, one in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_dumps, value)) + "]"
    return json.dumps(value)
