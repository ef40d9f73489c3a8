"""The day of a date or a moment, where the company is, by SQL.

Moments are stored in UTC. A receipt of New Year's morning is of the new year by the law
of the place, and would be released a year too early if it counted in the old one.

No date stays none. What is beyond the calendar, "infinity" included, counts as its
first or its last day; the last one is a marker for no end, and so in all time zones.
"""

from odoo.fields import Datetime
from odoo.tools import SQL

from ..periods import DEFAULT
from . import paths

_LIMITS = {
    "first": SQL("DATE '0001-01-01'"),
    "last": SQL("DATE '9999-12-31'"),
    # Between these, a moment is on a day of the calendar wherever one is.
    "low": SQL("TIMESTAMP '0001-01-02'"),
    "high": SQL("TIMESTAMP '9999-12-31'"),
}


def of_rule(env, datamap, rule, query, now=None):
    """The SQL of the day of a rule's records.

    :param query: on the model of the rule
    :param now: the moment, in UTC, or what stands for it
    """
    day = of_field(env, datamap.policy, query, rule.model, rule.activity_field)
    if not rule.activity_chatter:
        return day
    newest = _of_messages(env, datamap.policy, rule, query, now or Datetime.now())
    return SQL("GREATEST(%s, %s)", day, newest)


def _of_messages(env, policy, rule, query, now):
    """The SQL of the day of the newest message that went out, or came in, on a record;
    notes among colleagues are none, nor is what is only going to be sent."""
    return SQL(
        """
        (SELECT %(day)s
           FROM (SELECT max(message.date) AS moment
                   FROM mail_message message
                   JOIN mail_message_subtype subtype ON subtype.id = message.subtype_id
                  WHERE message.model = %(model)s AND message.res_id = %(record)s
                    AND subtype.internal IS NOT TRUE
                    AND message.date <= %(now)s::timestamp) newest)
        """,
        day=of_moment(policy, SQL("moment"), paths.company(env, query, rule.model)),
        model=rule.model,
        record=SQL.identifier(query.table, "id"),
        now=now,
    )


def of_field(env, policy, query, model_name, path):
    """The SQL of the day of a field of the records of a query.

    :param policy: ``engine.policy.Policy``, which knows the zones of the companies
    :param path: to a date or a moment, from the model of the query
    """
    column = paths.column(env, query, model_name, path)
    if paths.field(env, model_name, path).type == "datetime":
        return of_moment(policy, column, paths.company(env, query, model_name))
    return of_date(column)


def of_date(column):
    """The SQL of a date, or of a moment in UTC, within the calendar."""
    return SQL(
        "CASE WHEN %(column)s IS NOT NULL"
        " THEN LEAST(GREATEST(%(column)s::date, %(first)s), %(last)s) END",
        column=column,
        **_LIMITS,
    )


def of_moment(policy, column, company):
    """The SQL of the day of a moment, as :func:`time_zones.day_of` has it of one.

    :param column: the SQL of the moment, in UTC
    :param company: the SQL of the id of the company, 0 or NULL for none
    """
    zone = _zone(policy, company)
    if zone is None:
        return of_date(column)
    return SQL(
        "CASE WHEN %(column)s >= %(low)s AND %(column)s < %(high)s"
        " THEN timezone(%(zone)s, timezone('UTC', %(column)s))::date"
        " WHEN %(column)s >= %(high)s THEN %(last)s"
        " WHEN %(column)s < %(low)s THEN %(first)s END",
        column=column,
        zone=zone,
        **_LIMITS,
    )


def _zone(policy, company):
    """The SQL of the time zone of a company; None where all are in UTC."""
    by_zone = {}
    for id_ in policy.companies:
        by_zone.setdefault(policy.zone(id_), []).append(id_)
    if by_zone.keys() <= {DEFAULT}:
        return None
    default = policy.zone(0)
    others = [
        SQL("WHEN %s = ANY(%s) THEN %s", company, ids, zone)
        for zone, ids in by_zone.items()
        if zone != default
    ]
    if not others:
        return SQL("%s", default)
    return SQL("CASE %s ELSE %s END", SQL(" ").join(others), default)
