"""Stretches of a text that give way to others."""

from collections.abc import Iterable

Span = tuple[int, int, str]


def apply_spans(text: str, spans: Iterable[Span]) -> str:
    """The text with each span (start, end, replacement) replaced."""
    parts, done = [], 0
    for start, end, replacement in spans:
        parts += text[done:start], replacement
        done = end
    return "".join(parts) + text[done:]
