"""Which texts read as they are written: no entity, escape, mark or tag is in them."""

import re

from . import disguises
from .readings import READINGS

MARKS = "\u0300-\u036f\u3099\u309a"
# Searching one class of characters is many times faster than searching alternatives.
SPECIAL = re.compile(f"[&%\\\\{re.escape(''.join(READINGS))}{MARKS}\u1160-\u11ff]")


def is_plain(text: str) -> bool:
    """Whether each character stands for itself, but for tags."""
    if disguises.HEADER in text:
        return False
    if text.isascii() and "&" not in text and "%" not in text:
        return "\\u" not in text
    return SPECIAL.search(text) is None


def is_literal(text: str, markup: bool = False) -> bool:
    """Whether a text reads as it is written.

    :param markup: tags are tags
    """
    is_marked = markup and "<" in text
    return not is_marked and disguises.ADDRESS not in text and is_plain(text)
