"""What belongs to the subjects and cannot be searched: it is listed."""

from odoo.tools import SQL

from ..database import columns
from ..sweep import restorable
from . import verdict

_DATES = ("create_date", "write_date")


def since(env, line_ids, table, ids):
    """The rows that are younger than the runs, which have removed or listed all that
    they saw."""
    stored = columns.of_tables(env.cr, [table]).get(table, {})
    dates = [name for name in _DATES if name in stored]
    if not ids or not dates:
        return set(ids)
    rows = env.execute_query(
        SQL(
            "SELECT id FROM %s WHERE id = ANY(%s) AND greatest(%s) >= (SELECT min(date)"
            "  FROM partner_anonymization_line WHERE id = ANY(%s))",
            SQL.identifier(table),
            list(ids),
            SQL(", ").join(map(SQL.identifier, dates)),
            line_ids,
        )
    )
    return {id_ for (id_,) in rows}


def finds(env, scope, line_ids, table, column, ids):
    """One :class:`verdict.Find` for each row and subject that it belongs to.

    :param scope: ``engine.subject.Scope`` of the anonymized subjects
    :param list line_ids: the line of each subject of the scope, in order
    :param ids: of the rows of the table of which a column cannot be searched
    """
    model = restorable.models_by_table(env).get(table, table)
    if table == verdict.FILE[0]:
        column = verdict.FILE[1]  # wherever the content is stored
    env.cr.execute(
        "SELECT line_id, res_id FROM partner_anonymization_kept"
        " WHERE model = %s AND line_id = ANY(%s)",
        [model, line_ids],
    )
    known = set(env.cr.fetchall())
    hits = scope.by_model.get(model, {})
    for id_ in sorted(ids & hits.keys()):
        for subject in hits[id_].subjects:
            line_id = line_ids[subject]
            if (line_id, id_) not in known:
                yield verdict.Find(
                    line_id, table, column, model, id_,
                    frozenset(), "declined", "unreadable",
                )  # fmt: skip
