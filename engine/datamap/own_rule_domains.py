"""The domains of a rule of one's own: data only, and no way to ask for secrets."""

from odoo.fields import Domain

from . import own_rule_limits, paths
from .misfit import Misfit

_LONGEST = 4000
_MOST_VALUES = 1000
_OPERATORS = frozenset(
    "= != <> < > <= >= in like ilike =like =ilike child_of parent_of =? any".split()
) | {"not in", "not like", "not ilike", "not =like", "not =ilike", "not any"}
_SUBDOMAIN = ("any", "not any")
_DATE_PARTS = frozenset(
    "year_number quarter_number month_number iso_week_number day_of_year day_of_month"
    " day_of_week hour_number minute_number second_number".split()
)
_CONSTANTS = ((1, "="), (0, "="))
_SCALARS = (str, bool, int, float, type(None))


def check(env, model_name, text, user=None):
    """Raise :class:`Misfit` unless a domain fits.

    :param user: the one who writes it, who must be allowed to read what it asks for;
        None to ask for no rights
    """
    check_readable(
        env, model_name, text, lambda tree: _check_tree(env, model_name, tree, user)
    )


def check_readable(env, model_name, text, check_tree=lambda tree: None):
    """Raise :class:`Misfit` unless a domain can be read and names what is there.

    :param check_tree: called with the domain as a list, to ask for more
    """
    try:
        if len(text) > _LONGEST:
            raise ValueError("it is too long")
        tree = paths.domain_of(text)
        check_tree(tree)
        Domain(tree).validate(env[model_name])
    except Misfit:
        raise
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        NotImplementedError,
        SyntaxError,
        RecursionError,
        MemoryError,
    ) as error:
        raise Misfit("domain", text[:200], error) from error


def _check_tree(env, model_name, tree, user):
    if not isinstance(tree, list):
        raise ValueError("it is no list")
    _check_access(env, model_name, user)
    for node in tree:
        if isinstance(node, str):
            if node not in ("&", "|", "!"):
                raise ValueError(f"{node!r} is no operator")
        elif not isinstance(node, (tuple, list)) or len(node) != 3:
            raise ValueError(f"{node!r} is no condition")
        elif tuple(node[:2]) not in _CONSTANTS:
            _check_leaf(env, model_name, node, user)


def _check_leaf(env, model_name, leaf, user):
    dotted, operator, value = leaf
    if not isinstance(dotted, str) or not isinstance(operator, str):
        raise ValueError(f"{leaf!r} is no condition")
    if operator.lower() not in _OPERATORS:
        raise ValueError(f"{operator!r} is no operator")
    field = _last_field(env, model_name, dotted, user)
    if operator.lower() in _SUBDOMAIN:
        if not field.comodel_name:
            raise ValueError(f"{dotted} is no relation")
        _check_tree(env, field.comodel_name, value, user)
    else:
        _check_value(value)


def _last_field(env, model_name, dotted, user):
    """The field that a condition asks for; each step on the way to it must be one that
    may be asked for."""
    field = None
    for name in dotted.split("."):
        if field is not None and not field.comodel_name:
            if field.type in ("date", "datetime") and name in _DATE_PARTS:
                continue
            raise ValueError(f"{field.name} leads to no {name}")
        if field is not None:
            model_name = field.comodel_name
            _check_access(env, model_name, user)
        field = env[model_name]._fields.get(name)
        if field is None:
            raise ValueError(f"{model_name} has no field {name}")
        own_rule_limits.check_asked(env, model_name, field)
        own_rule_limits.check_groups(field, user)
        if not field.store or not (field.column_type or field.comodel_name):
            raise Misfit("not_stored", name)
    return field


def _check_access(env, model_name, user):
    if not user:
        return
    if not env[model_name].with_user(user).has_access("read"):
        raise Misfit("no_access", model_name)


def _check_value(value):
    values = value if isinstance(value, (list, tuple)) else [value]
    if len(values) > _MOST_VALUES or not all(isinstance(v, _SCALARS) for v in values):
        raise ValueError(f"{str(value)[:80]!r} is no value")
    if any(isinstance(v, str) and "\0" in v for v in values):
        raise ValueError("a value holds what no text can")
