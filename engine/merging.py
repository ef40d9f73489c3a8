"""Replace spans of a text, and put the replaced words back into what became of it."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from .terms import UNSPACED

Span = tuple[int, int, str]

_TOKEN = re.compile(
    rf"&#?\w{{1,31}};|%[0-9a-fA-F]{{2}}|[{UNSPACED}]|[^\W_{UNSPACED}]+|\s+|.", re.DOTALL
)
# Prices of an alignment. To lose one of our own placeholders is the last resort.
_OPEN, _STEP, _SWAP, _LOSE, _NEVER = 20, 3, 6, 10_000, 10**9
_MOST_CELLS = 40_000


class _Token(NamedTuple):
    text: str
    own: bool


def apply_spans(text: str, spans: Iterable[Span]) -> str:
    """The text with each span (start, end, replacement) replaced."""
    parts, done = [], 0
    for start, end, replacement in spans:
        parts += text[done:start], replacement
        done = end
    return "".join(parts) + text[done:]


def merge_back(
    original: str,
    spans: Sequence[Span],
    current: str,
    later: Sequence[Sequence[Span]] = (),
) -> tuple[str, bool]:
    """Undo ``apply_spans(original, spans)`` in a text that went on changing since.

    :param current: what stands there now: edited, or redacted for other people, or
        restored for some of them, who may have the same placeholder
    :param later: where known, the spans of each later redaction of this text that is
        still in force, oldest first. With them two people whose words follow each
        other without anything in between are told apart for sure.
    :return: the current text with our words back wherever their place was found, and
        whether all were
    """
    redacted = apply_spans(original, spans)
    if current in (redacted, original):
        return original, True
    places = _own_places(spans)
    shifted = redacted
    for other in later:
        shifted = apply_spans(shifted, other)
        places = [_shifted(place, other) for place in places]
    if not later or shifted != current:
        places = _located(redacted, _own_places(spans), current)
    back, whole = [], True
    for (start, end, _word), place in zip(spans, places, strict=True):
        if place is None:
            whole = False
        else:
            back.append((*place, original[start:end]))
    return apply_spans(current, back), whole


def _own_places(spans: Iterable[Span]) -> list[tuple[int, int]]:
    """Where the replacements stand in the redacted text."""
    places, moved = [], 0
    for start, end, replacement in spans:
        places.append((start + moved, start + moved + len(replacement)))
        moved += len(replacement) - (end - start)
    return places


def _shifted(place: tuple[int, int], spans: Iterable[Span]) -> tuple[int, int]:
    moved = sum(len(word) - (end - start) for start, end, word in spans
                if end <= place[0])  # fmt: skip
    return place[0] + moved, place[1] + moved


def _located(
    redacted: str, places: list[tuple[int, int]], current: str
) -> list[tuple[int, int] | None]:
    """For each of our places in the redacted text its place in the current one."""
    words = {redacted[start:end] for start, end in places} - {""}
    old, edges = _tokens_of_redacted(redacted, places, words)
    new = [_Token(text, False) for text in _split(current, words)]
    offsets = [0]
    for token in new:
        offsets.append(offsets[-1] + len(token.text))
    twin = dict(_align(old, new, words))
    located: list[tuple[int, int] | None] = []
    lost = False
    for (start, end), edge in zip(places, edges, strict=True):
        if start < end:
            at = twin.get(edge)
            lost = at is None
            located.append(None if at is None else (offsets[at], offsets[at + 1]))
            continue
        # An empty replacement follows the placeholder of its name, and shares its fate.
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
        tokens += [_Token(text, False) for text in _split(redacted[done:start], words)]
        edges.append(len(tokens))
        if start < end:
            tokens.append(_Token(redacted[start:end], True))
        done = end
    tokens += [_Token(text, False) for text in _split(redacted[done:], words)]
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


def _align(
    old: list[_Token], new: list[_Token], words: set[str]
) -> Iterator[tuple[int, int]]:
    """Pairs of positions that are the same token, ascending in both.

    The cheapest alignment: few changed stretches, and our own placeholders kept. Long
    texts are first cut where something stands that occurs once in each.
    """
    blocks = [(0, len(old), 0, len(new))]
    while blocks:
        here, here_end, there, there_end = blocks.pop()
        left, right = old[here:here_end], new[there:there_end]
        if not left or not right:
            continue
        if len(left) * len(right) <= _MOST_CELLS:
            pairs = _way_back(left, right, _prices(left, right, words))
        elif anchors := _anchors(left, right, words):
            ends = [*anchors, (len(left), len(right))]
            starts = [(0, 0), *((a + 1, b + 1) for a, b in anchors)]
            blocks += (
                (here + a, here + a_end, there + b, there + b_end)
                for (a, b), (a_end, b_end) in zip(starts, ends, strict=True)
            )
            pairs = anchors
        else:
            pairs = _blunt(left, right)
        yield from ((here + a, there + b) for a, b in pairs)


def _anchors(old, new, words) -> list[tuple[int, int]]:
    """Stretches of tokens that occur once in each text: their first tokens."""
    for size in (1, 2, 4, 8, 16, 32):
        in_old, in_new = _once(old, size, words), _once(new, size, words)
        pairs = sorted((in_old[key], in_new[key]) for key in in_old.keys() & in_new)
        if pairs:
            return _longest_rise(pairs)
    return []


def _once(tokens, size, words) -> dict[tuple[str, ...], int]:
    texts = [token.text for token in tokens]
    seen: dict[tuple[str, ...], int] = {}
    for index in range(len(texts) - size + 1):
        key = tuple(texts[index : index + size])
        seen[key] = -1 if key in seen else index
    return {
        key: index
        for key, index in seen.items()
        if index >= 0 and words.isdisjoint(key) and key[0][0].isalnum()
    }


def _longest_rise(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of the pairs that ascends in both members."""
    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_here, there) in enumerate(pairs):
        place = bisect_left(tops, there)
        before.append(ends[place - 1] if place else -1)
        tops[place : place + 1] = [there]
        ends[place : place + 1] = [index]
    rise, index = [], ends[-1]
    while index >= 0:
        rise.append(pairs[index])
        index = before[index]
    return rise[::-1]


def _blunt(old, new) -> list[tuple[int, int]]:
    texts = ([token.text for token in old], [token.text for token in new])
    blocks = SequenceMatcher(None, *texts, False).get_matching_blocks()
    return [(m.a + i, m.b + i) for m in blocks for i in range(m.size)]


class _Row(NamedTuple):
    """Least costs of aligning the first tokens of both texts, by the last step."""

    best: list[int]
    drop: list[int]
    add: list[int]
    redact: list[int]
    restore: list[int]


def _prices(old, new, words) -> list[_Row]:
    """The table of an alignment with affine prices (Gotoh 1982).

    A step keeps a token, drops an old one, adds a new one, or is what happens here
    all the time: a stretch gave way to a placeholder, or a placeholder to a stretch.
    """
    width = len(new) + 1
    never = [_NEVER] * width
    first = [0, *(_OPEN + _STEP * column for column in range(1, width))]
    rows = [_Row(first, never, first, never, never)]
    is_word = [token.text in words for token in new]
    for token in old:
        rows.append(_next_row(rows[-1], token, new, is_word, token.text in words))
    return rows


def _next_row(above, token, new, is_word, was_word) -> _Row:
    lose = _LOSE if token.own else 0
    start = min(above.best[0] + _OPEN, above.drop[0]) + _STEP + lose
    row = _Row([start], [start], [_NEVER], [_NEVER], [_NEVER])
    for column, other in enumerate(new):
        corner = above.best[column]
        drop = min(above.best[column + 1] + _OPEN, above.drop[column + 1])
        drop += _STEP + lose
        add = min(row.best[column] + _OPEN, row.add[column]) + _STEP
        redact = above.redact[column + 1] + 1 + lose
        if is_word[column] and not token.own:
            redact = min(redact, corner + _SWAP)
        restore = row.restore[column] + 1
        if was_word and not token.own:
            restore = min(restore, corner + _SWAP)
        same = corner if other.text == token.text else _NEVER
        row.best.append(min(same, drop, add, redact, restore))
        row.drop.append(drop)
        row.add.append(add)
        row.redact.append(redact)
        row.restore.append(restore)
    return row


def _way_back(old, new, rows) -> list[tuple[int, int]]:
    pairs, row, column, step = [], len(old), len(new), "best"
    while row or column:
        costs, above = rows[row], rows[row - 1]
        if step == "best":
            cost = costs.best[column]
            if row and column and old[row - 1].text == new[column - 1].text:
                if cost == above.best[column - 1]:
                    row, column = row - 1, column - 1
                    pairs.append((row, column))
                    continue
            steps = ("redact", "restore", "drop", "add")
            step = next(kind for kind in steps if getattr(costs, kind)[column] == cost)
            continue
        cost = getattr(costs, step)[column]
        lose = _LOSE if row and old[row - 1].own else 0
        if step == "drop":
            row, stays = row - 1, cost == above.drop[column] + _STEP + lose
        elif step == "add":
            column -= 1
            stays = cost == costs.add[column] + _STEP and (row or column)
        elif step == "redact":
            stays = cost == above.redact[column] + 1 + lose
            row, column = row - 1, column if stays else column - 1
        else:
            stays = cost == costs.restore[column - 1] + 1
            row, column = row if stays else row - 1, column - 1
        step = step if stays else "best"
    return pairs[::-1]
