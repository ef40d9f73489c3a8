"""Which of the map's paths lead from the partners of a run to any record at all: most
people have to do with a few models only."""

from odoo.tools import SQL

from ..database import id_arrays
from ..datamap import path_questions, reached


def find(env, datamap, partner_ids):
    """The paths that lead to anything, asked in two statements.

    Whatever a path says of records that are about somebody else (``unless``), these are
    among them.

    :return: ``{(rule id, position of the path): rows}``, rows being (record id, partner
        id) of few partners, and None of many
    """
    few = id_arrays.is_few(partner_ids)
    columns = reached.in_run(env, datamap, partner_ids)
    ways, rows = path_questions.ask(
        env,
        datamap,
        "partner links",
        partner_ids,
        columns,
        lambda: _ways(datamap),
        _rows if few else path_questions.whether,
    )
    found = {}
    for number, *row in rows:
        known = found.setdefault(ways[number].key, [] if few else None)
        if few:
            known.append(row)
    return found


def _ways(datamap):
    for rule in datamap.scrubbing():
        found = rule.partner_paths
        for position, path in enumerate(rule.paths):
            if path in found:
                key, plain = (rule.id, position), path._replace(unless=None)
                yield path_questions.Way(rule, plain, (rule.domain,), key)


def _rows(env, number, way, ids):
    """Number of the path, record, partner."""
    query, record, target = path_questions.query_of(env, way, ids)
    query.order = None
    return query.select(SQL("%s", number), record, target)
