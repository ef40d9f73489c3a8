"""How a record hangs on a partner: paths written in the data map, as SQL."""

import ast
from typing import NamedTuple

from odoo.fields import Domain
from odoo.tools import SQL, Query

from ..database import id_arrays
from . import fixed_domains, match_paths
from .match_paths import EMAILS, MATCHED, NAMED, PARTNER, RECORDS, MatchPath

__all__ = ["EMAILS", "MATCHED", "NAMED", "PARTNER", "RECORDS", "MatchPath"]


class FieldPath(NamedTuple):
    """A chain of stored relational fields that ends on ``target``.

    :param single: many2one fields only, so that a record leads to one target
    :param unless: a column with the record's own e-mail address: where it is another
        partner's, the record is about that one, whatever partner it is linked to
    """

    names: tuple
    target: str
    single: bool
    unless: str | None = None


class PairPath(NamedTuple):
    """A generic pair of fields: the name of a model, and an id in it.

    Either may stand on a record that a chain of many2one fields leads to.
    """

    model_field: str
    id_field: str


def texts(listed):
    """The parts of a text of the data map that are separated by commas."""
    return [one.strip() for one in (listed or "").split(",") if one.strip()]


def parse(env, model_name, text):
    """Read one path of the data map.

    :param text: ``partner_id``, ``order_id.partner_id``, ``res_model/res_id`` or
        ``email:email_from`` (also ``emails:``, ``phone:``, ``name:`` and ``named:``)
    :return: :class:`FieldPath`, :class:`PairPath` or :class:`MatchPath`
    :raise ValueError: a field is missing, not stored or does not lead anywhere
    """
    text, model = text.strip(), env[model_name]
    kind, colon, name = text.partition(":")
    if colon:
        return match_paths.parse(env, model, kind.strip(), name.strip())
    if "/" in text:
        pair = PairPath(*(part.strip() for part in text.split("/", 1)))
        for dotted in pair:
            check_column(env, model_name, dotted)
        return pair
    names, single = tuple(text.split(".")), True
    for name in names:
        field = model._fields.get(name)
        if not field or not field.store or not field.relational:
            raise ValueError(f"{model._name} has no stored relation {name}")
        single = single and field.type == "many2one"
        model = env[field.comodel_name]
    return FieldPath(names, model._name, single)


def check_column(env, model_name, dotted):
    """Raise ValueError unless a chain of many2one fields leads to a stored column."""
    *chain, last = dotted.split(".")
    for name in (*chain, last):
        field = env[model_name]._fields.get(name)
        if not field or not field.store or (name in chain and not field.comodel_name):
            raise ValueError(f"{model_name} has no stored field {name}")
        model_name = field.comodel_name or model_name


def fits(env, model_name, text):
    """Whether the path exists in this database's registry."""
    try:
        parse(env, model_name, text)
    except ValueError:
        return False
    return True


def leads_to_partner(env, model_name, text):
    """Whether the text is a chain of relations that ends on a partner here."""
    if not fits(env, model_name, text):
        return False
    path = parse(env, model_name, text)
    return isinstance(path, FieldPath) and path.target == PARTNER


def check_date(env, model_name, dotted):
    """Raise ValueError unless the path, if any, leads to a stored date."""
    if not dotted:
        return
    check_column(env, model_name, dotted)
    *chain, name = dotted.split(".")
    for step in chain:
        model_name = env[model_name]._fields[step].comodel_name
    if env[model_name]._fields[name].type not in ("date", "datetime"):
        raise ValueError(f"{model_name}.{name} is not a date")


def domain_of(text):
    """A domain written in the data map, as a list; it is data, never evaluated.

    :raise ValueError: it cannot be read
    """
    try:
        return ast.literal_eval(text)
    except (SyntaxError, TypeError, MemoryError, RecursionError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from error


def domain_fields(text):
    """The model's own fields that a domain looks at; none where it cannot be read."""
    try:
        leaves = domain_of(text)
    except ValueError:
        return set()
    return {
        leaf[0].split(".")[0]
        for leaf in (leaves if isinstance(leaves, (list, tuple)) else ())
        if isinstance(leaf, (list, tuple)) and leaf and isinstance(leaf[0], str)
    }


def base_query(env, model_name, *domains):
    """A query on all records of a model, archived ones included, as superuser.

    :param domains: texts of the data map, or None
    """
    where = fixed_domains.where(env, model_name, domains, _condition)
    if where is None:
        model = fixed_domains.everything(env, model_name)
        parsed = fixed_domains.canonical(env, model_name, domains, _condition)
        return fixed_domains.search(model, parsed)
    query = Query(env, env.registry[model_name]._table)
    if where.code:
        query.add_where(where)
    return query


def is_fixed(env, model_name, domains):
    """Whether domains mean the same SQL whoever asks, whenever."""
    parts = (fixed_domains.where(env, model_name, (d,), _condition) for d in domains)
    return all(part is not None for part in parts)


def _condition(domains):
    return Domain.AND(Domain(domain_of(one)) for one in domains if one)


def condition(env, query, model_name, domain):
    """The SQL of whether a record of a query matches a domain of the data map."""
    model = fixed_domains.everything(env, model_name)
    parsed = fixed_domains.canonical(env, model_name, (domain,), _condition)
    return parsed.optimize_full(model)._to_sql(model, query.table, query)


def walk(env, query, model_name, names):
    """Join along a chain of relations.

    :return: the SQL expression of the id that the chain ends on
    """
    alias = query.table
    expression = None
    for position, name in enumerate(names):
        field = env[model_name]._fields[name]
        comodel = env[field.comodel_name]
        last = position == len(names) - 1
        if field.type == "many2one":
            expression = SQL.identifier(alias, name)
            if not last:
                alias = query.join(alias, name, comodel._table, "id", f"{name}__to")
        elif field.type == "one2many":
            alias = query.join(alias, "id", comodel._table, field.inverse_name, name)
            expression = SQL.identifier(alias, "id")
        else:
            relation = query.join(alias, "id", field.relation, field.column1, name)
            expression = SQL.identifier(relation, field.column2)
            if not last:
                alias = query.join(
                    relation, field.column2, comodel._table, "id", f"{name}__to"
                )
        model_name = field.comodel_name
    return expression


def column(env, query, model_name, dotted):
    """The SQL of a stored column at the end of a chain of many2one fields."""
    *chain, name = dotted.split(".")
    alias = query.table
    for step in chain:
        comodel = env[env[model_name]._fields[step].comodel_name]
        # A domain may have joined the same table under the name of the field.
        alias = query.join(alias, step, comodel._table, "id", f"{step}__to")
        model_name = comodel._name
    return SQL.identifier(alias, name)


def field(env, model_name, dotted):
    """The field at the end of a chain of many2one fields."""
    *chain, name = dotted.split(".")
    for step in chain:
        model_name = env[model_name]._fields[step].comodel_name
    return env[model_name]._fields[name]


def company(env, query, model_name):
    """The SQL of the company of the records of a query, 0 for none."""
    stored = env[model_name]._fields.get("company_id")
    if not (stored and stored.store):
        return SQL("0")
    return SQL("COALESCE(%s, 0)", SQL.identifier(query.table, "company_id"))


def field_query(env, model_name, path, targets, domain=None):
    """The records that a path leads from to one of the targets.

    :param list targets: ids in the path's target model
    :return: (query, SQL of the record id, SQL of the target id)
    """
    query = base_query(env, model_name, domain)
    target = walk(env, query, model_name, path.names)
    indexed = id_arrays.is_indexed(env, *last_column(env, model_name, path))
    query.add_where(SQL("%s = ANY(%s)", target, id_arrays.array(targets, indexed)))
    if path.unless:
        another = names_another(query.table, path.names[0], path.unless)
        query.add_where(SQL("NOT %s", another))
    return query, SQL.identifier(query.table, "id"), target


def names_another(table, link, email):
    """Whether the e-mail of a record is that of another partner than the linked one,
    whose card has a different one.

    :param table: name or alias of the record's table
    :param link: its many2one column to a partner
    :param email: its column with an e-mail address
    """
    return SQL(
        "EXISTS (SELECT FROM res_partner card JOIN res_partner other"
        " ON other.email_normalized = %(email)s WHERE card.id = %(link)s"
        " AND other.id <> card.id AND card.email_normalized <> %(email)s)",
        email=address(SQL.identifier(table, email), email),
        link=SQL.identifier(table, link),
    )


def address(expression, name):
    """The e-mail address in a column, in lower case."""
    if name.endswith("normalized"):
        return expression
    return SQL(r"lower(substring(%s FROM '[^<>\s,;:\"]+@[^<>\s,;:\"]+'))", expression)


def last_column(env, model_name, path):
    """The table and the column that hold the id a chain of relations ends on."""
    for name in path.names:
        field = env[model_name]._fields[name]
        table, model_name = env[model_name]._table, field.comodel_name
    if field.type == "many2one":
        return table, name
    if field.type == "one2many":
        return env[model_name]._table, "id"
    return field.relation, field.column2


def pair_query(env, model_name, pair, targets_by_model, domain=None):
    """The records whose generic pair names one of the targets.

    :param dict targets_by_model: ``{model: ids}``
    :return: (query, SQL of the record id, SQL of the model, SQL of the id)
    """
    query = base_query(env, model_name, domain)
    name = column(env, query, model_name, pair.model_field)
    target = column(env, query, model_name, pair.id_field)
    indexed = id_arrays.is_indexed(env, query.table, pair.model_field)
    conditions = [
        SQL(
            "(%s = %s AND %s = ANY(%s))",
            name,
            model,
            target,
            id_arrays.array(ids, indexed),
        )
        for model, ids in targets_by_model.items()
    ]
    named = SQL(" OR ").join(conditions or [SQL("FALSE")])
    query.add_where(SQL("(%s)", named))
    return query, SQL.identifier(query.table, "id"), name, target
