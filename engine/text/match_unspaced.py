"""A name in Chinese, Japanese or Korean writing, stored without a space.

Others part the family name from the given one: '太田直人' and '太田 直人'.
"""

import re
import unicodedata

from .match_names import Name
from .terms import UNSPACED

# A longer one is the name of a company.
MOST_SIGNS = 6
_ONE_WORD = re.compile(f"[{UNSPACED}]{{2,{MOST_SIGNS}}}").fullmatch
_KINDS = ("CJK", "HANGUL", "HIRAGANA", "KATAKANA")
GAPS = (" ", "\u3000", "・", "·", "\xa0")


def is_unspaced(text: str) -> bool:
    """Whether a name is one word in such a writing."""
    if text.isascii() or not _ONE_WORD(text):
        return False
    return all(unicodedata.name(char, "").startswith(_KINDS) for char in text)


def parted(text: str) -> list[tuple[str, str]]:
    """The ways to part such a name in two."""
    return [(text[:place], text[place:]) for place in range(1, len(text))]


class UnspacedName(Name):
    """A name that may be parted at one place."""

    def __init__(self, text: str):
        super().__init__(text)
        self.needle = self.low[-1:]
        whole = re.escape(self.low)
        ways = [
            rf"{re.escape(family)}\s?[・·]?\s?{re.escape(given)}"
            for family, given in parted(self.low)
        ]
        self._pattern = re.compile("|".join([whole, *ways]))

    def token_sets(self):
        return [set()]  # the signs of one token stand in two

    def _find(self, view):
        for match in self._pattern.finditer(view.low):
            yield match.span()
