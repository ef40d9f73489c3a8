"""Take words out of what stands in a column: a text, or texts in json."""

import re

from ..text import apply_spans, json_text, shortened

# Json that may have a first and a last name apart.
_NAMES = re.compile("(?i)name|last|family")


def redact_text(redactor, text, markup, type_, suffix=""):
    """Redact a column's text.

    :param type_: :class:`columns.Column`
    :param suffix: is put behind it where values of the column must differ
    :return: (new text or None, how to merge it back: the spans, or the new json; None
        where only the whole original can come back)
    """
    spans, new = _spans(redactor, text, markup, type_, suffix)
    if new is None:
        return None, None
    if type_.is_json:
        return new, {"json": new}
    if suffix and not json_text.is_json(text):
        return type_.cut(new + suffix, end=True), None
    if type_.cut(new) != new:
        spans = shortened(spans, len(new) - type_.size)
        new = apply_spans(text, spans)
    return new, spans


def _spans(redactor, text, markup, type_, suffix):
    """What to replace, and the text with it replaced; in json string by string, and
    where a name is in several of them only if it stays json."""
    if not type_.is_json and not json_text.is_json(text):
        return redactor.applied(text, markup)
    spans = json_text.spans(text, lambda one: redactor.spans(one, "<" in one), suffix)
    if spans:
        return spans, apply_spans(text, spans)
    spans, new = redactor.applied(text) if _NAMES.search(text) else ([], None)
    return (spans, new) if new and json_text.is_json(new) else ([], None)
