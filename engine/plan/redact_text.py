"""Take words out of what stands in a column: a text, or texts in json."""

import re

from ..text import apply_spans, json_text, shortened, with_suffix

# Json that may have a first and a last name apart.
_NAMES = re.compile("(?i)name|last|family")


def redact_text(redactor, text, markup, type_, suffix=""):
    """Redact a column's text.

    :param type_: :class:`columns.Column`
    :param suffix: is put behind it where values of the column must differ
    :return: (new text or None, the spans that lead back)
    """
    spans, new = _spans(redactor, text, markup, type_, suffix)
    if new is None:
        return None, None
    if type_.is_json:
        return new, spans
    if type_.size is not None:
        # Also when there is room: it is that of the words of others who may come back.
        spans = shortened(spans)
    if suffix and not json_text.is_json(text):
        spans = with_suffix(text, spans, suffix, type_.size)
    return apply_spans(text, spans), spans


def _spans(redactor, text, markup, type_, suffix):
    """What to replace, and the text with it replaced; in json string by string, and
    where a name is in several of them only if it stays json."""
    if not type_.is_json and not json_text.is_json(text):
        return redactor.applied(text, markup)

    def find(one):
        return redactor.spans(one, "<" in one)

    # PostgreSQL spells jsonb anew, without escapes.
    spans = json_text.spans(text, find, suffix, type_.type != "jsonb")
    if spans:
        return spans, apply_spans(text, spans)
    spans, new = redactor.applied(text) if _NAMES.search(text) else ([], None)
    return (spans, new) if new and json_text.is_json(new) else ([], None)
