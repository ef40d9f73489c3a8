"""Redactions of one text that are taken back, without the seals that hold them."""

from ...engine.text import layers


def merge_back(original, spans, current):
    """Take back the only redaction of a text: (text, whether all words came back)."""
    one = layers.Layer(original, spans)
    return layers.take_back([one], one, current)


def merge_under(original, spans, current, later):
    """Take back the first of two redactions."""
    first = layers.Layer(original, spans)
    stack = [first, layers.Layer(first.new, later)]
    return layers.take_back(stack, first, current)
