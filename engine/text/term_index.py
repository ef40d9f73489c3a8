"""Whose terms stand in a text, for many people at once."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from .matcher import TOKEN, Matcher
from .redactor import matcher_of
from .terms import UNSPACED, Term
from .text_view import BREAK, TextView

_LONG, _SHORT = 7, 4

_IS_UNSPACED = re.compile(f"[{UNSPACED}]").match


class TermIndex:
    """Says whose terms stand in a text, for many people at once.

    Each term is filed under the rarest of its tokens (for numbers: under a window of
    their digits). The tokens of a text lead to few terms, which are then looked for
    exactly as a :class:`Redactor` does.

    :param terms_by_subject: ``{subject id: terms}``, or the matchers of a Redactor
    :ivar needs: list of (set of keys, term): each text with the term has all keys of
        one of its sets among its :func:`keys_of`
    :ivar is_sure: whether that holds; there are terms that no key leads to
    """

    def __init__(self, terms_by_subject: Mapping[int, Iterable[Term | Matcher]]):
        self._filed: dict[str, list[tuple[int, Matcher]]] = defaultdict(list)
        self._unfiled: list[tuple[int, Matcher]] = []
        self._windows: set[int] = set()
        self.needs: list[tuple[set[str], Term | Matcher]] = []
        entries = []
        frequency: Counter[str] = Counter()
        for subject, terms in terms_by_subject.items():
            for term in terms:
                entry = (subject, matcher_of(term))
                keys = [_keys(tokens) for tokens in entry[1].token_sets()]
                entries.append((entry, term, keys))
                for alternative in keys:
                    frequency.update(alternative)
        for entry, term, keys in entries:
            self._file(entry, term, keys, frequency)
        self.is_sure = not self._unfiled

    def _file(self, entry, term, keys, frequency):
        if entry[1].squeezes:
            keys, size = _number_key(entry[1].needle)
            self._windows.update(size)
        if not all(keys):
            self._unfiled.append(entry)
            return
        self.needs += [(some, term) for some in keys]
        rarest = {min(some, key=lambda key: (frequency[key], -len(key), key))
                  for some in keys}  # fmt: skip
        for key in rarest:
            self._filed[key].append(entry)

    def hits(self, text: str, markup: bool = False) -> set[int]:
        """The subjects of which at least one term stands in the text."""
        view = TextView(text, markup)
        keys = _keys(set(TOKEN.findall(view.low)))
        for size in self._windows:
            keys |= _windows(view, size)
        entries = list(self._unfiled)
        for key in self._filed.keys() & keys:
            entries += self._filed[key]
        found: set[int] = set()
        for subject, candidate in entries:
            if subject not in found and candidate.find(view):
                found.add(subject)
        return found


def needs_of(terms: Iterable[Term]) -> list[tuple[Term, set[str]]]:
    """As ``TermIndex.needs``: with an empty set where no key leads to a term."""
    needs: list[tuple[Term, set[str]]] = []
    for term in terms:
        matcher = matcher_of(term)
        if matcher.squeezes:
            keys, _size = _number_key(matcher.needle)
        else:
            keys = [_keys(tokens) for tokens in matcher.token_sets()]
        needs += [(term, some) for some in keys]
    return needs


def keys_of(texts: Iterable[str]) -> set[str]:
    """All keys under which a term may be filed that stands in one of these texts."""
    plain: list[str] = []
    views: list[TextView] = []
    for text in texts:
        if "<" in text:
            views.append(TextView(text, True))
        else:
            plain.append(text)
    views.append(TextView(BREAK.join(plain)))
    keys: set[str] = set()
    for view in views:
        keys |= _keys(set(TOKEN.findall(view.low)))
        keys |= _windows(view, _LONG) | _windows(view, _SHORT)
    return keys


def _keys(tokens: set[str]) -> set[str]:
    """Tokens as they are; of a run of unspaced script each pair of characters."""
    keys = set()
    for token in tokens:
        if token.isascii() or not _IS_UNSPACED(token):
            keys.add(token)
        else:
            keys.update(token[i : i + 2] for i in range(len(token) - 1))
    return keys


def _number_key(needle: str) -> tuple[list[set[str]], list[int]]:
    """The only set of keys of a number, and the length of its window, if it has one."""
    digits = max(re.findall(r"\d+", needle), key=len, default="")
    for size in (_LONG, _SHORT):
        if len(digits) >= size:
            return [{f"#{digits[-size:]}"}], [size]
    return [set()], []


def _windows(view: TextView, size: int) -> set[str]:
    return {
        f"#{run[i : i + size]}"
        for run in re.findall(rf"\d{{{size},}}", view.squeezed)
        for i in range(len(run) - size + 1)
    }
