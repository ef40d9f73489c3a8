"""Texts in json: looked at one by one, and changed where they stand.

Everything else stays as it is spelled: numbers, the order of keys, spacing, escapes.
"""

import json
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from os.path import commonprefix

from .located import located as located_in_text
from .spans import Span, apply_spans

_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_TOKEN = re.compile(_STRING.pattern + r"|[{}\[\],]", re.DOTALL)
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


def spans(
    text: str,
    find: Callable[[str], list[Span]],
    suffix: str = "",
    escapes: bool = True,
) -> list[Span]:
    """What to replace in a text that is json.

    :param find: gives the spans of one of its strings
    :param suffix: is put behind each string that changes, but keys
    :param escapes: where a string is spelled in ASCII, so is what is put into it
    """
    return list(_spans(text, find, suffix, escapes, 0))


def _spans(text, find, suffix, escapes, depth) -> Iterator[Span]:
    keys = _Keys(text)
    for match in _STRING.finditer(text):
        raw = match.group()[1:-1]
        if len(raw) < 2:
            continue
        value = json.loads(match.group(), strict=False) if "\\" in raw else raw
        found = _of_string(value, find, suffix, escapes, depth)
        is_key = bool(found) and bool(_KEY_END.match(text, match.end()))
        if found and suffix and not is_key:
            found.append((len(value), len(value), suffix))
        if is_key:
            found += keys.apart(value, found)
        is_ascii = escapes and raw.isascii()
        yield from _in_raw(raw, match.start() + 1, found, is_ascii)


def _of_string(value, find, suffix, escapes, depth):
    if depth < _DEEPEST and value[:1] in ("{", "[") and is_json(value):
        return list(_spans(value, find, suffix, escapes, depth + 1))
    return list(find(value))


class _Keys:
    """Keeps the keys of a text apart."""

    def __init__(self, text):
        self._text = text
        self._numbers: Counter[str] = Counter()

    @cached_property
    def _taken(self):
        found = _STRING.finditer(self._text)
        return {json.loads(match.group(), strict=False) for match in found}

    def apart(self, value, found):
        """A number behind a key that another key is, or has become as well."""
        new = apply_spans(value, found)
        while True:
            self._numbers[new] += 1
            number = self._numbers[new]
            unique = new if number == 1 else f"{new} {number}"
            if unique not in self._taken:
                return [(len(value), len(value), f" {number}")] if number > 1 else []


def _in_raw(raw, start, found, is_ascii):
    """The spans of a string, as it is spelled."""
    if not found:
        return
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


def difference(old: str, new: str) -> list[Span]:
    """What was replaced in the strings of a text that is json, and had as many of them
    before: one stretch of each."""
    result = []
    for one, other in zip(_STRING.finditer(old), _STRING.finditer(new), strict=False):
        before, after = one.group(), other.group()
        if before != after:
            first = len(commonprefix((before, after)))
            most = min(len(before), len(after)) - first
            last = len(commonprefix((before[::-1][:most], after[::-1][:most])))
            span = one.start() + first, one.end() - last
            result.append((*span, after[first : len(after) - last]))
    return result


def located(
    text: str, places: Sequence[tuple[int, int]], current: str
) -> list[tuple[int, int] | None]:
    """For each of some places in the strings of a text that is json its place in what
    the text became: ordered anew, spelled anew, edited.

    :return: list of places, None for those that are no more
    """
    by_path = {path: (start, end) for path, start, end in _strings(current)}
    strings = list(_strings(text))
    starts = [start for _path, start, _end in strings]
    wanted = defaultdict(list)
    for number, (first, last) in enumerate(places):
        index = bisect_right(starts, first) - 1
        if index >= 0 and last <= strings[index][2]:
            wanted[index].append(number)
    found: list[tuple[int, int] | None] = [None] * len(places)
    for index, numbers in wanted.items():
        path, start, end = strings[index]
        if path not in by_path:
            continue
        there, there_end = by_path[path]
        own = [(places[n][0] - start, places[n][1] - start) for n in numbers]
        raw, now = text[start:end], current[there:there_end]
        new = own if raw == now else located_in_text(raw, own, now)
        for number, place in zip(numbers, new, strict=True):
            found[number] = place and (place[0] + there, place[1] + there)
    return found


def _strings(text) -> Iterator[tuple[tuple, int, int]]:
    """The strings of a text with where they are: (path, start, end), the quotes left
    out. A key has the path of its value, and a sign behind it."""
    path: list = []
    for match in _TOKEN.finditer(text):
        sign = match.group()
        if sign in "{[":
            path.append(0 if sign == "[" else "")
        elif sign in "}]":
            del path[-1:]
        elif sign == ",":
            if path and isinstance(path[-1], int):
                path[-1] += 1
        elif _KEY_END.match(text, match.end()):
            path[-1:] = [json.loads(sign, strict=False)]
            yield (*path, None), match.start() + 1, match.end() - 1
        else:
            yield tuple(path), match.start() + 1, match.end() - 1
