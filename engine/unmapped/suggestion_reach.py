"""What a suggested rule would change: how many rows, of how many people."""

from odoo.tools import SQL

from ..datamap import paths

_HOLDS = SQL("NOT IN ('', '{}', '[]', 'null', 'false', '<p><br></p>')")


def reach(env, model_name, field_name, path):
    """The rows with anything in a field that lead to a partner, and those partners.

    :param path: comma separated, as the data map writes it
    :return: (number of rows, number of people)
    """
    rows, people = set(), set()
    for text in paths.texts(path):
        if not paths.fits(env, model_name, text):
            continue
        for res_id, who in _found(env, model_name, field_name, text):
            rows.add(res_id)
            people.add(who)
    return len(rows), len(people)


def _found(env, model_name, field_name, text):
    """Pairs (row, whom it leads to)."""
    path = paths.parse(env, model_name, text)
    query = paths.base_query(env, model_name)
    query.order = None
    if isinstance(path, paths.FieldPath):
        who = paths.walk(env, query, model_name, path.names)
    elif isinstance(path, paths.PairPath):
        model, record = (paths.column(env, query, model_name, one) for one in path)
        who = SQL("%s || ',' || %s::text", model, record)
    else:
        who = paths.address(SQL.identifier(query.table, path.field), path.field)
    query.add_where(SQL("%s IS NOT NULL", who))
    field = env[model_name]._fields.get(field_name)
    if field and field.column_type and field.store:
        column = SQL.identifier(query.table, field_name)
        query.add_where(SQL("%s IS NOT NULL AND %s::text %s", column, column, _HOLDS))
    return env.execute_query(query.select(SQL.identifier(query.table, "id"), who))
