"""Rows of a subject in models that no rule of the map speaks of."""

import fnmatch

from odoo.tools import SQL
from odoo.tools.sql import existing_tables

from ..database import id_arrays
from ..datamap import OWN_PREFIX, paths
from ..subject import Blocker


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


def _deep(datamap):
    """What rules that do not fit any more reached in several steps.

    :return: list of (model name, path)
    """
    return [
        (name, path)
        for name, path in datamap.lost
        if len(path.names) > 1 and name != paths.PARTNER
    ]


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
    fields = relations(env, datamap.mapped_models) + _deep(datamap)
    fields = fields and _without_exempt(env, fields)
    if not fields:
        return
    present = set(existing_tables(env.cr, [_table(env, *pair) for pair in fields]))
    fields = [pair for pair in fields if _table(env, *pair) in present]
    if not fields:
        return
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
    if isinstance(field, paths.FieldPath):
        return env[model_name]._table
    if field.type == "many2many":
        return field.relation
    return env[model_name]._table


def _rows_of(env, model_name, field, owner):
    if isinstance(field, paths.FieldPath):
        query, *ids = paths.field_query(env, model_name, field, list(owner))
        return query.select(*ids)
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
