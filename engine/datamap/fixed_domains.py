"""Domains of the data map that mean the same SQL whoever asks, whenever.

Those on columns of the record's own table, compared with plain values. All others are
put into SQL each time: what they mean may depend on the day, on the language, on the
company or on other records.
"""

from odoo.models import BaseModel

from ..database import remembered

_OPERATORS = frozenset(
    ("=", "!=", "<", ">", "<=", ">=", "in", "not in",
     "like", "not like", "ilike", "not ilike", "=like", "=ilike")
)  # fmt: skip
# Types whose values are compared as they are.
_PLAIN = frozenset(
    ("boolean", "char", "text", "html", "selection", "integer", "float", "monetary",
     "many2one_reference", "reference")
)  # fmt: skip
# Here a text would be a day such as 'today', or a name to search for.
_OF_IDS_AND_DAYS = frozenset(("many2one", "date", "datetime"))


def search(model, domain):
    """The query of the records that match, with those that the overrides of some models
    (attachments, messages) hide."""
    return BaseModel._search(model, domain)


def everything(env, model_name):
    """The model as superuser, archived records included."""
    return env[model_name].sudo().with_context(active_test=False)


def where(env, model_name, domains, parse):
    """The SQL of domains that mean the same each time, worked out once; None of others.

    :param tuple domains: texts of the data map, or None
    :param parse: makes one ``odoo.fields.Domain`` of them
    """

    def make():
        model, domain = everything(env, model_name), parse(domains)
        return search(model, domain).where_clause if is_fixed(model, domain) else None

    return remembered(env, ("records", model_name, domains), make)


def canonical(env, model_name, domains, parse):
    """Domains in the form that Odoo brings them into whoever asks, whenever: what they
    mean on the day, or by other records, is still to be worked out. As :func:`where`.
    """

    def make():
        return parse(domains).optimize(everything(env, model_name))

    return remembered(env, ("domain", model_name, domains), make)


def is_fixed(model, domain):
    """Whether a domain means the same SQL until the models change.

    :param model: any records of the model
    :param domain: ``odoo.fields.Domain``
    """
    if model._table_query is not None:
        return False
    return all(_is_fixed(model, one) for one in domain.iter_conditions())


def _is_fixed(model, condition):
    field = model._fields.get(condition.field_expr)
    if not field or not (field.store and field.column_type) or field.search:
        return False
    if field.company_dependent or field.translate:
        return False
    if condition.operator not in _OPERATORS:
        return False
    value = condition.value
    values = value if isinstance(value, (list, tuple, set, frozenset)) else (value,)
    if field.type in _PLAIN:
        return all(isinstance(one, (str, int, float, type(None))) for one in values)
    if field.type in _OF_IDS_AND_DAYS:
        return all(isinstance(one, (int, type(None))) for one in values)
    return False
