"""The last activity of partners: the newest dated record that the data map knows.

One number says the day, the rule and the record, so that the greatest one is the last
activity and names its document: a day in bits 41 to 62, a rule in 32 to 40, then an id.
Of one day the rule that comes first in the map wins: an entry before its items.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from odoo.tools import SQL

from . import idlist, paths

# What an activity says about its partner; added up as bits.
ROLES = {"business": 1, "purchase": 2, "quote": 4, "contact": 8}
_FIRST_DAY = date(1, 1, 1)
_DAY_BITS, _RULE_BITS = 41, 32
_RULES = (1 << _DAY_BITS - _RULE_BITS) - 1


@dataclass(frozen=True)
class Last:
    """A decoded activity.

    :param rule: ``engine.datamap.ModelRule`` of the record, None for a partner of which
        there is none: the day is that of its creation then
    """

    day: date
    rule: object = None
    res_id: int = 0


def decode(datamap, number):
    """The activity that a number stands for."""
    rules = datamap.active()
    index = _RULES - (number >> _RULE_BITS & _RULES)
    return Last(
        day_of(number),
        rules[index] if index < len(rules) else None,
        number & (1 << _RULE_BITS) - 1,
    )


def day_of(number):
    return _FIRST_DAY + timedelta(days=number >> _DAY_BITS)


def sources(env, datamap, partner_ids=None):
    """Queries of all activities: partner, company or 0, class or '', role, number.

    :param partner_ids: only those of these partners; all partners when None
    :return: list of SQL, one for each way from a model to a partner
    """
    found = []
    for index, rule in enumerate(datamap.active()):
        direct, others = _split(env, rule)
        if partner_ids is None and len(direct) > 1:
            found.append(_several(env, rule, index, direct))
        else:
            others = direct + others
        found += [_one(env, rule, index, path, partner_ids) for path in others]
        found += _matching(env, rule, index, partner_ids)
    return found


def _split(env, rule):
    """Paths that are a column of the record's own table, and the others."""
    named = rule.activity_paths
    chosen = rule.partner_paths if named is None else named
    direct = [path for path in chosen if path.single and len(path.names) == 1]
    return direct, [path for path in chosen if path not in direct]


def _query(env, rule):
    query = paths.base_query(env, rule.model, rule.activity_domain)
    if rule.domain:
        domain = paths.base_query(env, rule.model, rule.domain)
        query.add_where(
            SQL("%s IN %s", SQL.identifier(query.table, "id"), domain.subselect())
        )
    query.order = None
    return query


def _columns(env, rule, index, query):
    """Company, class, role and number of the records of a query."""
    day = paths.column(env, query, rule.model, rule.activity_field)
    query.add_where(SQL("%s IS NOT NULL", day))
    model = env[rule.model]
    field = model._fields.get("company_id")
    company = SQL("0::int")
    if field and field.store:
        company = SQL("COALESCE(%s, 0)", SQL.identifier(query.table, "company_id"))
    number = SQL(
        "((%s::date - DATE '0001-01-01')::bigint << %s) | (%s::bigint << %s) | %s",
        day,
        _DAY_BITS,
        _RULES - index,
        _RULE_BITS,
        SQL.identifier(query.table, "id"),
    )
    return company, SQL("%s::text", rule.retention or ""), rule.role, number


def _one(env, rule, index, path, partner_ids):
    query = _query(env, rule)
    target = paths.walk(env, query, rule.model, path.names)
    if partner_ids is None:
        query.add_where(SQL("%s IS NOT NULL", target))
    else:
        indexed = idlist.is_indexed(env, *paths.last_column(env, rule.model, path))
        query.add_where(SQL("%s = ANY(%s)", target, idlist.array(partner_ids, indexed)))
    return _grouped(query, target, _columns(env, rule, index, query))


def _several(env, rule, index, direct):
    """Columns of one table are read together; the same partner twice counts once."""
    query = _query(env, rule)
    columns = _columns(env, rule, index, query)
    names = [SQL.identifier(query.table, path.names[0]) for path in direct]
    targets = [names[0]]
    for position, name in enumerate(names[1:], 1):
        same = SQL(" OR ").join(SQL("%s = %s", name, n) for n in names[:position])
        targets.append(SQL("CASE WHEN %s THEN NULL ELSE %s END", same, name))
    company, class_, role, number = columns
    rows = query.select(
        SQL("unnest(ARRAY[%s]) AS partner", SQL(", ").join(targets)),
        SQL("%s AS company", company),
        SQL("%s AS number", number),
    )
    return SQL(
        "SELECT partner, company, %s AS class, %s AS role, max(number) AS number"
        " FROM (%s) s WHERE partner IS NOT NULL GROUP BY partner, company",
        class_,
        role,
        rows,
    )


def _grouped(query, target, columns):
    company, class_, role, number = columns
    query.groupby = SQL("%s, %s", target, company)
    return query.select(
        SQL("%s AS partner", target),
        SQL("%s AS company", company),
        SQL("%s AS class", class_),
        SQL("%s AS role", role),
        SQL("max(%s) AS number", number),
    )


def _matching(env, rule, index, partner_ids):
    """Records that hang on no partner and carry the e-mail address of one."""
    emails = [
        path.field
        for path in rule.match_paths
        if path.kind == "email" and path.field.endswith("normalized")
    ]
    for name in emails[:1]:
        query = _query(env, rule)
        for link in rule.links:
            query.add_where(SQL("%s IS NULL", SQL.identifier(query.table, link)))
        query.add_join(
            "JOIN",
            "card",
            "res_partner",
            SQL("card.email_normalized = %s", SQL.identifier(query.table, name)),
        )
        if partner_ids is not None:
            query.add_where(SQL("card.id = ANY(%s)", idlist.array(partner_ids)))
        columns = _columns(env, rule, index, query)
        yield _grouped(query, SQL.identifier("card", "id"), columns)


def rows(env, datamap, partner_ids):
    """The last activities of some partners, per company, class and role.

    :return: list of (partner id, company id or 0, class or '', role, number)
    """
    found = sources(env, datamap, list(partner_ids))
    return env.execute_query(SQL(" UNION ALL ").join(found)) if found else []
