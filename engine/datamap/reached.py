"""Which columns of the map's ways name some partners at all.

Asked of all columns in one statement, without what the rules say of the records: most
people have to do with a few models only, and the others need not be looked at closely.
"""

from odoo.tools import SQL

from ..database import id_arrays, remembered, written_tables
from . import paths


def columns(env, datamap, partner_ids):
    """The columns that name one of the partners.

    :param datamap: :class:`engine.datamap.DataMap`
    :param partner_ids: ids of partners, at least one
    :return: set of what :func:`column` gives
    """
    known, query = _known(env, datamap, id_arrays.Later.like(partner_ids))
    found = set()
    if known:
        rows = id_arrays.execute(env, query, partner_ids)
        found = {known[number] for (number,) in rows}
    datamap.reached[env.cr] = frozenset(partner_ids), frozenset(found)
    return found


def in_run(env, datamap, partner_ids):
    """The columns that may name one of the partners.

    Where the run has asked for them before, through the same cursor: those that it was
    told, and all of the tables that its transaction has written. Nothing else can have
    come, as its snapshot is the same.
    """
    asked, found = datamap.reached.get(env.cr, (frozenset(), None))
    if not asked.issuperset(partner_ids) or found is None:
        return columns(env, datamap, partner_ids)
    known, _query = _known(env, datamap, id_arrays.Later.like(partner_ids))
    written = written_tables(env.cr)
    return found | {one for one in known if one[0] in written}


def _known(env, datamap, later):
    """All columns, and the query of those that name :class:`id_arrays.Later`."""
    key = "reached", later.many, tuple(rule.id for rule in datamap.rules)
    return remembered(env, key, lambda: _query(env, datamap, later))


def column(env, rule, path):
    """The column in which a path of a rule ends: (table, name).

    :param path: :class:`engine.datamap.paths.FieldPath` that ends on a partner
    """
    return paths.last_column(env, rule.model, path)


def _query(env, datamap, ids):
    """All columns, and the query of the numbers of those that name some of the ids."""
    found = dict.fromkeys(
        column(env, rule, path)
        for rule in datamap.rules
        for path in (*rule.partner_paths, *(rule.activity_paths or ()))
    )
    parts = [
        SQL(
            "SELECT %s WHERE EXISTS (SELECT FROM %s WHERE %s = ANY(%s))",
            number,
            SQL.identifier(table),
            SQL.identifier(name),
            id_arrays.array(ids, id_arrays.is_indexed(env, table, name)),
        )
        for number, (table, name) in enumerate(found)
    ]
    return list(found), SQL(" UNION ALL ").join(parts)
