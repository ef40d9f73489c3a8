"""What the records of a scope say of themselves: how long the law keeps them, and
whether they are part of an inalterability hash."""

from odoo.tools import SQL

from ..database import id_arrays
from ..datamap import paths, record_day


def set_ends(env, datamap, rule, hits):
    """End of each record's own retention, from its date and its company."""
    for res_id, end in ends(env, datamap, rule, hits):
        # What it is part of may be kept longer than the record alone would be.
        if not hits[res_id].until or end > hits[res_id].until:
            hits[res_id].until = end


def ends(env, datamap, rule, ids, domain=None):
    """Until when the law keeps some records of a rule, those of no company left out.

    :param domain: text of the data map that they have to match
    :return: (id, last ``date``) of those that it keeps at all
    """
    query = paths.base_query(env, rule.model, domain)
    query.add_where(
        SQL("%s = ANY(%s)", SQL.identifier(query.table, "id"), id_arrays.array(ids))
    )
    rows = env.execute_query(
        query.select(
            SQL.identifier(query.table, "id"),
            SQL.identifier(query.table, "company_id"),
            record_day.of_rule(env, datamap, rule, query),
        )
    )
    for res_id, company_id, day in rows:
        end = (
            company_id
            and day
            and datamap.policy.legal_end(company_id, rule.retention, day)
        )
        if end:
            yield res_id, end


def mark_hashed(env, rule, hits):
    """Which records are part of an inalterability hash."""
    query = paths.base_query(env, rule.model)
    hashes = paths.column(env, query, rule.model, rule.hash_path)
    query.add_where(
        SQL(
            "%s = ANY(%s) AND %s IS NOT NULL",
            SQL.identifier(query.table, "id"),
            id_arrays.array(hits),
            hashes,
        )
    )
    for (res_id,) in env.execute_query(query.select(SQL.identifier(query.table, "id"))):
        hits[res_id].hashed = True
