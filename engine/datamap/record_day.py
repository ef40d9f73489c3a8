"""The day of a moment, where the company is.

Moments are stored in UTC. A receipt of New Year's morning is of the new year by the law
of the place, and would be released a year too early if it counted in the old one.
"""

from odoo.tools import SQL

from ..periods import DEFAULT
from . import paths


def of_rule(env, datamap, rule, query):
    """The SQL of the day of a rule's records, the same as :func:`day_of`.

    :param query: on the model of the rule
    """
    field = paths.field(env, rule.model, rule.activity_field)
    column = paths.column(env, query, rule.model, rule.activity_field)
    policy, by_zone = datamap.policy, {}
    for id_ in policy.companies if field.type == "datetime" else ():
        by_zone.setdefault(policy.zone(id_), []).append(id_)
    if by_zone.keys() <= {DEFAULT}:
        return SQL("%s::date", column)
    company = paths.company(env, query, rule.model)
    default = policy.zone(0)
    others = [
        SQL("WHEN %s = ANY(%s) THEN %s", company, ids, zone)
        for zone, ids in by_zone.items()
        if zone != default
    ]
    zone = SQL("%s", default)
    if others:
        zone = SQL("CASE %s ELSE %s END", SQL(" ").join(others), default)
    return SQL(
        "LEAST(timezone(%s, timezone('UTC', %s))::date, DATE '9999-12-31')",
        zone,
        column,
    )
