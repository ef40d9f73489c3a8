"""Texts of errors: what a server has answered, with the address or the name that it was
asked about. Whichever app adds one to a model of the map, it is redacted."""

from .map_rules import FieldRule

_TELLING = {"error", "errors", "failure", "failures", "fault", "exception"}
_OTHERS = {"code", "codes", "type", "icon", "hash", "count", "date", "level"}
_TYPES = ("char", "text", "html")


def add(env, rules):
    """Have the texts of errors that no rule speaks of redacted.

    :param rules: list of compiled :class:`ModelRule`, which are changed
    """
    listed = {}
    for rule in rules:
        names = listed.setdefault(rule.model, set())
        names.update(column.name for column in rule.fields)
    for rule in rules:
        if rule.action in ("scrub", "delete") and _changes_texts(rule):
            added = list(_fields(env[rule.model], listed[rule.model]))
            rule.fields.extend(added)
            listed[rule.model].update(column.name for column in added)


def _changes_texts(rule):
    """Whether the rule does more than to cancel what is queued."""
    return not rule.own_record and any(
        column.method != "keep" and column.value is None for column in rule.fields
    )


def _fields(model, listed):
    for name, fld in model._fields.items():
        if name not in listed and fld.store and fld.column_type and _is_one(fld):
            yield FieldRule(
                name, "redact", "messages", fld.type, markup=fld.type == "html"
            )


def _is_one(fld):
    words = set(fld.name.split("_"))
    return bool(
        fld.type in _TYPES
        and not fld.translate
        and words & _TELLING
        and not words & _OTHERS
    )
