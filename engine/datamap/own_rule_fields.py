"""The lines of a rule of one's own: whether their method fits the column."""

from ..database import door
from . import own_rule_limits, telling_names
from .misfit import Misfit
from .table_demands import Table

METHODS = ("clear", "placeholder", "display", "unique", "hash", "redact", "keep")
WORDS = ("char", "text", "html")
REDACTABLE = (*WORDS, "json", "properties")
# Types whose column takes only values of a known form.
_CODED = ("selection", "reference", "many2one")
_BOOKS = (*REDACTABLE, "binary", "date", "datetime")
# A unique placeholder ends with the id of its row, which has up to so many digits.
_DIGITS = 10


def check(env, model_name, line, names, rules, user=None):
    """Raise :class:`Misfit` unless the method of a line fits its columns.

    :param model_name: model of the rule
    :param line: :class:`LineValues`
    :param names: the fields that the line means; none of an app that is absent
    :param rules: as :func:`own_rules.check` takes them
    :param user: the one who writes it; None to ask for no rights
    """
    if line.method not in METHODS:
        raise Misfit("method", line.field, line.method)
    if line.value:
        raise Misfit("value", line.field)
    if line.method == "keep":
        return
    model = env[model_name]
    table = Table.of(env, model._table)
    table.placeholders = door.models.placeholders(env)
    decided = _decided(rules, model_name)
    for name in names:
        field = model._fields[name]
        own_rule_limits.check_changed(model, field, line.method)
        own_rule_limits.check_groups(field, user)
        if decided is not None:
            _check_books(model, field, line.method, decided)
        if field.type == "binary" and field.store and field.attachment:
            if line.method != "clear":
                raise Misfit("no_text", name, field.type)
            continue  # its file goes with those of the record
        if not field.store or not field.column_type or name not in table.columns:
            raise Misfit("not_stored", name)
        _check_type(field, line)
        _check_column(table, field, line.method)


def _decided(rules, model_name):
    """The fields of which a shipped rule says that they stay, where the law keeps the
    records of this model; None where it keeps none."""
    found = [rule for rule in rules if rule.model == model_name and rule.shipped]
    if not any(rule.retention_class for rule in found):
        return None
    return {
        line.field
        for rule in found
        for line in rule.lines
        if line.method == "keep" or line.evidence or line.hashed
    }


def _check_books(model, field, method, decided):
    """Refuse to empty or replace what the accounting records are made of: only words
    may be redacted there, and only what another module has added about a person be
    emptied."""
    is_part = field._module == model._original_module and method != "redact"
    is_personal = field.type in _BOOKS or telling_names.is_exact(field.name)
    if is_part or field.name in decided or not is_personal:
        raise Misfit("books", field.name)


def _check_type(field, line):
    name, method = field.name, line.method
    if method == "redact" and field.type not in REDACTABLE:
        raise Misfit("no_text", name, field.type)
    if method in ("placeholder", "unique") and field.type not in WORDS:
        raise Misfit("no_text", name, field.type)
    keyed = field.company_dependent or (method == "unique" and field.translate)
    if method in ("placeholder", "unique") and keyed:
        raise Misfit("company_dependent", name)
    if line.term and field.type not in WORDS:
        raise Misfit("no_text", name, field.type)


def _check_column(table, field, method):
    name = field.name
    column = table.columns[name]
    if name in table.unique and method == "redact":
        raise Misfit("duplicate", name)
    if method == "redact":
        return
    if method == "unique" and column.size is not None and column.size < _DIGITS:
        raise Misfit("too_short", name, column.size)
    if name in table.unique and (
        method == "placeholder"
        or (method == "clear" and column.notnull and column.kind != "S")
    ):
        raise Misfit("duplicate", name)
    if method == "clear" and column.notnull:
        if field.type in _CODED or name in table.foreign:
            raise Misfit("required", name, field.type)
    for value in _samples(table, column, method):
        table.check_value(column, value)


def _samples(table, column, method):
    """Values such as a run would write."""
    if method == "placeholder":
        return [column.cut(text) for text in table.placeholders if not column.is_json]
    return [_sample(column, method)]


def _sample(column, method):
    if method == "clear" and not column.notnull:
        return None
    if method == "unique" or column.kind == "S":
        return column.cut("anonymized-4294967295", end=True)
    return column.empty
