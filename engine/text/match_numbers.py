"""Where a vat, registry, bank or phone number occurs in a reading."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from . import other_numbers
from .matcher import Matcher, occurrences, whole
from .text_view import SEPARATORS

_CURRENCY = (
    r"(?:[€$£¥₹₽₺]|eur|usd|gbp|chf|dkk|sek|nok|pln|czk|jpy|aud|cad|inr|try|rub|huf|ron"
    r"|kr|zł|kč|ft|lei|руб|тл)"
)
_MONEY_BEFORE = re.compile(rf"{_CURRENCY}\s?\Z")
_MONEY_AFTER = re.compile(rf"\s?{_CURRENCY}(?![^\W_])|\s?%")
_SEPARATOR = rf"[{re.escape(SEPARATORS)}]{{0,3}}"
_FOREIGN = re.compile(rf"(?:\+|\b00)\s?\d{{1,3}}{_SEPARATOR}\Z")
_LONGEST_COUNTRY_PREFIX = 16
_WIDEST_GAP = 4
_TWO_DIGIT_COUNTRIES = frozenset(
    "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 "
    "61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98".split()
)
# What is dialled before the number at home, where it is not a zero.
_TRUNKS = {"1": "1", "7": "[78]", "36": "06", "370": "[08]", "375": "8 ?0?", "993": "8"}


def _spread(low: str, needle: str) -> Iterator[list[int]]:
    """Where the characters of a number stand, each time it occurs."""
    first, second = needle[0], needle[1:2]
    for at in occurrences(low, first):
        after = low[at + 1 : at + 2]
        if after != second and after not in SEPARATORS:
            continue
        index = [at]
        for char in needle[1:]:
            at += 1
            last = min(at + _WIDEST_GAP, len(low))
            while at < last and low[at] != char and low[at] in SEPARATORS:
                at += 1
            if low[at : at + 1] != char:
                break
            index.append(at)
        else:
            yield index


class Number(Matcher):
    """A vat, registry or bank number, its characters parted or not."""

    squeezes = True
    is_vat = False

    def __init__(self, text: str):
        self.compact = re.sub(r"[\W_]+", "", text).lower()
        self.needle = self.compact
        # Without its country: that is how the number is written at home.
        if self.is_vat and self.compact[:2].isalpha() and len(self.compact) >= 10:
            self.needle = self.compact[2:]

    def token_sets(self):
        return []

    def _find(self, view):
        for needle in {self.compact, self.needle}:
            for index in _spread(view.low, needle):
                start, end = index[0], index[-1] + 1
                if self._together(index) and self._bounded(view.low, start, end):
                    yield start, end

    def _together(self, index):
        if len(index) < 7 and self.compact.isdigit():
            return index[-1] - index[0] == len(index) - 1
        return all(after - here <= 3 for here, after in pairwise(index))

    def _bounded(self, low, start, end):
        digits = not any(map(str.isalpha, low[start:end]))
        return whole(low, start, end) and not (digits and _in_amount(low, start, end))


class LongNumber(Number):
    """More signs than any number has, parted or not."""

    def _find(self, view):
        places = [at for at, char in enumerate(view.low) if char not in SEPARATORS]
        start, size = view.squeezed.find(self.needle), len(self.needle)
        while start >= 0:
            yield places[start], places[start + size - 1] + 1
            start = view.squeezed.find(self.needle, start + size)


class Vat(Number):
    """A vat number, also without the country it begins with."""

    is_vat = True


def _in_amount(low, start, end) -> bool:
    """Part of a longer number, or an amount."""
    before, after = low[max(0, start - 4) : start], low[end : end + 5]
    if re.search(r"\d[.,]\Z", before) or re.match(r"[.,]\d", after):
        return True
    if _MONEY_BEFORE.search(before) or _MONEY_AFTER.match(after):
        return True
    spaced = " " in low[start:end]
    return spaced and bool(re.search(r"\d \Z", before) or re.match(r" \d", after))


class Phone(Matcher):
    """A phone number with or without its country or trunk prefix."""

    squeezes = True

    def __init__(self, text: str):
        digits = re.sub(r"\D", "", text)
        self.country = _country(digits) if text[:1] == "+" else ""
        self.needle = digits[len(self.country) :].lstrip("0")
        if len(self.needle) < 7:
            self.country, self.needle = "", digits

    def token_sets(self):
        return []

    def _find(self, view):
        low = view.low
        for index in _spread(low, self.needle):
            if index[-1] - index[0] >= len(index) and any(
                after - here > 4 for here, after in pairwise(index)
            ):
                continue
            start, end = index[0], index[-1] + 1
            window = max(0, start - _LONGEST_COUNTRY_PREFIX)
            prefix = _prefix(self.country).search(low[window:start])
            first = window + prefix.start() if prefix else start
            if not prefix and start and low[start - 1] in "(+":
                first -= 1
            written = low[first:end]
            if written[0] == "(" and written.count("(") > written.count(")"):
                first += 1
            if self._bounded(low, first, end, bool(prefix)):
                yield first, end

    def _bounded(self, low, start, end, prefixed):
        if start and (low[start - 1].isalnum() or low[start - 1] == "+"):
            return False
        if low[end : end + 1].isalnum() and not re.match(r"x|ext", low[end : end + 3]):
            return False
        if _FOREIGN.search(low[max(0, start - 9) : start]):
            return False
        if prefixed:
            return not re.match(r"[.,]\d", low[end : end + 2])
        if re.search(r"\d[ ./-]\Z", low[max(0, start - 2) : start]):
            return False
        if other_numbers.is_other(low, start, end):
            return False
        return not _in_amount(low, start, end)


@cache
def _prefix(country: str) -> re.Pattern:
    """What may stand before the national digits: '+32 (0)', '0032', '32', '(0'."""
    part = _SEPARATOR
    trunk = _TRUNKS.get(country, "0" if country else "[01]")
    code = country or r"[1-9]\d{0,2}"
    signed = rf"\(?(?:\+|00){part}{code}{part}(?:\(?0\)?{part})?"
    bare = rf"|{country}{part}" if country else ""
    return re.compile(rf"(?<![^\W_])(?:{signed}|\(?{trunk}{part}{bare})\(?\Z")


def _country(digits: str) -> str:
    """The country calling code that an international number begins with (ITU E.164)."""
    if digits[0] in "17":
        return digits[0]
    return digits[:2] if digits[:2] in _TWO_DIGIT_COUNTRIES else digits[:3]
