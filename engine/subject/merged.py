"""Who was merged into a contact: Odoo says it in a message on the card, in the language
of the user, and has deleted the others.

Everything here is pure.
"""

import re

from ..text import TextView, apply_spans

# Every such message has it, in all languages; bodies are stored escaped.
SIGN = "&gt; ("
TABLE, COLUMN = "mail_message", "body"
# What parts them in a list: 'A <a> (ID 1), B <b> (ID 2) and C <c> (ID 3)'.
_AND = "and|und|et|en|y|e|i|og|och|ja|a|és|și|и|й|та|і|και|ve|dan|và|או|ו|و"
_ONE = re.compile(
    rf"(?:[:：]|\)['\"]?(?:\s*[,;、،])?(?:\s+(?:{_AND})(?=\s)|\s?(?:和|及|と|および))?)[\s\[]*['\"]?"
    r"(?P<name>[^\n<>]{1,200}?) <(?P<email>[^<>\s]{1,200})>"
    r"(?= \([^()\d]{0,20}\d+\))"
)


def values(body):
    """The names and addresses of those who were merged: list of (kind, text)."""
    return [pair for one in _identities(body) for pair in one]


def sealed_values(body, how):
    """Those of a message that was redacted, and of which the redaction has taken out.

    :param how: the spans that were replaced
    """
    if SIGN not in body or not isinstance(how, list):
        return []
    before = _identities(body)
    after = _identities(apply_spans(body, how))
    if len(before) != len(after):
        return []
    return [
        old
        for one, other in zip(before, after, strict=True)
        for old, new in zip(one, other, strict=True)
        if old != new
    ]


def _identities(body):
    if SIGN not in body:
        return []
    chars = TextView(body, True).chars
    return [
        (("name", match["name"]), ("email", match["email"]))
        for match in _ONE.finditer(chars)
    ]
