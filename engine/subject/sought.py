"""A search for more and more terms."""

from collections import defaultdict

from ..text import needles


class Sought:
    """Needles of more and more terms, made when there is something to search."""

    def __init__(self):
        self._terms, self._new, self._made = set(), set(), []

    def add(self, terms):
        """Look for these as well."""
        self._new |= set(terms) - self._terms
        self._terms |= self._new

    def rows(self, rows, among):
        """As ``Needles.rows``."""
        if self._new:
            self._made.append(needles.Needles(sorted(self._new)))
            self._new = set()
        result = defaultdict(list)
        for one in self._made:
            for number, suspects in one.rows(rows, among).items():
                result[number] += suspects
        return result
