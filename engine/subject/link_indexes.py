"""The indexes that a run wants on the tables of the data map, where Odoo has none.

Each person is looked for in all mapped tables: by a link, or by an e-mail address, a
phone number or a name as :mod:`.unlinked_records` compares them. They are made beside
the work that goes on, and may be dropped at any time: all is found without them, too.
"""

from odoo.tools import SQL, sql

from ..database import id_arrays
from ..datamap import paths
from . import match_values

PREFIX = "partner_anonymization_link_"
_KNOWN = "_anonymization_link_indexes"


def wanted(env, datamap):
    """``{name: (table, definition)}`` of all indexes that the data map makes use of."""
    result, others = {}, _Others(env.cr)
    for rule in datamap.rules:
        model = env[rule.model]
        if rule.own_record or not model._auto or model._abstract:
            continue
        for path in rule.paths:
            for table, label, expression, column in _asked(
                env, others, rule.model, path
            ):
                name = _name(table, label)
                text = env.cr.mogrify(expression.code, expression.params).decode()
                result[name] = table, f'({text}) WHERE "{column}" IS NOT NULL'
    return result


def serves(env, table, column, kind):
    """Whether an index is on the values of a column as they are compared.

    Asked once per registry: to be wrong costs time, never a wrong answer.
    """
    if not hasattr(env.registry, _KNOWN):
        setattr(env.registry, _KNOWN, frozenset(existing(env.cr)))
    return _name(table, f"{column}_{kind}") in getattr(env.registry, _KNOWN)


def _name(table, label):
    return sql.make_identifier(f"{PREFIX}{table}_{label}")


def existing(cr):
    """``{name: whether it can be used}`` of those that are there; one that was given up
    in the midst of being made cannot."""
    cr.execute(
        """
        SELECT c.relname, i.indisvalid
          FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
         WHERE c.relnamespace = current_schema::regnamespace
           AND starts_with(c.relname, %s)
        """,
        [PREFIX],
    )
    return dict(cr.fetchall())


def make(cr, name, table, definition, concurrently=False):
    """Make one index.

    :param concurrently: without keeping anybody from writing; `cr` is outside of a
        transaction
    """
    way = SQL("CONCURRENTLY") if concurrently else SQL()
    cr.execute(
        SQL(
            "CREATE INDEX %s IF NOT EXISTS %s ON %s %s",
            way,
            SQL.identifier(name),
            SQL.identifier(table),
            SQL(definition.replace("%", "%%")),
        )
    )


def drop(cr, names):
    """Remove indexes."""
    for name in names:
        cr.execute(SQL("DROP INDEX IF EXISTS %s", SQL.identifier(name)))


def _asked(env, others, model_name, path):
    """What a path asks for: (table, label, SQL of the expression, column)"""
    table, present = env[model_name]._table, env[model_name]._fields
    if isinstance(path, paths.MatchPath):
        if path.kind in paths.MATCHED:
            column = SQL.identifier(path.field)
            for kind, one in match_values.expressions(path, column):
                if one != column or not others.lead_to(table, path.field):
                    yield table, f"{path.field}_{kind}", one, path.field
    elif isinstance(path, paths.PairPath):
        name = path.id_field
        is_own = "." not in name and name in present and present[name].store
        if is_own and not others.lead_to_pair(table, path):
            yield table, name, SQL.identifier(name), name
    else:
        table, name = paths.last_column(env, model_name, path)
        if name != "id" and not others.lead_to(table, name):
            yield table, name, SQL.identifier(name), name


class _Others:
    """The indexes that are not of this module."""

    def __init__(self, cr):
        self._columns = {
            tuple(columns)
            for name, *columns in id_arrays.leading(cr)
            if not name.startswith(PREFIX)
        }
        self._first = {(table, one) for table, one, _two in self._columns}

    def lead_to(self, table, column):
        """Whether one on all rows, or all with a value, begins with the column."""
        return (table, column) in self._first

    def lead_to_pair(self, table, pair):
        """Whether one begins with the id of a generic pair, or with both of them."""
        both = table, pair.model_field, pair.id_field
        return self.lead_to(table, pair.id_field) or both in self._columns
