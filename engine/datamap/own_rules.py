"""Whether a rule of one's own may count: it reaches for nothing that is not its own,
and every query and every value of a run would be accepted by the database.

Shipped rules are not asked: they come with the code of a module, speak of fields that
absent apps would add, and do what nobody may do by hand.
"""

import psycopg2

from odoo import SUPERUSER_ID
from odoo.exceptions import UserError
from odoo.tools import SQL

from . import own_rule_domains, own_rule_fields, own_rule_limits, own_rule_paths, paths
from .map_rules import names_like
from .misfit import Misfit
from .table_demands import Table

ACTIONS = ("scrub", "delete", "discard", "keep")
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
    own_rule_limits.check_model(env, rule.model)
    if rule.own_record:
        raise Misfit("own_record", rule.model)
    if rule.has_files:
        raise Misfit("has_files", rule.model)
    if rule.action not in ACTIONS:
        raise Misfit("action", rule.model, rule.action)
    _check_replaced(rule, rules)
    found = _check_paths(env, rule, user)
    for text in (rule.domain, rule.open_domain, rule.activity_domain):
        if text:
            own_rule_domains.check(env, rule.model, text, user)
    _check_dates(env, rule, user)
    for line in rule.lines:
        names = names_like(env[rule.model], line.field)
        own_rule_fields.check(env, rule.model, line, names, rules, user)
    if rule.action in _DELETING:
        _check_deletion(env, rule, rules, found)
    _try_queries(env, rule, found)


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


def _texts(text):
    return [one.strip() for one in (text or "").split(",") if one.strip()]


def _check_paths(env, rule, user):
    """:return: the parsed paths to the partner"""
    texts = _texts(rule.partner_path)
    if not texts and rule.action != "keep":
        raise Misfit("no_path", rule.model)
    if len(texts) > 50:
        raise Misfit("too_deep", rule.partner_path[:200])
    found = [own_rule_paths.check(env, rule.model, text, user) for text in texts]
    for text in _texts(rule.activity_path):
        path = own_rule_paths.check(env, rule.model, text, user)
        if not isinstance(path, paths.FieldPath) or path.target != paths.PARTNER:
            raise Misfit("path", text, "it does not end on a contact")
    return found


def _check_dates(env, rule, user):
    if rule.activity_field:
        types = ("date", "datetime")
        own_rule_paths.column(env, rule.model, rule.activity_field, types, user)
    if rule.hash_path:
        own_rule_paths.column(env, rule.model, rule.hash_path, None, user)
    if rule.retention_class and rule.activity_field:
        company = env[rule.model]._fields.get("company_id")
        if not company or not company.store or company.type != "many2one":
            raise Misfit("no_company", rule.model)


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


def _try_queries(env, rule, found):
    """Have PostgreSQL plan the queries of a run; they are not carried out."""
    try:
        with env.cr.savepoint(flush=False):
            for query in _queries(env, rule, found):
                env.cr.execute(SQL("EXPLAIN %s", query), log_exceptions=False)
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
        raise Misfit("query", rule.model, type(error).__name__) from error


def _queries(env, rule, found):
    model = rule.model
    for extra in (None, rule.open_domain, rule.activity_domain):
        query = paths.base_query(env, model, rule.domain, extra)
        names = [rule.activity_field, rule.hash_path]
        columns = [paths.column(env, query, model, one) for one in names if one]
        if rule.activity_field:
            columns.append(SQL("%s::date", columns[0]))
        yield query.select(SQL.identifier(query.table, "id"), *columns)
    for path in found:
        if isinstance(path, paths.FieldPath):
            yield paths.field_query(env, model, path, [0], rule.domain)[0].select()
        elif isinstance(path, paths.PairPath):
            targets = {paths.PARTNER: [0]}
            yield paths.pair_query(env, model, path, targets, rule.domain)[0].select()
