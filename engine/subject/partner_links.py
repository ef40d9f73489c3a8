"""Which of the map's paths lead from the partners of a run to any record at all: most
people have to do with a few models only."""

from odoo.tools import SQL

from ..database import id_arrays
from ..datamap import paths, reached


def find(env, datamap, partner_ids):
    """The paths that lead to anything, asked in two statements.

    Whatever a path says of records that are about somebody else (``unless``), these are
    among them.

    :return: ``{(rule id, position of the path): rows}``, rows being (record id, partner
        id) of few partners, and None of many
    """
    few = id_arrays.is_few(partner_ids)
    parts, keys = [], []
    for key, (query, record, target) in _queries(env, datamap, partner_ids):
        number = SQL("%s", len(keys))
        keys.append(key)
        if few:
            query.order = None
            parts.append(query.select(number, record, target))
        else:
            exists = query.subselect("1")
            parts.append(SQL("SELECT %s WHERE EXISTS %s", number, exists))
    found = {}
    if parts:
        for index, *row in env.execute_query(SQL(" UNION ALL ").join(parts)):
            rows = found.setdefault(keys[index], [] if few else None)
            if few:
                rows.append(row)
    return found


def _queries(env, datamap, partner_ids):
    ids, columns = list(partner_ids), reached.in_run(env, datamap, partner_ids)
    for rule in datamap.scrubbing():
        found = rule.partner_paths
        for position, path in enumerate(rule.paths):
            if path in found and reached.column(env, rule, path) in columns:
                plain = path._replace(unless=None)
                yield (
                    (rule.id, position),
                    paths.field_query(env, rule.model, plain, ids, rule.domain),
                )
