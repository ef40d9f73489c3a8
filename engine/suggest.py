"""A rule for a field that the map does not know yet."""

import re
from dataclasses import dataclass

from . import own_paths, paths
from .misfit import Misfit

# By the field's name: (pattern, category, kind of term).
_TELLING = [
    (r"e?mails?(_\w+)?|email_\w+", "contact", "email"),
    (r"phones?(_\w+)?|mobile|fax", "contact", "phone"),
    (r"street2?", "address", "street"),
    (r"zip|city|address", "address", None),
    (r"vat", "tax", "vat"),
    (r"company_registry|registry", "tax", "registry"),
    (r"iban|acc_number", "bank", "iban"),
    (
        r"(first|last|sur|full|partner|contact|customer|holder|common|display)_?name"
        r"|signed_by|author_name",
        "name",
        "name",
    ),
    (r"birth\w*|ssnid|passport\w*", "name", None),
    (r"(access_)?token|secret|password", "login", None),
]
_PATTERNS = [
    (re.compile(rf"(^|_)({pattern})(_|$)"), category, term)
    for pattern, category, term in _TELLING
]


@dataclass(frozen=True)
class Suggestion:
    """What to enter in the data map.

    :param path: partner path of the rule; empty where nothing leads to a partner
    :param method: method of the field's line; empty for a relation, which needs none
    """

    path: str
    method: str
    category: str
    term: str | None


def suggest(env, found, mapped):
    """The rule for a field of the inventory.

    :param env: environment
    :param found: :class:`engine.inventory.Found`
    :param dict mapped: ``{model: partner path of its rule}``
    """
    field = found.field
    category, term = _meaning(field)
    path = _path(env, found, mapped, term)
    if found.kind == "link":
        return Suggestion(path, "", "notes", None)
    if field.type == "binary":
        return Suggestion(path, "clear", "media", None)
    if field.type in ("json", "properties") or not category:
        return Suggestion(path, "redact", category or "notes", None)
    if not _owns(env, found.model, path):
        return Suggestion(path, "redact", category, None)
    return Suggestion(path, "clear", category, term)


def _meaning(field):
    for pattern, category, term in _PATTERNS:
        if pattern.search(field.name):
            return category, term
    return None, None


def _path(env, found, mapped, term):
    """The path of the present rule, with the relation in question; in a model that
    hangs on nothing, a match by the value itself."""
    if found.kind == "contact":
        text = f"{term}:{found.field.name}" if term in ("email", "phone") else ""
        return text if text and paths.fits(env, found.model, text) else ""
    texts = [text.strip() for text in found.path.split(",")]
    if found.kind == "link" and found.model in mapped:
        texts = [text.strip() for text in mapped[found.model].split(",")]
        texts.append(found.field.name)
    return ",".join(fitting(env, found.model, texts))


def fitting(env, model, texts):
    """Those of the paths that a rule of one's own can have in this database: a shipped
    rule may name paths of absent apps, and lead where only shipped rules may.

    :return: list of texts, each once
    """
    return [text for text in dict.fromkeys(texts) if text and _fits(env, model, text)]


def _fits(env, model, text):
    try:
        own_paths.check(env, model, text)
    except Misfit:
        return False
    return True


def _owns(env, model, path):
    """Whether the first path makes the subject the owner of the record."""
    first = path.split(",")[0]
    if not first or not paths.fits(env, model, first):
        return False
    parsed = paths.parse(env, model, first)
    return not isinstance(parsed, paths.FieldPath) or parsed.single
