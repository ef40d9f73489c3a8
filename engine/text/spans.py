"""Stretches of a text that give way to others."""

from collections.abc import Iterable, Sequence

Span = tuple[int, int, str]


def apply_spans(text: str, spans: Iterable[Span]) -> str:
    """The text with each span (start, end, replacement) replaced."""
    parts, done = [], 0
    for start, end, replacement in spans:
        parts += text[done:start], replacement
        done = end
    return "".join(parts) + text[done:]


def shortened(spans: Iterable[Span]) -> list[Span]:
    """The same spans with replacements that are no longer than what they replace."""
    result = []
    for start, end, word in spans:
        kept = word[: end - start]
        # Half of an escape would read as something else.
        is_whole = kept == word or not ("&" in word or "%" in word)
        result.append((start, end, kept if is_whole else ""))
    return result


def with_suffix(
    text: str, spans: Sequence[Span], suffix: str, size: int | None
) -> list[Span]:
    """The same spans, and one that puts a suffix behind the text, but in front of the
    same suffix where others have put it there.

    :param size: how long the text may get: first the replacements give way to the
        suffix, then the end of the text
    """
    suffix = suffix if size is None else suffix[-size:]
    excess = 0 if size is None else len(apply_spans(text, spans)) + len(suffix) - size
    result: list[Span] = []
    for start, end, word in reversed(spans):
        kept = word[: max(0, len(word) - max(0, excess))]
        excess -= len(word) - len(kept)
        result.insert(0, (start, end, kept))
    done = last = _end_of_text(text, suffix, result[-1][1] if result else 0)
    while excess > 0:
        start = result[-1][1] if result else 0
        cut = min(excess, done - start)
        done, excess = done - cut, excess - cut
        if excess > 0 and not result:
            return [(0, len(text), suffix)]
        if excess > 0:
            done = result.pop()[0]
    return [*result, (done, last, suffix)]


def _end_of_text(text, suffix, least):
    """Where the suffixes begin that stand behind a text."""
    end = len(text)
    while suffix and end - len(suffix) >= least and text.endswith(suffix, least, end):
        end -= len(suffix)
    return end
