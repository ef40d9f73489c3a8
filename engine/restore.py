"""Bring the sealed values back, byte for byte."""

import json
from collections import defaultdict

from odoo.tools import SQL

from . import columns, filestore, hold, optout, vault
from .redaction import apply_spans, merge_back


def restore(env, opened):
    """Write back what opened seals hold, and drop the seals.

    :param dict opened: ``{line id: engine.vault.Sealed}``
    :return: number of (row, field) pairs that no longer exist and were left out
    """
    by_table = defaultdict(list)
    for sealed in opened.values():
        for table, *entry in sealed.values:
            by_table[table].append(entry)
    types = columns.of_tables(env.cr, by_table)
    left_out = 0
    for table, entries in by_table.items():
        changes, missing = _changes(env.cr, table, types.get(table, {}), entries)
        columns.update(env.cr, table, types.get(table), changes)
        left_out += missing
    for sealed in opened.values():
        filestore.put_back(env, sealed.files)
    _insert_pairs(env.cr, opened.values())
    optout.forget(env, opened)
    vault.drop(env, opened)
    return left_out


def _changes(cr, table, types, entries):
    """The values to write: originals, merged with what came after a redaction."""
    names = {name for name, *_rest in entries}
    present = columns.read(
        cr, table, sorted(names & set(types)), {entry[1] for entry in entries}, True
    )
    order = {name: index for index, name in enumerate(sorted(names & set(types)))}
    changes, missing = {}, 0
    for name, res_id, old, how in reversed(entries):
        if name not in types or res_id not in present:
            missing += 1
            continue
        found = present[res_id][order[name]]
        if (table, name) == hold.LATER and found is not None:
            continue
        row = changes.setdefault(res_id, {})
        current = row.get(name, found)
        row[name] = _original(old, how, current)
    return changes, missing


def _original(old, how, current):
    if how is None or current is None or "term" in how:
        return old
    if isinstance(how, dict):
        return json.dumps(_merge_json(*map(json.loads, (old, how["json"], current))))
    spans = [tuple(span) for span in how]
    if current == apply_spans(old, spans):
        return old
    return merge_back(old, spans, current)[0]


def _merge_json(old, new, current):
    """The original wherever nothing has changed since the redaction."""
    if current == new:
        return old
    if isinstance(current, dict) and isinstance(old, dict) and isinstance(new, dict):
        return {
            key: _merge_json(old[key], new[key], value)
            if key in old and key in new
            else value
            for key, value in current.items()
        }
    return current


def _insert_pairs(cr, seals):
    """Rows of many2many relations, where both ends still exist."""
    by_relation = defaultdict(list)
    for sealed in seals:
        for table, own, other, own_id, other_id in sealed.relations:
            by_relation[(table, own, other)].append((own_id, other_id))
    for (table, own, other), pairs in by_relation.items():
        cr.execute(
            SQL(
                "INSERT INTO %s (%s, %s) SELECT * FROM unnest(%s::int[], %s::int[])"
                " ON CONFLICT DO NOTHING",
                SQL.identifier(table),
                SQL.identifier(own),
                SQL.identifier(other),
                [pair[0] for pair in pairs],
                [pair[1] for pair in pairs],
            )
        )


def hide_deleted_company(cr, partner_ids):
    """A restored contact does not bring the name of its deleted company back."""
    cr.execute(
        """
        UPDATE res_partner contact
           SET complete_name = company.name || ', ' || contact.name,
               commercial_company_name = company.name
          FROM res_partner company
         WHERE contact.id = ANY(%s) AND company.id = contact.parent_id
           AND company.anonymization_state = 'deleted'
           AND contact.is_company IS NOT TRUE
        """,
        [partner_ids],
    )
