"""Rows of a subject in models that no rule of the map speaks of."""

import fnmatch

from odoo.tools import SQL
from odoo.tools.sql import existing_tables

from ..database import door, id_arrays, remembered
from ..datamap import OWN_PREFIX, ModelRule, paths
from ..subject import Blocker, of_run

_CONTACT = ("email", "phone")


def relations(env, mapped_models):
    """Stored relations to a partner in installed models without a rule.

    :return: list of (model name, field)
    """
    return [
        (name, field)
        for name, model in sorted(env.registry.items())
        if not model._abstract
        and not model._transient
        and model._auto
        and name not in mapped_models
        and not name.startswith(OWN_PREFIX)
        for field in model._fields.values()
        if field.store
        and field.type in ("many2one", "many2many")
        and field.comodel_name == "res.partner"
    ]


def _lost(datamap):
    """What rules that do not fit any more reached otherwise than by a field.

    :return: list of (model name, path)
    """
    return [
        (name, path)
        for name, path in datamap.lost
        if name != paths.PARTNER
        and not (isinstance(path, paths.FieldPath) and len(path.names) == 1)
        and not isinstance(path, paths.MatchPath)
    ]


def _matched(env, datamap, owner):
    """The same that carry an e-mail address or a phone number of a subject.

    :return: (model name, id of the record, index of the subject)
    """
    ways = [pair for pair in datamap.lost if isinstance(pair[1], paths.MatchPath)]
    ways = [pair for pair in _without_exempt(env, ways) if pair[1].kind in _CONTACT]
    if not ways:
        return
    search = of_run(env, datamap, owner).search(env)
    for name, path in ways:
        rule = ModelRule(0, "", name, env[name]._table, "keep")
        for res_id, indexes in search.records(rule, path).items():
            for index in indexes:
                yield name, res_id, index


def _own_rule(env, datamap, owner):
    """Every contact, where the rule that speaks of contacts does not fit.

    :return: ids of partners
    """
    broken = (one for one in door.models.rules(env) if one.id in datamap.broken)
    return list(owner) if any(one.own_record for one in broken) else []


def _without_exempt(env, fields):
    """Leave out models that are declared free of personal data, as a whole or field
    by field."""
    env.flush_all()
    rows = env.execute_query(
        SQL(
            "SELECT model FROM partner_anonymization_exemption"
            " WHERE active AND field = '*' UNION ALL"
            " SELECT model FROM partner_anonymization_unmapped"
            " WHERE state <> 'stale' GROUP BY model HAVING bool_and(state = 'exempt')"
        )
    )
    globs = [glob for (glob,) in rows]
    return [
        (name, field)
        for name, field in fields
        if not any(fnmatch.fnmatchcase(name, glob) for glob in globs)
    ]


def blockers(env, datamap, owner, user):
    """One overridable blocker per address and model, with the ids of the records that
    are not in a company out of the user's sight."""
    found = _found(env, datamap, owner)
    for partner_id in datamap.broken and _own_rule(env, datamap, owner):
        found[partner_id, paths.PARTNER] = {partner_id}
    if datamap.broken:
        roots = {index: partner_id for partner_id, index in owner.items()}
        for name, res_id, index in _matched(env, datamap, owner):
            found.setdefault((roots[index], name), set()).add(res_id)
    for (partner_id, name), ids in sorted(found.items()):
        seen = _in_sight(env, name, ids, user)
        yield Blocker(
            owner[partner_id],
            partner_id,
            "unmapped",
            name,
            sorted(seen),
            hidden=len(seen) < len(ids),
        )


def _found(env, datamap, owner):
    """``{(partner id, model): ids of records}``"""
    mapped = datamap.mapped_models
    unmapped = remembered(env, ("relations", mapped), lambda: relations(env, mapped))
    fields = unmapped + _lost(datamap)
    fields = fields and _without_exempt(env, fields)
    if not fields:
        return {}
    present = set(existing_tables(env.cr, [_table(env, *pair) for pair in fields]))
    fields = [pair for pair in fields if _table(env, *pair) in present]
    if not fields:
        return {}
    parts = [
        SQL("SELECT %s WHERE EXISTS (%s)", index, _rows_of(env, *pair, owner))
        for index, pair in enumerate(fields)
    ]
    hits = env.execute_query(SQL(" UNION ALL ").join(parts))
    found = {}
    for (index,) in hits:
        name, field = fields[index]
        for res_id, partner_id in env.execute_query(_rows_of(env, name, field, owner)):
            found.setdefault((partner_id, name), set()).add(res_id)
    return found


def _in_sight(env, model_name, ids, user):
    company = env[model_name]._fields.get("company_id")
    if not company or not company.store:
        return ids
    rows = env.execute_query(
        SQL(
            "SELECT id FROM %s WHERE id = ANY(%s)"
            " AND (company_id IS NULL OR company_id = ANY(%s))",
            SQL.identifier(env[model_name]._table),
            list(ids),
            user.company_ids.ids,
        )
    )
    return {res_id for (res_id,) in rows}


def _table(env, model_name, field):
    if isinstance(field, tuple):
        return env[model_name]._table
    if field.type == "many2many":
        return field.relation
    return env[model_name]._table


def _rows_of(env, model_name, field, owner):
    if isinstance(field, paths.FieldPath):
        query, *ids = paths.field_query(env, model_name, field, list(owner))
        return query.select(*ids)
    if isinstance(field, paths.PairPath):
        targets = {paths.PARTNER: list(owner)}
        query, record, _name, target = paths.pair_query(env, model_name, field, targets)
        return query.select(record, target)
    table = _table(env, model_name, field)
    record, target = "id", field.name
    if field.type == "many2many":
        record, target = field.column1, field.column2
    indexed = id_arrays.is_indexed(env, table, target)
    return SQL(
        "SELECT %(record)s, %(target)s FROM %(table)s WHERE %(target)s = ANY(%(ids)s)",
        record=SQL.identifier(record),
        target=SQL.identifier(target),
        table=SQL.identifier(table),
        ids=id_arrays.array(owner, indexed),
    )
