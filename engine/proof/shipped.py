"""Texts that a module ships, as it ships them: they speak of nobody."""

from collections import defaultdict

from odoo.tools import SQL

# Modules that are none: they name records of users.
_OF_USERS = ("__import__", "__export__", "__custom__", "studio_customization")


def records(env, finds):
    """Those of the records of finds that an installed module ships, and nobody has
    changed since.

    :return: set of (model, id)
    """
    wanted = defaultdict(set)
    for find in finds:
        if find.res_id is not None and find.model in env:
            wanted[find.model].add(find.res_id)
    if not wanted:
        return set()
    dated = _dated(env, wanted)
    found = set()
    for model, days in dated.items():
        found |= {(model, id_) for id_ in _unchanged(env, model, days)}
    return found


def _dated(env, wanted):
    """``{model: {id: when the module wrote it last}}``"""
    rows = env.execute_query(
        SQL(
            "SELECT data.model, data.res_id, max(data.write_date)"
            "  FROM ir_model_data data"
            "  JOIN ir_module_module module"
            "       ON module.name = data.module AND module.state = 'installed'"
            "  JOIN unnest(%s::text[], %s::int[]) record(model, id)"
            "       ON record.model = data.model AND record.id = data.res_id"
            " WHERE data.module <> ALL(%s) GROUP BY data.model, data.res_id",
            [model for model, ids in wanted.items() for _id in ids],
            [id_ for ids in wanted.values() for id_ in ids],
            list(_OF_USERS),
        )
    )
    result = defaultdict(dict)
    for model, res_id, day in rows:
        result[model][res_id] = day
    return result


def _unchanged(env, model_name, days):
    model = env[model_name]
    if not model._log_access:
        return set(days)
    rows = env.execute_query(
        SQL(
            "SELECT id, write_date FROM %s WHERE id = ANY(%s)",
            SQL.identifier(model._table),
            list(days),
        )
    )
    return {
        id_
        for id_, written in rows
        if written is None or (days[id_] and written <= days[id_])
    }
