"""What the records of a scope say of themselves: how long the law keeps them, and
whether they are part of an inalterability hash."""

from odoo.tools import SQL

from ..database import id_arrays
from ..datamap import paths, record_day


def set_ends(env, datamap, rule, hits):
    """End of each record's own retention, from its date and its company."""
    for res_id, end in ends(env, datamap, [(rule, None)], hits):
        # What it is part of may be kept longer than the record alone would be.
        if not hits[res_id].until or end > hits[res_id].until:
            hits[res_id].until = end


def ends(env, datamap, rules, ids):
    """Until when the law keeps some records of a model, those of no company left out;
    asked in one statement.

    :param rules: of the model, at least one, each with the text of a domain that its
        records have to match, or None: list of (rule, domain)
    :return: (id, last ``date``) of those that a rule keeps at all
    """
    union = SQL(" UNION ALL ").join(
        _days(env, datamap, rule, ids, domain, number)
        for number, (rule, domain) in enumerate(rules)
    )
    for number, res_id, company_id, day in env.execute_query(union):
        class_ = rules[number][0].retention
        end = company_id and day and datamap.policy.legal_end(company_id, class_, day)
        if end:
            yield res_id, end


def _days(env, datamap, rule, ids, domain, number):
    """Rows (number, record, its company, its day)."""
    query = paths.base_query(env, rule.model, domain)
    query.order = None
    record = SQL.identifier(query.table, "id")
    query.add_where(SQL("%s = ANY(%s)", record, id_arrays.array(ids)))
    company = SQL.identifier(query.table, "company_id")
    day = record_day.of_rule(env, datamap, rule, query)
    return query.select(SQL("%s", number), record, company, day)


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
