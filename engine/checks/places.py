"""Places that belong to an anonymized partner: those that its contact names, those of
its warehouse, and all below them.

A place hangs on no partner itself, so that nothing else keeps it from coming back.
"""

from collections import defaultdict

from odoo.tools import SQL

from ..database import id_arrays
from ..datamap import contact_links, paths


def comes_back(records, vals):
    """Whether a write brings records into use, or to another place."""
    return vals.get("active") or vals.get(records._parent_name)


def owners(records, guarded):
    """The anonymized partners to whom these places, or places above them, belong.

    What a living partner names as well, or all of them by default, is no one's own.

    :param guarded: :class:`engine.checks.guarded_models.Guarded`
    :return: set of partner ids
    """
    env = records.env
    above = _above(records)
    if not above:
        return set()
    found = set()
    for model, column, names in guarded.parts:
        found |= _of_parts(env, model, column, names, above)
    everybodys = contact_links.defaults(records._name)
    return found | _naming(env, guarded.named, above, everybodys)


def _above(records):
    """The records, and those above them in their tree."""
    if not records._parent_store:
        return list(records._ids)
    records.flush_model([records._parent_name])
    rows = records.env.execute_query(
        SQL(
            "SELECT parent_path FROM %s WHERE id = ANY(%s)",
            SQL.identifier(records._table),
            list(records._ids),
        )
    )
    return sorted({int(id_) for (path,) in rows for id_ in path.split("/") if id_})


def _of_parts(env, model, column, names, above):
    """The anonymized partners of what is made of these places, as a warehouse is."""
    env[model].flush_model([column, *names])
    found = set()
    for name in names:
        rows = env.execute_query(
            SQL(
                "SELECT partner.id FROM %(table)s whole"
                "  JOIN res_partner partner ON partner.id = whole.%(name)s"
                " WHERE whole.%(column)s = ANY(%(ids)s)"
                "   AND partner.anonymization_state IS NOT NULL",
                table=SQL.identifier(env[model]._table),
                name=SQL.identifier(name),
                column=SQL.identifier(column),
                ids=id_arrays.array(above),
            )
        )
        found.update(id_ for (id_,) in rows)
    return found


def _naming(env, names, above, everybodys):
    """The anonymized partners that name one of these places, which nobody else does."""
    env[paths.PARTNER].flush_model(["anonymization_state", *names])
    by_place = defaultdict(dict)
    for name in names:
        join, target = contact_links.target(env[paths.PARTNER]._fields[name])
        rows = env.execute_query(
            SQL(
                "SELECT %(target)s, contact.id, contact.anonymization_state"
                "  FROM res_partner contact %(join)s"
                " WHERE %(target)s = ANY(%(ids)s) AND %(target)s <> ALL(%(all)s)",
                target=target,
                join=join,
                ids=id_arrays.array(above),
                all=everybodys,
            )
        )
        for place_id, partner_id, state in rows:
            by_place[place_id][partner_id] = state
    return {id_ for named in by_place.values() if all(named.values()) for id_ in named}
