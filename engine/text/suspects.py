"""A term that may stand somewhere, and whether it really does."""

from collections.abc import Sequence
from typing import NamedTuple

from . import plain_bytes
from .longer import uncovered
from .matcher import Matcher
from .terms import Term
from .text_view import TextView


class Suspect(NamedTuple):
    """A term that may stand somewhere.

    :param parts: stretches of bytes in lower case that all have to be there
    :param others: matchers of what others have, and the term is part of
    """

    term: Term
    matcher: Matcher
    parts: tuple
    others: Sequence[Matcher] = ()

    def is_possible(self, low, squeezed_low=None):
        """Whether a text, its ASCII letters in lower case, has all the parts.

        :param squeezed_low: the same :func:`squeezed`, where it is known
        """
        if squeezed_low is not None and self.matcher.squeezes:
            return self.matcher.needle.encode() in squeezed_low
        for part in self.parts:  # a generator would take twice as long
            if part not in low:
                plain = plain_bytes.of_turkish(low)
                return plain is not low and all(one in plain for one in self.parts)
        return True


def find(text, suspects):
    """Which of the suspects really stand in a text.

    :return: set of terms
    """
    view = TextView(text, "<" in text)
    return {one.term for one in suspects if _stands(view, one)}


def stands(text, matcher):
    """Whether a matcher finds something in a text."""
    return bool(matcher.find(TextView(text, "<" in text)))


def _stands(view, suspect):
    found = suspect.matcher.find(view)
    if found and suspect.others:
        found = uncovered(view, found, suspect.others)
    return bool(found)
