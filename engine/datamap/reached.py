"""Which columns of the map's ways name some partners at all.

Asked of all columns in one statement, without what the rules say of the records: most
people have to do with a few models only, and the others need not be looked at closely.
"""

from odoo.tools import SQL

from ..database import id_arrays, remembered
from . import paths


def columns(env, datamap, partner_ids):
    """The columns that name one of the partners.

    :param datamap: :class:`engine.datamap.DataMap`
    :param partner_ids: ids of partners, at least one
    :return: set of what :func:`column` gives
    """
    later = id_arrays.Later.like(partner_ids)
    key = "reached", later.many, tuple(rule.id for rule in datamap.rules)
    known, query = remembered(env, key, lambda: _query(env, datamap, later))
    if not known:
        return set()
    rows = id_arrays.execute(env, query, partner_ids)
    return {known[number] for (number,) in rows}


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
