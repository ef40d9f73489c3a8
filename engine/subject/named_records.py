"""Records that a field of the subject's contact names: they hang on nobody, and belong
to whoever names them."""

from collections import defaultdict

from odoo.tools import SQL

from ..database import id_arrays
from ..datamap import contact_links, paths


def named(env, ways, owner):
    """What the partners name, and what lies below it, whatever the rules say of the
    records; asked in one statement.

    :param ways: list of (rule, ``engine.datamap.paths.MatchPath`` of the kind `named`)
    :param dict owner: ``{partner id: index of its subject}``
    :return: ``{(rule id, path): {record id: set of subjects}}``
    """
    rules = {(rule.id, path): rule for rule, path in ways}
    keys, found = list(rules), {key: defaultdict(set) for key in rules}
    chosen = SQL("contact.id = ANY(%s)", id_arrays.array(owner))
    parts = [
        _query(env, rules[key], key[1], chosen, number)
        for number, key in enumerate(keys)
    ]
    if parts:
        union = SQL(" UNION ALL ").join(parts)
        for number, partner_id, res_id in env.execute_query(union):
            found[keys[number]][res_id].add(owner[partner_id])
    return found


def matching(env, rule, found, domain=None):
    """Those of the records that a rule speaks of.

    :param dict found: ``{record id: set of subjects}``
    :param domain: text of a domain besides that of the rule, or None
    """
    if not found:
        return {}
    query = paths.base_query(env, rule.model, rule.domain, domain)
    query.order = None
    record = SQL.identifier(query.table, "id")
    query.add_where(SQL("%s = ANY(%s)", record, id_arrays.array(found)))
    rows = env.execute_query(query.select(record))
    return {res_id: found[res_id] for (res_id,) in rows}


def of_others(env, rule, path, owner, ids):
    """Which of these records living partners besides the subjects name as well.

    :return: set of record ids
    """
    others = SQL(
        "contact.id <> ALL(%s) AND contact.anonymization_state IS NULL"
        " AND one.id = ANY(%s)",
        id_arrays.array(owner),
        id_arrays.array(ids),
    )
    rows = env.execute_query(_query(env, rule, path, others))
    return {res_id for _number, _partner_id, res_id in rows}


def _query(env, rule, path, condition, number=0):
    """Rows (number, contact, record that it names or that lies below one)."""
    join, target = contact_links.target(env[paths.PARTNER]._fields[path.field])
    below = SQL("one.id = top.id")
    if env[rule.model]._parent_store:
        below = SQL("starts_with(one.parent_path, top.parent_path)")
    return SQL(
        "SELECT %(number)s, contact.id, one.id"
        "  FROM res_partner contact %(join)s"
        "  JOIN %(table)s top ON top.id = %(target)s"
        "  JOIN %(table)s one ON %(below)s"
        " WHERE %(condition)s AND top.id <> ALL(%(all)s)",
        number=number,
        join=join,
        table=SQL.identifier(rule.table),
        target=target,
        below=below,
        condition=condition,
        all=contact_links.defaults(rule.model),
    )
