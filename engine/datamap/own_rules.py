"""Whether a rule of one's own may count: it reaches for nothing that is not its own,
and every query and every value of a run would be accepted by the database.

Shipped rules are asked for less (``shipped_rules``): they come with the code of a
module, speak of fields that absent apps would add, and do what nobody may do by hand.
"""

from contextlib import contextmanager

import psycopg2

from odoo import SUPERUSER_ID
from odoo.exceptions import UserError
from odoo.tools import SQL

from . import own_rule_domains, own_rule_fields, own_rule_limits, own_rule_paths, paths
from .map_rules import names_like
from .misfit import Misfit, in_field
from .table_demands import Table

ACTIONS = ("scrub", "delete", "discard", "keep")
DOMAINS = ("domain", "open_domain", "activity_domain", "activity_settles")
_DELETING = ("delete", "discard")


def check(env, rule, rules, user=None):
    """Raise :class:`Misfit` unless a rule may count here.

    :param rule: :class:`RuleValues`
    :param rules: all rules, as :meth:`engine.database.door.Door.rules` gives them; of
        these only those of the same model, and the replaced one, are asked
    :param user: the one who writes it, who must be allowed to read what its domains
        ask for; None to ask for no rights
    """
    if user and user.id == SUPERUSER_ID:
        user = None
    with in_field("model"):
        own_rule_limits.check_model(env, rule.model)
    if rule.own_record:
        raise Misfit("own_record", rule.model, field="own_record")
    if rule.has_files:
        raise Misfit("has_files", rule.model, field="has_files")
    if rule.action not in ACTIONS:
        raise Misfit("action", rule.model, rule.action, "action")
    with in_field("replaces_id"):
        _check_replaced(rule, rules)
    found = _check_paths(env, rule, user)
    for name in DOMAINS:
        if getattr(rule, name):
            with in_field(name):
                own_rule_domains.check(env, rule.model, getattr(rule, name), user)
    _check_dates(env, rule, user)
    for line in rule.lines:
        names = names_like(env[rule.model], line.field)
        with in_field("field_ids"):
            own_rule_fields.check(env, rule.model, line, names, rules, user)
    if rule.action in _DELETING:
        with in_field("action"):
            _check_deletion(env, rule, rules, found)
    for name, query in _queries(env, rule, found):
        with in_field(name):
            explain(env, rule.model, query)


def _check_replaced(rule, rules):
    by_id = {one.id: one for one in rules}
    replaced, seen = by_id.get(rule.replaces_id), {rule.id}
    if replaced and replaced.own_record:
        raise Misfit("replaces_contact", replaced.name)
    if replaced and replaced.model != rule.model:
        raise Misfit("replaces_other", replaced.name)
    while replaced:
        if replaced.id in seen:
            raise Misfit("replaces_itself", replaced.name)
        seen.add(replaced.id)
        replaced = by_id.get(replaced.replaces_id)


def _check_paths(env, rule, user):
    """:return: the parsed paths to the partner"""
    with in_field("partner_path"):
        parts = paths.texts(rule.partner_path)
        if not parts and rule.action != "keep":
            raise Misfit("no_path", rule.model)
        if len(parts) > 50:
            raise Misfit("too_deep", rule.partner_path[:200])
        found = [own_rule_paths.check(env, rule.model, text, user) for text in parts]
    with in_field("activity_path"):
        for text in paths.texts(rule.activity_path):
            path = own_rule_paths.check(env, rule.model, text, user)
            if not isinstance(path, paths.FieldPath) or path.target != paths.PARTNER:
                raise Misfit("path", text, "it does not end on a contact")
    return found


def _check_dates(env, rule, user):
    for name, types in (("activity_field", ("date", "datetime")), ("hash_path", None)):
        if getattr(rule, name):
            with in_field(name):
                own_rule_paths.column(env, rule.model, getattr(rule, name), types, user)
    if rule.retention_class and rule.activity_field:
        company = env[rule.model]._fields.get("company_id")
        if not company or not company.store or company.type != "many2one":
            raise Misfit("no_company", rule.model, field="retention_class")


def _check_deletion(env, rule, rules, found):
    """A rule of one's own may delete only records that do nothing but tell something
    about the person."""
    is_mapped = any(one.model == rule.model and one.shipped for one in rules)
    if is_mapped or rule.model in (paths.PARTNER, own_rule_limits.USERS):
        raise Misfit("deletes_mapped", rule.model)
    first = found[0]
    about = isinstance(first, paths.MatchPath) or (
        isinstance(first, paths.FieldPath)
        and first.target == paths.PARTNER
        and len(first.names) == 1
        and first.single
    )
    if not about:
        raise Misfit("deletes_others", rule.partner_path)
    if tables := Table.of(env, env[rule.model]._table).referring():
        raise Misfit("deletes_used", rule.model, ", ".join(tables))


def explain(env, model_name, query):
    """Have PostgreSQL plan a query of a run; it is not carried out.

    :raise Misfit: it refuses
    """
    with _refusing(model_name), env.cr.savepoint(flush=False):
        env.cr.execute(SQL("EXPLAIN %s", query), log_exceptions=False)


@contextmanager
def _refusing(model_name):
    try:
        yield
    except Misfit:
        raise
    except (
        psycopg2.Error,
        UserError,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        NotImplementedError,
        OverflowError,
        RecursionError,
    ) as error:
        raise Misfit("query", model_name, type(error).__name__) from error


def domain_queries(env, rule):
    """The records that the domains of a rule speak of, with their dates.

    :return: pairs of the field of the rule and a query
    :raise Misfit: there is no such query
    """
    model = rule.model
    for name in DOMAINS:
        with in_field(name), _refusing(model):
            extra = getattr(rule, name) if name != "domain" else None
            query = paths.base_query(env, model, rule.domain, extra)
            dates = [rule.activity_field, rule.hash_path]
            columns = [paths.column(env, query, model, one) for one in dates if one]
            if rule.activity_field:
                columns.append(SQL("%s::date", columns[0]))
            found = query.select(SQL.identifier(query.table, "id"), *columns)
        yield name, found


def _queries(env, rule, found):
    yield from domain_queries(env, rule)
    model = rule.model
    for path in found:
        with in_field("partner_path"), _refusing(model):
            if isinstance(path, paths.FieldPath):
                query = paths.field_query(env, model, path, [0], rule.domain)[0]
            elif isinstance(path, paths.PairPath):
                targets = {paths.PARTNER: [0]}
                query = paths.pair_query(env, model, path, targets, rule.domain)[0]
            else:
                continue
            query = query.select()
        yield "partner_path", query
