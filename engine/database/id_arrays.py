"""Long lists of ids in SQL.

PostgreSQL estimates ``= ANY('{…}')`` element by element, which takes milliseconds for
a few thousand ids, more than the search itself. Behind a sub-select it does not look at
them and takes the index; therefore only where there is one.
"""

from functools import lru_cache

from odoo.tools import SQL

# Up to here the estimate is cheap, and a better plan may come of it.
FEW = 100
# So many texts are looked up in trigrams as quickly as by reading the table.
_ONE_BY_ONE = 8
_KNOWN = "_anonymization_indexed_columns"


class Later(str):
    """Stands for ids in a query that is remembered, see :func:`execute`.

    :ivar bool many: whether they are more than a few
    :ivar bool few: whether they are looked up one by one
    """

    many, few = False, True

    @classmethod
    def like(cls, ids):
        """For as many ids as these."""
        later = cls("later")
        later.many, later.few = len(ids) > FEW, len(ids) <= _ONE_BY_ONE
        return later


class Open(str):
    """Stands for another value in such a query, by its name."""


def array(ids, indexed=True):
    """Ids as one SQL array, for ``= ANY(…)``.

    :param ids: the ids, or :class:`Later`
    :param indexed: an index begins with the column that the ids are looked up in
    """
    is_later = isinstance(ids, Later)
    text = ids if is_later else text_of(tuple(ids))
    if indexed and (ids.many if is_later else len(ids) > FEW):
        return SQL("(SELECT %s::int[])::int[]", text)
    return SQL("%s::int[]", text)


def is_few(ids):
    """Whether ids, :class:`Later` or None for all, are looked up one by one."""
    if isinstance(ids, Later):
        return ids.few
    return ids is not None and len(ids) <= _ONE_BY_ONE


def execute(env, query, ids, others=()):
    """The rows of a query in which :class:`Later` stands for the ids.

    :param dict others: values for what is :class:`Open`, by its name
    """
    env.flush_query(query)
    text = text_of(tuple(ids))
    values = [_given(one, text, others) for one in query.params]
    env.cr.execute(query.code, values)  # pylint: disable=sql-injection
    return env.cr.fetchall()


def _given(one, text, others):
    if isinstance(one, Later):
        return text
    return others[one] if isinstance(one, Open) else one


@lru_cache(maxsize=8)
def text_of(ids):
    """The text of an array, remembered: a batch asks a hundred tables about the same
    partners."""
    return ",".join(map(str, ids)).join("{}")


def is_indexed(env, table, column):
    """Whether an index on all rows, or all with a value, begins with the column.

    Asked once per registry: to be wrong costs time, never a wrong answer.
    """
    if not hasattr(env.registry, _KNOWN):
        known = ((table, first) for _index, table, first, _ in leading(env.cr))
        setattr(env.registry, _KNOWN, frozenset(known))
    return (table, column) in getattr(env.registry, _KNOWN)


def leading(cr):
    """The indexes on all rows, or on all with a value in their first column.

    :return: list of (index, table, first column, second column or None)
    """
    cr.execute(
        """
        SELECT x.relname, c.relname, one.attname, two.attname
          FROM pg_index i
          JOIN pg_class c ON c.oid = i.indrelid
          JOIN pg_class x ON x.oid = i.indexrelid
          JOIN pg_am am ON am.oid = x.relam AND am.amname = 'btree'
          JOIN pg_attribute one ON one.attrelid = c.oid AND one.attnum = i.indkey[0]
     LEFT JOIN pg_attribute two ON two.attrelid = c.oid AND two.attnum = i.indkey[1]
         WHERE c.relnamespace = current_schema::regnamespace AND i.indisvalid
           AND (i.indpred IS NULL OR pg_get_expr(i.indpred, i.indrelid)
                                     = format('(%I IS NOT NULL)', one.attname))
        """
    )
    return cr.fetchall()


def unindexed(column):
    """A text column as an expression that no index serves.

    PostgreSQL would look up each of a thousand addresses in an index of trigrams, where
    one takes as long as a tenth of the table.
    """
    return SQL("(%s || '')", column)
