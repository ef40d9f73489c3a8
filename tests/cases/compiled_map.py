"""The data map of the tests is worked out once, not once for each of them.

Odoo forgets its caches after every test, and often during one. As long as the rules,
the models, the tables and the number of views are the same, what was worked out before
is what would be found again.
"""

from functools import wraps

_METHODS = ("_remembered", "_guarded_models", "_guarded_owners")
_STRUCTURE = """
    SELECT (SELECT count(*) FROM pg_attribute), (SELECT count(*) FROM pg_index),
           (SELECT count(*) FROM pg_constraint), (SELECT count(*) FROM ir_ui_view)
"""


def keep(rules):
    """Let the model of the rules keep what it works out, from the first call on."""
    for name in _METHODS:
        cache = getattr(type(rules), name).__cache__
        if not hasattr(cache.method, "__wrapped__"):
            cache.method = _kept(cache.method)


def _kept(method):
    found = {}

    @wraps(method)
    def kept(rules):
        key = _key(rules)
        if key not in found:
            found[key] = method(rules)
        return found[key]

    return kept


def _key(rules):
    env = rules.env
    values = tuple(rules._all_values())
    # Fields that tests add have names of their own.
    models = tuple((name, *model._fields) for name, model in env.registry.items())
    env.cr.execute(_STRUCTURE)
    return (env.cr.dbname, env.lang, models, values, env.cr.fetchone())
