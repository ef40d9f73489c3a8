"""The paths of a rule of one's own: what they may lead over, and whether they do."""

from . import own_rule_limits, paths
from .misfit import Misfit

DEEPEST = 5
_LONGEST = 500
_NUMBERS = ("integer", "many2one_reference")


def check(env, model_name, text, user=None):
    """Raise :class:`Misfit` unless a path fits.

    :param user: the one who writes it; None to ask for no rights
    :return: what :func:`paths.parse` gives
    """
    if len(text) > _LONGEST or text.count(".") >= DEEPEST:
        raise Misfit("too_deep", text[:_LONGEST])
    try:
        path = paths.parse(env, model_name, text)
    except ValueError as error:
        raise Misfit("path", text, error) from error
    if isinstance(path, paths.FieldPath):
        _check_chain(env, model_name, path.names, user)
    elif isinstance(path, paths.PairPath):
        column(env, model_name, path.model_field, ("char", "selection"), user)
        column(env, model_name, path.id_field, _NUMBERS, user)
    else:
        _check_plain(column(env, model_name, path.field, ("char", "text"), user))
    return path


def _check_chain(env, model_name, names, user):
    for name in names:
        field = env[model_name]._fields[name]
        own_rule_limits.check_step(env, field)
        own_rule_limits.check_groups(field, user)
        if field.company_dependent:
            raise Misfit("company_dependent", name)
        if field.type == "one2many":
            inverse = env[field.comodel_name]._fields.get(field.inverse_name)
            if not (inverse and inverse.store and inverse.type == "many2one"):
                raise Misfit("path", name, f"{name} follows no many2one field")
        model_name = field.comodel_name


def _check_plain(field):
    if field.translate or field.company_dependent:
        raise Misfit("company_dependent", field.name)


def column(env, model_name, dotted, types, user=None):
    """Raise :class:`Misfit` unless a chain of many2one fields leads to a column.

    :param types: field types that it may have; None for any
    :return: the field
    """
    if dotted.count(".") >= DEEPEST:
        raise Misfit("too_deep", dotted)
    *chain, last = dotted.split(".")
    for name in chain:
        field = env[model_name]._fields.get(name)
        if not field or not field.store or field.type != "many2one":
            raise Misfit("no_column", dotted)
        _check_chain(env, model_name, [name], user)
        model_name = field.comodel_name
    field = env[model_name]._fields.get(last)
    if not field or not field.store or not field.column_type:
        raise Misfit("no_column", dotted)
    if types and field.type not in types:
        raise Misfit("wrong_type", dotted, field.type)
    if field.company_dependent:
        raise Misfit("company_dependent", dotted)
    own_rule_limits.check_asked(env, model_name, field)
    own_rule_limits.check_groups(field, user)
    return field
