"""A question to many ways of the data map at once, of which those are asked that may
lead to some partners."""

from typing import NamedTuple

from odoo.tools import SQL

from ..database import id_arrays, remembered
from . import paths, reached


class Way(NamedTuple):
    """One way from a model to partners.

    :param rule: of the data map
    :param path: ``FieldPath`` of the rule that ends on a partner, or None where what is
        asked does not follow one
    :param domains: texts of domains that its records have to match, or None
    :param key: what the asker knows it by
    """

    rule: object
    path: object
    domains: tuple
    key: object = None


def _alone(union):
    return union


def query_of(env, way, ids):
    """As ``paths.field_query``, of a way with one domain that follows a path."""
    (domain,) = way.domains
    return paths.field_query(env, way.rule.model, way.path, ids, domain)


def whether(env, number, way, ids):
    """Makes the question for the number of a way that leads to any record."""
    query, _record, _target = query_of(env, way, ids)
    return SQL("SELECT %s WHERE EXISTS %s", number, query.subselect("1"))


def ask(env, datamap, key, ids, columns, ways, make, around=_alone, **values):
    """Ask ways of the map about partners. What is asked is worked out once, but for the
    ways whose domains mean something else on another day, or to somebody else.

    :param key: tells what is asked, and all that it depends on besides the data map and
        the number of partners
    :param ids: of the partners
    :param columns: those that name them, as ``engine.datamap.reached`` tells; all ways
        are asked when None
    :param ways: called without arguments, gives :class:`Way` by :class:`Way`
    :param make: makes the ``SQL`` of one: called with an environment, the number of the
        way, the way and the ids, or what stands for them
    :param around: makes the statement of the union of all parts
    :param values: of what is ``id_arrays.Open``
    :return: list of the ways, and the rows
    """
    later = id_arrays.Later.like(ids)
    rules = tuple(rule.id for rule in datamap.rules)
    question = remembered(
        env,
        (key, later.many, later.few, rules),
        lambda: _PathQuestion(env, list(ways()), make, later, around),
    )
    return question.ways, question.rows(env, ids, columns, make, values)


class _PathQuestion:
    """What is worked out once."""

    def __init__(self, env, ways, make, ids, around):
        self.ways, self._around = ways, around
        self._columns = [
            way.path and reached.column(env, way.rule, way.path) for way in ways
        ]
        # None where it is made each time.
        self._parts = [
            make(env, number, way, ids)
            if paths.is_fixed(env, way.rule.model, way.domains)
            else None
            for number, way in enumerate(ways)
        ]

    def rows(self, env, ids, columns, make, values):
        parts = [
            part or make(env, number, way, list(ids))
            for number, (way, column, part) in enumerate(
                zip(self.ways, self._columns, self._parts, strict=True)
            )
            if columns is None or column is None or column in columns
        ]
        if not parts:
            return []
        query = self._around(SQL(" UNION ALL ").join(parts))
        return id_arrays.execute(env, query, ids, values)
