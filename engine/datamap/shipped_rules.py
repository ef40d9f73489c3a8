"""Whether a shipped rule may count: it reaches further than one of one's own, but it
must fit as well. The apps that add the fields it speaks of may be absent; then it
waits for them. Anything else that does not fit makes it a broken rule, which is shown.
"""

from odoo.tools import SQL

from . import own_rule_domains, own_rules, paths
from .map_rules import names_like
from .misfit import Misfit, in_field
from .own_rule_fields import METHODS
from .table_demands import Table


def waits(env, rule):
    """Whether an app is absent that adds what the rule speaks of."""
    return not env.registry._init_modules.issuperset(paths.texts(rule.required_modules))


def broken(env, rules):
    """The rules that do not fit.

    :param rules: list of :class:`RuleValues`, of models that exist
    :return: ``{rule id: arguments of Misfit}``
    """
    found, queries = {}, {}
    for rule in rules:
        try:
            _check(env, rule)
            queries[rule.id] = list(own_rules.domain_queries(env, rule))
        except Misfit as misfit:
            found[rule.id] = misfit.args
    return found | _refused(env, rules, queries)


def _refused(env, rules, queries):
    """What only the database knows: all in one statement, and where it refuses that,
    rule by rule."""
    every = [query for some in queries.values() for _field, query in some]
    parts = [SQL("SELECT 1 WHERE EXISTS (%s)", query) for query in every]
    if not parts or _is_taken(env, SQL(" UNION ALL ").join(parts)):
        return {}
    found = {}
    for rule in rules:
        for field, query in queries.get(rule.id, ()):
            try:
                with in_field(field):
                    own_rules.explain(env, rule.model, query)
            except Misfit as misfit:
                found.setdefault(rule.id, misfit.args)
    return found


def _is_taken(env, query):
    try:
        own_rules.explain(env, "", query)
    except Misfit:
        return False
    return True


def _check(env, rule):
    for name in own_rules.DOMAINS:
        if getattr(rule, name):
            with in_field(name):
                own_rule_domains.check_readable(env, rule.model, getattr(rule, name))
    for name, check in (
        ("activity_field", paths.check_date),
        ("hash_path", paths.check_column),
    ):
        if getattr(rule, name):
            with in_field(name):
                _translated(check, env, rule.model, getattr(rule, name))
    if not rule.own_record:
        with in_field("partner_path"):
            _check_paths(env, rule)
    table = None
    for line in rule.lines:
        if line.method not in METHODS:
            raise Misfit("method", line.field, line.method, "field_ids")
        if line.value:
            table = table or Table.of(env, env[rule.model]._table)
            with in_field("field_ids"):
                _check_value(env, table, rule, line)


def _translated(check, env, model, text):
    try:
        check(env, model, text)
    except ValueError as error:
        raise Misfit("path", text, error) from error


def _check_paths(env, rule):
    """Some of the ways may lead over fields of absent apps, but not all."""
    texts = paths.texts(rule.partner_path)
    if not texts and rule.action != "keep":
        raise Misfit("no_path", rule.model)
    if texts and not any(paths.fits(env, rule.model, text) for text in texts):
        _translated(paths.parse, env, rule.model, texts[0])


def _check_value(env, table, rule, line):
    for name in names_like(env[rule.model], line.field):
        if name in table.columns:
            table.check_value(table.columns[name], line.value)
