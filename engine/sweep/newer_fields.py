"""Stored fields of apps that came after the erasure: worked out from what came back.

They were computed from placeholders, or not at all. The values are computed in memory
and written by our own statement: the ORM's would carry them in its text and move
``write_date``.
"""

import json
from collections import defaultdict

from odoo.tools import OrderedSet

from ..database import columns
from . import restorable

_CHUNK = 50


def compute(env, line_ids, restored):
    """Compute the fields that are newer than the runs of these lines, and that depend
    on what was restored.

    :param restored: :class:`engine.sweep.restore.Restored`
    """
    fields = _newer(env, line_ids)
    if not fields:
        return
    env.flush_all()
    affected = {}
    for field, ids in _affected(env, restored, fields).items():
        model = env[field.model_name].with_context(active_test=False).sudo()
        known = restored.fields.get(model._table, {})
        left = [id_ for id_ in ids if field.name not in known.get(id_, ())]
        affected[field] = model.browse(left).exists()
        env.add_to_compute(field, affected[field])
    changes = defaultdict(lambda: defaultdict(dict))
    for field, records in affected.items():
        for record in records:
            record.mapped(field.name)  # reading it computes what it depends on first
            text = _text(field.get_column_update(record))
            changes[records._table][record.id][field.name] = text
    # These values are written by SQL below; the ORM must not write them once more.
    for field in affected:
        for other in env.registry.field_computed[field]:
            env._field_dirty.pop(other, None)
    env.invalidate_all(flush=False)
    types = columns.of_tables(env.cr, changes)
    for table, rows in changes.items():
        columns.update(env.cr, table, types[table], rows)


def _newer(env, line_ids):
    """The stored computed fields that were added after these runs."""
    found = set()
    for model, name in _added(env.cr, line_ids):
        field = model in env and env[model]._fields.get(name)
        if field and field.store and field.compute and field.column_type:
            found.add(field)
    return found


def _added(cr, line_ids):
    """Model and name of the fields that are younger than these runs, newest first; the
    many that are older are not read."""
    below = None
    while True:
        cr.execute(
            """
            SELECT f.id, f.model, f.name, coalesce(
                       (SELECT min(d.create_date) FROM ir_model_data d
                         WHERE d.model = 'ir.model.fields' AND d.res_id = f.id),
                       f.create_date)
                   > (SELECT min(date) FROM partner_anonymization_line
                       WHERE id = ANY(%s))
              FROM ir_model_fields f
             WHERE %s::int IS NULL OR f.id < %s
             ORDER BY f.id DESC LIMIT %s
            """,
            [list(line_ids), below, below, _CHUNK],
        )
        rows = cr.fetchall()
        yield from ((model, name) for _id, model, name, is_new in rows if is_new)
        if len(rows) < _CHUNK or any(row[3] is False for row in rows):
            return
        below = rows[-1][0]


def _affected(env, restored, fields):
    """``{field: ids}`` of the records on which a newer field depends on what came
    back."""
    result, models = defaultdict(OrderedSet), restorable.models_by_table(env)
    for table, rows in restored.fields.items():
        model = env[models[table]] if table in models else None
        if model is None:
            continue
        names = set().union(*rows.values()) & model._fields.keys()
        tree = env.registry.get_trigger_tree(
            [model._fields[name] for name in sorted(names)], select=fields.__contains__
        )
        records = model.with_context(active_test=False).sudo().browse(rows)
        for field, found, _create in records._modified_triggers(tree):
            result[field].update(found.ids)
    return result


def _text(value):
    """A value for PostgreSQL as text."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (bool, int, float)):
        return str(value)
    if hasattr(value, "adapted"):
        return json.dumps(value.adapted)
    if isinstance(value, (bytes, memoryview)):
        return "\\x" + bytes(value).hex()
    return str(value)
