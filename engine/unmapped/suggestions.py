"""A rule for a field that the map does not know yet."""

from dataclasses import dataclass

from ..datamap import (
    NAME_PARTS,
    Misfit,
    field_owner,
    own_rule_limits,
    own_rule_paths,
    paths,
    record_owner,
    telling_names,
)
from . import stored_fields


@dataclass(frozen=True)
class Suggestion:
    """What to enter in the data map.

    :param path: partner path of the rule; empty where nothing leads to a partner
    :param method: method of the field's line; empty for a relation, which needs none
    :param is_ambiguous: several links of the model may say whose the record is
    """

    path: str
    method: str
    category: str
    term: str | None
    is_ambiguous: bool = False


def suggest(env, found, mapped):
    """The rule for a field of the inventory.

    :param env: environment
    :param found: :class:`stored_fields.Found`
    :param dict mapped: ``{model: partner path of its rule}``
    """
    field = found.field
    told = telling_names.meaning(field.name.removesuffix("_id"))
    category = told.category if told else "notes"
    path = _path(env, found, mapped)
    if found.kind == "link":
        return Suggestion(path, "", "notes", None, _is_ambiguous(env, found, mapped))
    if field.type == "binary":
        return Suggestion(path, "clear", "media", None)
    owns = _owns(env, found.model, path)
    unsure = _is_ambiguous(env, found, mapped)
    if not stored_fields.is_text(field):
        # Such a field can only be emptied, and only where the record is the subject's
        # own.
        return Suggestion(path if owns else "", "clear", category, None, unsure)
    if not told or not owns or unsure or field.type in ("json", "properties"):
        if _may_be_run(env, found):  # words are never put in there
            return Suggestion(path if owns else "", "clear", category, None, unsure)
        return Suggestion(path, "redact", category, None, unsure)
    return Suggestion(path, "clear", category, _term(field, told))


def _may_be_run(env, found):
    """Whether the name of a text says that Odoo may run or render it."""
    try:
        own_rule_limits.check_changed(env[found.model], found.field, "redact")
    except Misfit as misfit:
        return misfit.args[0] == "code"
    return False


def _term(field, told):
    """What the value is looked for as: only what is the person's own."""
    if told.kind in NAME_PARTS or not field_owner.is_own(field.name):
        return None
    return told.kind


def _is_ambiguous(env, found, mapped):
    """Whether nobody has decided yet which of several links says whose a record is."""
    if mapped.get(found.model) or found.kind == "contact":
        return False
    first = (found.path or found.field.name).split(",")[0]
    if "." in first or "/" in first or ":" in first:
        return False
    model = env[found.model]
    return record_owner.is_ambiguous(
        [
            name
            for name, field in model._fields.items()
            if field.type == "many2one"
            and field.store
            and field.comodel_name == paths.PARTNER
        ]
    )


def _path(env, found, mapped):
    """The path of the present rule, with the relation in question; in a model that
    hangs on nothing, a match by the value itself."""
    if found.kind == "contact":
        name = found.field.name
        kind = field_owner.is_own(name) and telling_names.kind_inside(name)
        text = f"{kind}:{name}" if kind in ("email", "phone") else ""
        return text if text and paths.fits(env, found.model, text) else ""
    texts = [text.strip() for text in found.path.split(",")]
    if found.kind == "link" and found.model in mapped:
        texts = record_owner.merged(mapped[found.model], [found.field.name]).split(",")
    return ",".join(fitting(env, found.model, texts))


def fitting(env, model, texts):
    """Those of the paths that a rule of one's own can have in this database: a shipped
    rule may name paths of absent apps, and lead where only shipped rules may.

    :return: list of texts, each once
    """
    return [text for text in dict.fromkeys(texts) if text and _fits(env, model, text)]


def _fits(env, model, text):
    try:
        own_rule_paths.check(env, model, text)
    except Misfit:
        return False
    return True


def _owns(env, model, path):
    """Whether the first path makes the subject the owner of the record."""
    first = path.split(",")[0]
    if not first or not paths.fits(env, model, first):
        return False
    parsed = paths.parse(env, model, first)
    if not isinstance(parsed, paths.FieldPath):
        return True
    return parsed.single and record_owner.is_persons(first)
