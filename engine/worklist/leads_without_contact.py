"""Quick customers without a contact: leads that hang on no partner."""

from dataclasses import dataclass
from datetime import date

from odoo.tools import SQL

from ..datamap import map_rules, paths, record_day
from ..subject import Blocker


@dataclass(frozen=True)
class Person:
    """Somebody without a contact.

    :param ids: of the records, newest last
    :param last_id: the one with the last activity
    :param company: id of that of the newest record, 0 without
    :param days: ``{company id or 0: day of the last activity}``
    """

    model: str
    ids: list
    last_id: int
    company: int
    days: dict

    @property
    def last(self) -> date:
        return max(self.days.values())

    def end(self, policy):
        """The last day on which one of the companies keeps this person."""
        return max(policy.starts(*one)[2] for one in self.days.items())

    def keys(self):
        return {(self.model, id_) for id_ in self.ids}


def models(env, datamap):
    """The models whose records may stand for somebody without a contact: in the
    pipeline, linked to a partner or carrying an e-mail address of their own.

    :return: ``{model: rules}``
    """
    found = {}
    for rule in datamap.activities:
        kinds = {path.kind for path in rule.match_paths}
        if rule.links and "email" in kinds and rule.role == map_rules.ROLES["quote"]:
            found.setdefault(rule.model, []).append(rule)
    return found


def links(env, datamap):
    """``{model: the many2one by which such a record gets its contact}``"""
    found = models(env, datamap)
    return {model: rules[0].links[0] for model, rules in found.items()}


def people(env, datamap):
    """The records with the same e-mail address are one person, else those with the same
    phone number, else a record of its own.

    :return: list of :class:`Person`
    """
    result = []
    for model, rules in models(env, datamap).items():
        parts = [_of_rule(env, datamap, rule) for rule in rules]
        rows = env.execute_query(
            SQL(
                """
                SELECT array_agg(DISTINCT id),
                       (array_agg(id ORDER BY day DESC NULLS LAST, id DESC))[1],
                       (array_agg(company ORDER BY id DESC))[1],
                       array_agg(company ORDER BY day) FILTER (WHERE day IS NOT NULL),
                       array_agg(day ORDER BY day) FILTER (WHERE day IS NOT NULL)
                  FROM (%s) found
                 GROUP BY COALESCE(email, phone, id::text)
                """,
                SQL(" UNION ALL ").join(parts),
            )
        )
        result += [
            Person(model, ids, last, company, dict(zip(companies, days, strict=True)))
            for ids, last, company, companies, days in rows
            if days
        ]
    return result


def _of_rule(env, datamap, rule):
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
    return query.select(
        SQL("%s AS id", SQL.identifier(query.table, "id")),
        SQL("%s AS email", _or_null(columns["email"])),
        SQL("%s AS phone", _or_null(columns["phone"])),
        SQL("%s AS company", paths.company(env, query, rule.model)),
        SQL("%s AS day", record_day.of_rule(env, datamap, rule, query)),
    )


def _columns(rule, table):
    """The columns with e-mail, phone and name, empty strings as NULL."""
    found = dict.fromkeys(paths.MATCHED)
    for path in rule.match_paths:
        if path.kind in found and found[path.kind] is None:
            column = SQL.identifier(table, path.field)
            found[path.kind] = SQL("NULLIF(%s, '')", column)
    return found


def _or_null(column):
    return SQL("NULL::text") if column is None else column


def blockers(env, datamap, wanted):
    """What the map calls open of the persons that these records stand for.

    :param wanted: set of (model, id)
    :return: ``{(model, id): [Blocker]}``
    """
    found = {}
    for model, rules in models(env, datamap).items() if wanted else ():
        ids = [res_id for name, res_id in wanted if name == model]
        for rule in datamap.blocking():
            # A rule on others, such as the reseller of a lead, says nothing of these.
            if rule.model == model and rule.links == rules[0].links and ids:
                rows = env.execute_query(
                    SQL(
                        "SELECT one.id, array_agg(DISTINCT other.id)"
                        "  FROM (%s) one JOIN (%s) other USING (key) GROUP BY one.id",
                        _keys(env, rules[0], ids=ids),
                        _keys(env, rules[0], rule.open_domain, rule.domain),
                    )
                )
                for res_id, others in rows:
                    one = Blocker(0, 0, rule.open_code, model, others)
                    found.setdefault((model, res_id), []).append(one)
    return found


def _keys(env, rule, *domains, ids=None):
    """Records without a contact, and the text that those of one person share."""
    query = paths.base_query(env, rule.model, *domains)
    query.order = None
    record = SQL.identifier(query.table, "id")
    for link in rule.links:
        query.add_where(SQL("%s IS NULL", SQL.identifier(query.table, link)))
    if ids is not None:
        query.add_where(SQL("%s = ANY(%s)", record, ids))
    columns = _columns(rule, query.table)
    key = SQL(
        "COALESCE(%s, %s, %s::text) AS key",
        _or_null(columns["email"]),
        _or_null(columns["phone"]),
        record,
    )
    return query.select(SQL("%s AS id", record), key)


def write(env, datamap, until):
    """Bring the rows of the worklist for people without a contact up to date.

    :param until: only who is due by this day is listed
    """
    env.cr.execute(
        "SELECT origin_model, origin_id FROM partner_anonymization_candidate"
        " WHERE partner_id IS NULL AND is_excluded"
    )
    excluded = set(env.cr.fetchall())
    due = [
        (one.model, one.ids[-1], one.company or None, one.last, one.last_id, end)
        for one in people(env, datamap)
        if (end := one.end(datamap.policy)) < until and not excluded & one.keys()
    ]
    rows = list(map(list, zip(*due, strict=True))) if due else [[]] * 6
    env.cr.execute(
        SQL(
            """
            WITH due AS (
                SELECT * FROM unnest(%s::text[], %s::int[], %s::int[], %s::date[],
                                     %s::int[], %s::date[])
                              d(model, id, company, day, last, ends)
            ), gone AS (
                DELETE FROM partner_anonymization_candidate
                 WHERE partner_id IS NULL AND is_excluded IS NOT TRUE
                   AND NOT EXISTS (
                       SELECT FROM due
                        WHERE model = origin_model AND due.id = origin_id
                          AND ends + 1 = due_date AND day = last_date
                          AND last = last_id
                          AND company IS NOT DISTINCT FROM origin_company_id)
            )
            INSERT INTO partner_anonymization_candidate
                   (origin_model, origin_id, origin_company_id, category, last_date,
                    last_model, last_id, due_date, state, is_excluded)
            SELECT model, id, company, 'quick', day, model, last, ends + 1,
                   'unchecked', FALSE
              FROM due
             WHERE NOT EXISTS (
                   SELECT FROM partner_anonymization_candidate known
                    WHERE known.origin_model = model AND known.origin_id = due.id
                      AND known.due_date = ends + 1 AND known.last_date = day
                      AND known.last_id = last
                      AND known.origin_company_id IS NOT DISTINCT FROM company)
            """,
            *rows,
        )
    )
