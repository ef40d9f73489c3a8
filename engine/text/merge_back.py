"""Replace spans of a text, and put the replaced words back into what became of it."""

import re
from collections.abc import Iterable, Sequence

from .aligning import Token, align
from .spans import Span, apply_spans
from .terms import UNSPACED

_TOKEN = re.compile(
    rf"&#?\w{{1,31}};|%[0-9a-fA-F]{{2}}|[{UNSPACED}]|[^\W_{UNSPACED}]+|\s+|.", re.DOTALL
)


def merge_back(original: str, spans: Sequence[Span], current: str) -> tuple[str, bool]:
    """Undo ``apply_spans(original, spans)`` in a text that went on changing since.

    :param current: what stands there now
    :return: the current text with our words back wherever their place was found, and
        whether all were
    """
    redacted = apply_spans(original, spans)
    if current in (redacted, original):
        return original, True
    back, whole = [], True
    places = located(redacted, _own_places(spans), current)
    for (start, end, _word), place in zip(spans, places, strict=True):
        if place is None:
            whole = False
        else:
            back.append((*place, original[start:end]))
    return apply_spans(current, back), whole


def _own_places(spans: Iterable[Span]) -> list[tuple[int, int]]:
    """Where the replacements that a run has made stand in the redacted text."""
    places, moved = [], 0
    for start, end, replacement in spans:
        places.append((start + moved, start + moved + len(replacement)))
        moved += len(replacement) - (end - start)
    return places


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
