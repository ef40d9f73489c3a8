"""Which tokens of two texts are the same ones."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import takewhile
from typing import NamedTuple

# Prices of an alignment. To lose one of our own placeholders is the last resort.
_OPEN, _STEP, _SWAP, _LOSE, _NEVER = 20, 3, 6, 10_000, 10**9
_MOST_CELLS = 40_000
# Work that an alignment of long texts may cost: tokens looked at again for anchors, and
# pairs of equal tokens without any.
_MOST_ROUNDS, _MOST_PAIRS = 50, 100_000


class Token(NamedTuple):
    text: str
    own: bool


def align(
    old: list[Token], new: list[Token], words: set[str]
) -> Iterator[tuple[int, int]]:
    """Pairs of positions that are the same token, ascending in both.

    The cheapest alignment: few changed stretches, and our own placeholders kept. Long
    texts are first cut where something stands that occurs once in each.
    """
    blocks = [(0, len(old), 0, len(new))]
    budget = _MOST_ROUNDS * (len(old) + len(new))
    while blocks:
        here, here_end, there, there_end = blocks.pop()
        left, right = old[here:here_end], new[there:there_end]
        if not left or not right:
            continue
        budget -= len(left) + len(right)
        if len(left) * len(right) <= _MOST_CELLS:
            pairs = _way_back(left, right, _prices(left, right, words))
        elif budget > 0 and (anchors := _anchors(left, right, words)):
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
    counts = list(map(Counter, texts))
    if sum(some * counts[1][text] for text, some in counts[0].items()) > _MOST_PAIRS:
        return _ends(*texts)
    blocks = SequenceMatcher(None, *texts, False).get_matching_blocks()
    return [(m.a + i, m.b + i) for m in blocks for i in range(m.size)]


def _ends(old, new) -> list[tuple[int, int]]:
    """What is the same at the beginning, and at the end."""
    most = min(len(old), len(new))
    pairs = zip(old, new, strict=False)
    first = sum(1 for _same in takewhile(lambda pair: pair[0] == pair[1], pairs))
    pairs = zip(reversed(old), reversed(new), strict=False)
    last = sum(1 for _same in takewhile(lambda pair: pair[0] == pair[1], pairs))
    last = min(last, most - first)
    return [
        *((at, at) for at in range(first)),
        *((len(old) - at, len(new) - at) for at in range(last, 0, -1)),
    ]


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
