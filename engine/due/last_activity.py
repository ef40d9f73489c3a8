"""The last activity of partners: the newest dated record that the data map knows.

One number says the day, the rule and the record, so that the greatest one is the last
activity and names its document: a day in bits 41 to 62, in bit 40 whether the record is
a document of its own, a rule in 31 to 39, then an id, which has 31 bits.
Of one day a document comes before what settles or repeats it (an invoice before its
payment and its items) and before mere contact; then the rules in the order of
``DataMap.activities``; then the newest record.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from odoo.fields import Datetime
from odoo.tools import SQL

from ..database import id_arrays
from ..datamap import path_questions, paths, record_day

_CLASSES = ("", "accounting", "books", "correspondence", "oss")
_FIRST_DAY = date(1, 1, 1)
DAY_BITS, _DOCUMENT_BITS, _RULE_BITS = 41, 40, 31
_RULES = (1 << _DOCUMENT_BITS - _RULE_BITS) - 1
ID_MASK = (1 << _RULE_BITS) - 1
# A key is a partner, its company in 20 bits (0 for none), a class and a role.
ROLE_BITS, CLASS_BITS, KEY_BITS = 4, 7, 27
KEY_MASK = (1 << KEY_BITS) - 1
ROLE_MASK = (1 << ROLE_BITS) - 1


@dataclass(frozen=True)
class Last:
    """A decoded activity.

    :param rule: :class:`ModelRule` of the record, None for a partner without an
        activity: the day is then that of its creation
    """

    day: date
    rule: object = None
    res_id: int = 0


def decode(datamap, number):
    """The activity that a number stands for."""
    rules = datamap.activities
    index = _RULES - (number >> _RULE_BITS & _RULES)
    return Last(
        day_of(number),
        rules[index] if index < len(rules) else None,
        number & ID_MASK,
    )


def rule_index(number):
    """The SQL of the position of an activity's rule in the map."""
    return SQL("(%s - (%s >> %s & %s))::int", _RULES, number, _RULE_BITS, _RULES)


def day_of(number):
    """The day of an activity."""
    return day_at(number >> DAY_BITS)


def day_at(number):
    """The day that a number of days stands for."""
    return _FIRST_DAY + timedelta(days=number)


def number_of(day):
    """A day as the number in the highest bits of an activity."""
    return (day - _FIRST_DAY).days


def days(date_):
    """The SQL of the number of a date."""
    return SQL("(%s - DATE '0001-01-01')", date_)


def date_of(days_):
    """The SQL of the date of a number."""
    return SQL("(DATE '0001-01-01' + %s)", days_)


def day(number):
    """The SQL of the day, as a number, of an activity."""
    return SQL("(%s >> %s)::int", number, DAY_BITS)


def code_of(company, class_):
    """The lower part of a key, without the role."""
    return company << CLASS_BITS | _CLASSES.index(class_ or "") << ROLE_BITS


def decode_key(key):
    """The (partner id, company id or 0, class or '', role) that a key stands for."""
    return key >> KEY_BITS, *decode_code(key & KEY_MASK), key & ROLE_MASK


def decode_code(code):
    """The (company id or 0, class or '') of the lower part of a key."""
    class_ = code >> ROLE_BITS & (1 << CLASS_BITS - ROLE_BITS) - 1
    return code >> CLASS_BITS, _CLASSES[class_]


def sources(env, datamap):
    """Queries of all activities of all partners: key and number.

    :return: list of SQL, one for each way from a model to a partner, but for those that
        are columns of one table
    """
    found = []
    for index, rule in enumerate(datamap.activities):
        chosen = _chosen(rule)
        direct = [path for path in chosen if path.single and len(path.names) == 1]
        others = [path for path in chosen if path not in direct]
        found += [_one(env, datamap, rule, index, path, None) for path in others]
        if direct:
            found += _columns_of(env, datamap, rule, index, direct)
        if email := _email(rule):
            found.append(_matching(env, datamap, rule, index, email, None))
    return found


def of_partners(env, datamap, partner_ids, columns=None):
    """The newest activity of each of some partners, company, class and role.

    :param columns: those that name these partners, where it is known; see
        ``engine.datamap.reached``
    :return: list of (key, number), see :func:`decode_key` and :func:`decode`
    """
    rules = datamap.activities

    def make(env, _number, way, ids):
        rule, index, email = rules[way.key[0]], *way.key
        if way.path:
            return _one(env, datamap, rule, index, way.path, ids)
        return _matching(env, datamap, rule, index, email, ids)

    key = "activities", datamap.policy.zones(), tuple(rule.id for rule in rules)
    _ways_, rows = path_questions.ask(
        env,
        datamap,
        key,
        partner_ids,
        columns,
        lambda: _ways(rules),
        make,
        _newest,
        now=Datetime.now(),
    )
    return rows


def _ways(rules):
    for index, rule in enumerate(rules):
        domains = rule.activity_domain, rule.domain, rule.activity_settles
        for path in _chosen(rule):
            yield path_questions.Way(rule, path, domains, (index, None))
        if email := _email(rule):
            yield path_questions.Way(rule, None, domains, (index, email))


def _chosen(rule):
    """The paths by which a record is an activity of somebody."""
    named = rule.activity_paths
    return rule.partner_paths if named is None else named


def _email(rule):
    """The column with an e-mail address by which it is, where there is one."""
    for path in rule.match_paths:
        if path.kind == "email" and path.field.endswith("normalized"):
            return path.field
    return None


def _query(env, rule):
    query = paths.base_query(env, rule.model, rule.activity_domain, rule.domain)
    query.order = None
    return query


def _select(env, datamap, rule, index, query, target, partner_ids=None):
    """Key and number of the records of a query."""
    is_later = isinstance(partner_ids, id_arrays.Later)
    now = id_arrays.Open("now") if is_later else None
    dated = paths.column(env, query, rule.model, rule.activity_field)
    query.add_where(SQL("%s IS NOT NULL", dated))
    return query.select(
        SQL(
            "((%s)::bigint << %s) | (%s << %s) | %s AS key",
            target,
            KEY_BITS,
            paths.company(env, query, rule.model),
            CLASS_BITS,
            code_of(0, rule.retention) | rule.role,
        ),
        SQL(
            "(%s::bigint << %s) | %s | %s AS number",
            days(record_day.of_rule(env, datamap, rule, query, now)),
            DAY_BITS,
            _rank(env, rule, index, query),
            SQL.identifier(query.table, "id"),
        ),
    )


def _rank(env, rule, index, query):
    """The SQL of the bits between the day and the id: what comes first of one day."""
    by_rule = _RULES - index << _RULE_BITS
    document = by_rule | 1 << _DOCUMENT_BITS
    if rule.is_contact:
        return SQL("%s::bigint", by_rule)
    if not rule.activity_settles:
        return SQL("%s::bigint", document)
    return SQL(
        "CASE WHEN %s THEN %s::bigint ELSE %s::bigint END",
        paths.condition(env, query, rule.model, rule.activity_settles),
        by_rule,
        document,
    )


def _one(env, datamap, rule, index, path, partner_ids):
    query = _query(env, rule)
    target = paths.walk(env, query, rule.model, path.names)
    if partner_ids is None:
        query.add_where(SQL("%s IS NOT NULL", target))
    else:
        indexed = id_arrays.is_indexed(env, *paths.last_column(env, rule.model, path))
        query.add_where(
            SQL("%s = ANY(%s)", target, id_arrays.array(partner_ids, indexed))
        )
    return _select(env, datamap, rule, index, query, target, partner_ids)


def _columns_of(env, datamap, rule, index, direct):
    """Partners in columns of the same table: the first one, and then together those of
    the others that differ from it, since most name the same partner."""
    first, *others = direct
    yield _one(env, datamap, rule, index, first, None)
    if not others:
        return
    query = _query(env, rule)
    main = SQL.identifier(query.table, first.names[0])
    names = [SQL.identifier(query.table, path.names[0]) for path in others]
    differ = [SQL("%s IS DISTINCT FROM %s", name, main) for name in names]
    query.add_where(SQL("(%s)", SQL(" OR ").join(differ)))
    query.add_join(
        "JOIN",
        "named",
        SQL("LATERAL (VALUES %s)", SQL(", ").join(SQL("(%s)", n) for n in names)),
        SQL("TRUE"),
    )
    named = SQL.identifier("named", "column1")
    query.add_where(SQL("%s IS DISTINCT FROM %s", named, main))
    query.add_where(SQL("%s IS NOT NULL", named))
    yield _select(env, datamap, rule, index, query, named)


def _matching(env, datamap, rule, index, name, partner_ids):
    """Records that hang on no partner and carry the e-mail address of one."""
    query = _query(env, rule)
    for link in rule.links:
        query.add_where(SQL("%s IS NULL", SQL.identifier(query.table, link)))
    email = SQL.identifier(query.table, name)
    is_indexed = id_arrays.is_indexed(env, query.table, name)
    if not id_arrays.is_few(partner_ids) and not is_indexed:
        email = id_arrays.unindexed(email)
    query.add_join(
        "JOIN", "card", "res_partner", SQL("card.email_normalized = %s", email)
    )
    if partner_ids is not None:
        query.add_where(SQL("card.id = ANY(%s)", id_arrays.array(partner_ids)))
    card = SQL.identifier("card", "id")
    return _select(env, datamap, rule, index, query, card, partner_ids)


def _newest(union):
    return SQL("SELECT key, max(number) FROM (%s) found GROUP BY key", union)
