"""Records that a field of the subject's contact names: they hang on nobody, and belong
to whoever names them."""

from collections import defaultdict

from odoo.tools import SQL

from ..database import id_arrays
from ..datamap import contact_links, paths


def find(env, rule, path, owner, domain=None):
    """The records that the partners name, and those below them.

    :param path: ``engine.datamap.paths.MatchPath`` of the kind ``named``
    :param dict owner: ``{partner id: index of its subject}``
    :param domain: text of a domain besides that of the rule, or None
    :return: ``{record id: set of subjects}``
    """
    found = defaultdict(set)
    chosen = SQL("contact.id = ANY(%s)", id_arrays.array(owner))
    for partner_id, res_id in env.execute_query(_query(env, rule, path, chosen)):
        found[res_id].add(owner[partner_id])
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
    return {res_id for _partner_id, res_id in rows}


def _query(env, rule, path, condition):
    """Rows (contact, record that it names or that lies below one)."""
    join, target = contact_links.target(env[paths.PARTNER]._fields[path.field])
    below = SQL("one.id = top.id")
    if env[rule.model]._parent_store:
        below = SQL("starts_with(one.parent_path, top.parent_path)")
    return SQL(
        "SELECT contact.id, one.id"
        "  FROM res_partner contact %(join)s"
        "  JOIN %(table)s top ON top.id = %(target)s"
        "  JOIN %(table)s one ON %(below)s"
        " WHERE %(condition)s AND top.id <> ALL(%(all)s)",
        join=join,
        table=SQL.identifier(rule.table),
        target=target,
        below=below,
        condition=condition,
        all=contact_links.defaults(rule.model),
    )
