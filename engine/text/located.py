"""Where the placeholders of a text stand in what became of it."""

import re
from collections.abc import Sequence

from .aligning import Token, align
from .terms import UNSPACED

_TOKEN = re.compile(
    rf"&#?\w{{1,31}};|%[0-9a-fA-F]{{2}}|[{UNSPACED}]|[^\W_{UNSPACED}]+|\s+|.", re.DOTALL
)


def located(
    redacted: str, places: Sequence[tuple[int, int]], current: str
) -> list[tuple[int, int] | None]:
    """For each of our places in the redacted text its place in the current one.

    Others may have been redacted since, or come back, with the same placeholder: who is
    who is guessed then. Where it is known, see :mod:`.layers`.
    """
    words = {redacted[start:end] for start, end in places} - {""}
    old, edges = _tokens_of_redacted(redacted, places, words)
    new = [Token(text, False) for text in _split(current, words)]
    offsets = [0]
    for token in new:
        offsets.append(offsets[-1] + len(token.text))
    twin = dict(align(old, new, words))
    located: list[tuple[int, int] | None] = []
    lost = False
    for (start, end), edge in zip(places, edges, strict=True):
        if start < end:
            at = twin.get(edge)
            lost = at is None
            located.append(None if at is None else (offsets[at], offsets[at + 1]))
            continue
        # A word that was replaced by nothing stood next to a placeholder: it comes back
        # if that one does.
        at = twin.get(edge, twin.get(edge - 1, -2) + 1)
        located.append(None if lost or at < 0 else (offsets[at], offsets[at]))
    return _ascending(located)


def _ascending(located):
    done = 0
    for index, place in enumerate(located):
        if place is not None and place[0] < done:
            located[index] = None
        elif place is not None:
            done = place[1]
    return located


def _tokens_of_redacted(redacted, places, words):
    """Its tokens, and for each place the index of its token (or of the next one)."""
    tokens, edges, done = [], [], 0
    for start, end in places:
        tokens += [Token(text, False) for text in _split(redacted[done:start], words)]
        edges.append(len(tokens))
        if start < end:
            tokens.append(Token(redacted[start:end], True))
        done = end
    tokens += [Token(text, False) for text in _split(redacted[done:], words)]
    return tokens, edges


def _split(text: str, words: set[str]) -> list[str]:
    if not words:
        return _TOKEN.findall(text)
    parts = re.split(f"({'|'.join(map(re.escape, sorted(words)))})", text)
    return [
        token
        for index, part in enumerate(parts)
        for token in ([part] if index % 2 else _TOKEN.findall(part))
    ]
