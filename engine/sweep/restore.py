"""Bring the sealed values back, byte for byte.

What does not fit into the database any more is left out and told; all else comes back.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from odoo.tools import SQL

from ..database import columns, file_store, staging
from ..subject import legal_hold
from ..vault import (
    NO_CHOICE,
    NO_FIELD,
    NO_RECORD,
    NO_TARGET,
    Lost,
    large_values,
    opt_out_hashes,
    subject_seal,
)
from . import restorable, taken_logins
from .shared_cells import SharedCells


@dataclass
class Restored:
    """What came back, and what did not.

    :param dict fields: ``{table: {id: names of its columns}}``
    :param list lost: :class:`engine.vault.Lost`
    :param set whole: (table, column, id) of the texts that came back as a whole
    :param files: names of the files that did
    :param others: :class:`engine.vault.sealed_cells.Cells` of those who went since
    """

    fields: dict = field(default_factory=dict)
    lost: list = field(default_factory=list)
    whole: set = field(default_factory=set)
    files: list = field(default_factory=list)
    others: object = None


@dataclass
class _Table:
    """What is to be written to a table.

    :param changes: ``{id: {name: text or None}}``
    :param before: ``{id: {name: text or None}}``, as it stands now
    :param lines: ``{(id, name): line that holds the seal}``
    :param marks: ``{(id, name): what the seal says of the value besides it}``
    """

    name: str
    types: dict
    changes: dict = field(default_factory=lambda: defaultdict(dict))
    before: dict = field(default_factory=dict)
    lines: dict = field(default_factory=dict)
    marks: dict = field(default_factory=dict)

    def lost(self, res_id, name, code):
        self.changes[res_id].pop(name, None)
        return Lost(self.lines[(res_id, name)], self.name, name, res_id, code)


def restore(env, opened):
    """Write back what opened seals hold, and drop the seals.

    :param dict opened: ``{line id: engine.vault.subject_seal.Sealed}``
    :return: :class:`Restored`
    :raise FileUnusable: a file cannot be written
    :raise SealUnusable: the content of a file is missing or damaged; the caller takes
        back what has been written by then
    """
    result = Restored()
    values, pairs = _by_table(opened)
    types = columns.of_tables(env.cr, {*values, *(key[0] for key in pairs)})
    tables, shared = [], SharedCells(env, opened)
    for name, entries in values.items():
        table = _Table(name, types.get(name, {}))
        result.lost += _collect(env.cr, table, entries, shared)
        tables.append(table)
    targets = restorable.Targets(env, types)
    _want(targets, tables, pairs)
    targets.look_up()
    for table in tables:
        result.lost += _without_what_is_gone(targets, table)
        result.lost += taken_logins.leave_out(env.cr, table)
        result.lost += _write(env, targets, table)
        result.fields[table.name] = {
            id_: set(row) for id_, row in table.changes.items() if row
        }
    files, large = {}, []
    for line_id, sealed in opened.items():
        files.update(sealed.files)
        large += [(line_id, *one) for one in sealed.large]
    file_store.put_back(env, files)
    result.lost += large_values.put_back(env.cr, large)
    for key, rows in pairs.items():
        result.lost += _insert_pairs(env.cr, targets, types, key, rows)
    opt_out_hashes.forget(env, opened)
    shared.store()
    result.files, result.others = list(files), shared.cells
    result.whole = shared.whole | {
        (table, name, res_id) for _line, table, name, res_id, _file in large
    }
    subject_seal.drop(env, opened)
    return result


def _by_table(opened):
    """The values of all seals by table, and the rows of relations by relation."""
    values, pairs = defaultdict(list), defaultdict(dict)
    for line_id, sealed in opened.items():
        for order, (table, *entry) in sealed.ordered():
            values[table].append((line_id, *entry, order))
        for *key, own_id, other_id in sealed.relations:
            pairs[tuple(key)].setdefault((own_id, other_id), line_id)
    return values, pairs


def _collect(cr, table, entries, shared):
    """Fill in the values to write: originals; in texts that others stand in as well,
    one's own words.

    :param shared: :class:`shared_cells.SharedCells`
    :return: what has no row or column any more
    """
    names = sorted({name for _line, name, *_rest in entries} & set(table.types))
    ids = {res_id for _line, _name, res_id, *_rest in entries}
    present = columns.read(cr, table.name, names, ids, True) if table.types else {}
    table.before = {
        res_id: dict(zip(names, row, strict=True)) for res_id, row in present.items()
    }
    lost, own = {}, defaultdict(list)
    for line_id, name, res_id, *sealed in entries:
        if gone := _gone(table, name, res_id):
            place, code = gone
            lost[(res_id, place)] = Lost(line_id, table.name, place, res_id, code)
            continue
        if (table.name, name) == legal_hold.LATER:
            if table.before[res_id][name] is not None:
                continue
        own[(name, res_id)].append(sealed)
        table.lines.setdefault((res_id, name), line_id)
        table.marks.setdefault((res_id, name), sealed[1])
    for (name, res_id), sealed in own.items():
        cell, current = (table.name, name, res_id), table.before[res_id][name]
        back = shared.back(cell, sealed, current, table.types[name])
        table.changes[res_id][name] = back
    return list(lost.values())


def _gone(table, name, res_id):
    """For a value whose place does not exist any more: the field to list it under
    (``id`` for a whole record), and why; None where the place is there."""
    if not table.types:
        return "id", NO_FIELD
    if res_id not in table.before:
        return "id", NO_RECORD
    return None if name in table.types else (name, NO_FIELD)


def _want(targets, tables, pairs):
    """Note all that the values and the rows of relations refer to."""
    for table in tables:
        for _id, name, text in _special(targets, table):
            targets.want(table.name, name, text)
    for (relation, *names), rows in pairs.items():
        for ids in rows:
            for name, id_ in zip(names, ids, strict=True):
                targets.want(relation, name, str(id_))


def _without_what_is_gone(targets, table):
    """Leave out references to deleted records, and choices that are none any more."""
    lost = []
    for res_id, name, text in list(_special(targets, table)):
        if not restorable.fits(targets.field(table.name, name), text):
            lost.append(table.lost(res_id, name, NO_CHOICE))
        elif not targets.are_there(table.name, name, text):
            lost.append(table.lost(res_id, name, NO_TARGET))
            if part := targets.existing_part(table.name, name, text):
                table.changes[res_id][name] = part
    return lost


def _special(targets, table):
    """(id, name, text) of the values that may not fit into the database any more."""
    names = {name for _id, name in table.lines}
    special = sorted(targets.columns_of(table.name, names))
    for res_id, row in table.changes.items():
        for name in special:
            if row.get(name) is not None:
                yield res_id, name, row[name]


def _write(env, targets, table):
    """Write a table, leaving out values that the database refuses and what is computed
    from them: half of a bank account would be worse than none."""
    changes = {id_: row for id_, row in table.changes.items() if row}
    refused = columns.update_possible(env.cr, table.name, table.types, changes)
    lost, again = [], defaultdict(dict)
    for res_id, name, state in refused:
        code = restorable.reason(state)
        lost.append(table.lost(res_id, name, code))
        stored = targets.field(table.name, name)
        depends = env.registry.field_depends[stored] if stored else ()
        for other in table.changes[res_id].keys() & set(depends):
            again[res_id][other] = table.before[res_id][other]
            lost.append(table.lost(res_id, other, code))
    columns.update(env.cr, table.name, table.types, again)
    return lost


def _insert_pairs(cr, targets, types, key, rows):
    """Rows of a many2many relation, where both ends still exist.

    :param dict rows: ``{(id, id): line that holds the seal}``
    :return: what was left out
    """
    relation, own, other = key
    lost, possible = [], []
    is_there = {own, other} <= types.get(relation, {}).keys()
    for ids, line_id in rows.items():
        ends = zip((own, other), ids, strict=True)
        if is_there and all(targets.are_there(relation, n, str(i)) for n, i in ends):
            possible.append((ids, line_id))
        else:
            code = NO_TARGET if is_there else NO_FIELD
            lost.append(Lost(line_id, relation, own, ids[0], code))
    if possible:
        staging.put(
            cr, ((n, list(map(str, ids))) for n, (ids, _line) in enumerate(possible))
        )
        query = SQL(
            "INSERT INTO %(table)s (%(own)s, %(other)s)"
            " SELECT u.v[1]::int, u.v[2]::int FROM %(values)s u"
            " WHERE NOT EXISTS (SELECT FROM %(table)s t WHERE t.%(own)s = u.v[1]::int"
            "                      AND t.%(other)s = u.v[2]::int)",
            table=SQL.identifier(relation),
            own=SQL.identifier(own),
            other=SQL.identifier(other),
            values=staging.table(),
        )
        for n, _place, state in staging.execute_possible(cr, relation, query, [query]):
            (own_id, _other), line_id = possible[n]
            code = restorable.reason(state)
            lost.append(Lost(line_id, relation, own, own_id, code))
    return lost
