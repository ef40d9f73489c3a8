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


def shortened(spans: Sequence[Span], excess: int) -> list[Span]:
    """The same spans with replacements that are shorter by as many characters as the
    text is too long, the last ones first; none gets shorter than what it replaces, so
    that nothing else of the text has to go."""
    result = []
    for start, end, word in reversed(spans):
        spare = min(excess, max(0, len(word) - (end - start)))
        excess -= spare
        kept = word[: len(word) - spare]
        # Half of an escape would read as something else.
        is_plain = not spare or not ("&" in word or "%" in word)
        result.append((start, end, kept if is_plain else ""))
    return result[::-1]
