"""Quick customers without a contact: leads that hang on no partner."""

from odoo.tools import SQL

from . import activity, paths


def models(env, datamap):
    """The models whose records may stand for somebody without a contact: in the
    pipeline, linked to a partner or carrying an e-mail address of their own.

    :return: ``{model: rules}``
    """
    found = {}
    for rule in datamap.activities:
        kinds = {path.kind for path in rule.match_paths}
        if rule.links and "email" in kinds and rule.role == activity.ROLES["quote"]:
            found.setdefault(rule.model, []).append(rule)
    return found


def people(env, datamap):
    """One row per person: the records with the same e-mail address, else the same
    phone number, else a record of its own.

    :return: list of (model, ids newest last, company id or 0, day of the last activity)
    """
    result = []
    for model, rules in models(env, datamap).items():
        parts = [_of_rule(env, rule) for rule in rules]
        rows = env.execute_query(
            SQL(
                """
                SELECT array_agg(DISTINCT id), max(company), max(day)
                  FROM (%s) found
                 GROUP BY COALESCE(email, phone, id::text)
                """,
                SQL(" UNION ALL ").join(parts),
            )
        )
        result += [(model, *row) for row in rows if row[2]]
    return result


def _of_rule(env, rule):
    query = paths.base_query(env, rule.model, rule.activity_domain, rule.domain)
    query.order = None
    columns = _columns(rule, query.table)
    for link in rule.links:
        query.add_where(SQL("%s IS NULL", SQL.identifier(query.table, link)))
    present = [column for column in columns.values() if column is not None]
    query.add_where(SQL("COALESCE(%s) IS NOT NULL", SQL(", ").join(present)))
    if columns["email"] is not None:
        query.add_where(
            SQL(
                "NOT EXISTS (SELECT FROM res_partner card"
                " WHERE card.email_normalized = %s)",
                columns["email"],
            )
        )
    company = env[rule.model]._fields.get("company_id")
    return query.select(
        SQL("%s AS id", SQL.identifier(query.table, "id")),
        SQL("%s AS email", _or_null(columns["email"])),
        SQL("%s AS phone", _or_null(columns["phone"])),
        SQL(
            "%s AS company",
            SQL("COALESCE(%s, 0)", SQL.identifier(query.table, "company_id"))
            if company and company.store
            else SQL("0"),
        ),
        SQL(
            "%s::date AS day",
            paths.column(env, query, rule.model, rule.activity_field),
        ),
    )


def _columns(rule, table):
    """The columns with e-mail, phone and name, empty strings as NULL."""
    found = dict.fromkeys(paths.MATCHED)
    for path in rule.match_paths:
        if found[path.kind] is None:
            column = SQL.identifier(table, path.field)
            found[path.kind] = SQL("NULLIF(%s, '')", column)
    return found


def _or_null(column):
    return SQL("NULL::text") if column is None else column


def write(env, datamap, until):
    """Bring the rows of the worklist for people without a contact up to date.

    :param until: only who is due by this day is listed
    """
    due = []
    for model, ids, company, day in people(env, datamap):
        _start, _std, quick_end = datamap.policy.starts(company, day)
        if quick_end < until:
            due.append((model, max(ids), day, quick_end))
    rows = list(map(list, zip(*due, strict=True))) if due else [[]] * 4
    env.cr.execute(
        SQL(
            """
            WITH due AS (
                SELECT * FROM unnest(%s::text[], %s::int[], %s::date[], %s::date[])
                         d(model, id, day, ends)
            ), gone AS (
                DELETE FROM partner_anonymization_candidate
                 WHERE partner_id IS NULL AND is_excluded IS NOT TRUE
                   AND (origin_model, origin_id, due_date)
                       NOT IN (SELECT model, id, ends + 1 FROM due)
            )
            INSERT INTO partner_anonymization_candidate
                   (origin_model, origin_id, category, last_date, last_model, last_id,
                    due_date, state, is_excluded)
            SELECT model, id, 'quick', day, model, id, ends + 1, 'unchecked', FALSE
              FROM due
             WHERE NOT EXISTS (
                   SELECT FROM partner_anonymization_candidate known
                    WHERE known.origin_model = model AND known.origin_id = due.id
                      AND (known.is_excluded OR known.due_date = ends + 1))
            """,
            *rows,
        )
    )
