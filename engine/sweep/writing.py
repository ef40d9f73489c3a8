"""Do it: the planned values, written by SQL, one UPDATE per table."""

from collections import defaultdict

from odoo.tools import SQL

from ..database import columns, file_store, refresh
from ..vault import large_values, opt_out_hashes
from . import kept_files, throwaway_rows, web_sessions

# Up to so many rows, tables are written all at once.
TOGETHER = 1000


def write(env, plan, state, line_ids, rehearsal=False):
    """Erase what the plan says.

    ``write_date`` does not move, nothing is tracked and no computed field runs.

    :param state: the new anonymization state of the partners
    :param dict line_ids: ``{subject: id of its line in the log}``
    :param rehearsal: leave out what a savepoint cannot take back
    """
    cr = env.cr
    large_values.erase(cr, plan)
    mark(plan, state, line_ids)
    update_rest(cr, plan)
    for relation, pairs in _by_relation(plan).items():
        _delete_pairs(cr, *relation, pairs)
    if not rehearsal:
        web_sessions.close(env, plan)
    for table, ids in plan.discard.items():
        if ids:
            cr.execute(
                SQL(
                    "DELETE FROM %s WHERE id = ANY(%s)",
                    SQL.identifier(table),
                    list(ids),
                )
            )
    throwaway_rows.remove(env, plan)
    kept_files.mark(cr, plan, line_ids)
    if not rehearsal:
        opt_out_hashes.store(env, plan, line_ids)
        file_store.remove_at_commit(env, {name for _s, _id, name in plan.files})
    refresh(env)


def update(cr, plan, table):
    """Write the planned values of one table."""
    plan.written.add(table)
    columns.update(cr, table, plan.types[table], plan.changes[table])


def update_rest(cr, plan):
    """Write the planned values of all tables that have not been written yet."""
    rest = {t: rows for t, rows in plan.changes.items() if t not in plan.written}
    plan.written.update(rest)
    if sum(map(len, rest.values())) > TOGETHER:
        for table, rows in rest.items():
            columns.update(cr, table, plan.types[table], rows)
    else:
        columns.update_all(cr, plan.types, rest)


def _by_relation(plan):
    result = defaultdict(list)
    for rows in plan.relations.values():
        for table, own, other, own_id, other_id in rows:
            result[(table, own, other)].append((own_id, other_id))
    return result


def _delete_pairs(cr, table, own, other, pairs):
    cr.execute(
        SQL(
            "DELETE FROM %(table)s t USING unnest(%(a)s::int[], %(b)s::int[]) u(a, b)"
            " WHERE t.%(own)s = u.a AND t.%(other)s = u.b",
            table=SQL.identifier(table),
            own=SQL.identifier(own),
            other=SQL.identifier(other),
            a=[pair[0] for pair in pairs],
            b=[pair[1] for pair in pairs],
        )
    )


def mark(plan, state, line_ids):
    """Plan the state and the line of every address of the subjects, to be written with
    the rest of the row.

    An address that was anonymized before, on its own, keeps its own line.
    """
    table = plan.scope.datamap.own.table
    for index, subject in enumerate(plan.scope.subjects):
        for partner_id in subject.partner_ids & plan.unmarked:
            plan.change(table, partner_id, "anonymization_state", state)
            plan.change(
                table, partner_id, "anonymization_line_id", str(line_ids[index])
            )
