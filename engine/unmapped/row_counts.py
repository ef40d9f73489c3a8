"""How many rows of a field hold anything, for hundreds of fields at a time."""

from collections import defaultdict

from odoo.tools import SQL

# Up to this size a table is counted; beyond, PostgreSQL's statistics are taken.
COUNTED_BYTES = 64 * 1024 * 1024
_AT_ONCE = 40
_SAMPLE = 300
_CONTENT = (
    r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.[A-Za-z]{2,}"
    r"|(^|[^0-9A-Za-z])\+[1-9][0-9]{1,2}[ -]?[0-9][0-9 -]{6,}"
)
# What a field without a value holds, of any type.
_EMPTY = ("", "{}", "[]", "null", "false", "<p><br></p>")


def count(env, founds):
    """Set ``rows`` and ``estimated`` of fields.

    :param founds: list of :class:`stored_fields.Found`
    """
    by_table, attached = defaultdict(list), []
    for found in founds:
        field = found.field
        if field.type == "many2many":
            by_table[field.relation].append((found, field.column1))
        elif field.type == "binary" and field.attachment:
            attached.append(found)
        else:
            by_table[env[found.model]._table].append((found, field.name))
    big = _big_tables(env.cr, list(by_table))
    small = {table: pairs for table, pairs in by_table.items() if table not in big}
    for table, counts in _in_parts(env.cr, small, _counting).items():
        for index, (found, _name) in enumerate(small[table]):
            found.rows = counts[index]
    _estimate(env.cr, {table: by_table[table] for table in big}, big)
    _count_attached(env.cr, attached)


def telling(env, founds):
    """Those of the fields in which an e-mail address or a phone number stands; looks
    at some rows of each table only.

    :param founds: list of :class:`stored_fields.Found`
    """
    by_table = defaultdict(list)
    for found in founds:
        by_table[env[found.model]._table].append((found, found.field.name))
    return [
        by_table[table][index][0]
        for table, hits in _in_parts(env.cr, by_table, _sampling).items()
        for index, hit in enumerate(hits)
        if hit
    ]


def _in_parts(cr, by_table, query):
    """``{table: list of results}``, a few dozen tables per statement."""
    result, tables = {}, list(by_table)
    for start in range(0, len(tables), _AT_ONCE):
        parts = [
            query(table, [name for _found, name in by_table[table]])
            for table in tables[start : start + _AT_ONCE]
        ]
        cr.execute(SQL(" UNION ALL ").join(parts))
        result.update(cr.fetchall())
    return result


def _counting(table, names):
    filled = [
        SQL(
            "count(*) FILTER (WHERE %(name)s IS NOT NULL"
            " AND left(%(name)s::text, 20) <> ALL(%(empty)s))",
            name=SQL.identifier("t", name),
            empty=list(_EMPTY),
        )
        for name in names
    ]
    return SQL(
        "SELECT %s, jsonb_build_array(%s) FROM %s t",
        table,
        SQL(", ").join(filled),
        SQL.identifier(table),
    )


def _sampling(table, names):
    hits = [
        SQL("coalesce(bool_or(%s::text ~ %s), false)", SQL.identifier(name), _CONTENT)
        for name in names
    ]
    return SQL(
        "SELECT %s, jsonb_build_array(%s) FROM (SELECT * FROM %s LIMIT %s) t",
        table,
        SQL(", ").join(hits),
        SQL.identifier(table),
        _SAMPLE,
    )


def _big_tables(cr, tables):
    """``{table: estimated number of rows}`` of the tables too large to count."""
    cr.execute(
        """
        SELECT relname, greatest(reltuples, 0)::bigint FROM pg_class
         WHERE relname = ANY(%s) AND relnamespace = current_schema::regnamespace
           AND relkind = 'r' AND pg_relation_size(oid) > %s
        """,
        [tables, COUNTED_BYTES],
    )
    return dict(cr.fetchall())


def _estimate(cr, by_table, sizes):
    """By the share of NULLs that PostgreSQL has seen; all rows where it has not."""
    cr.execute(
        "SELECT tablename, attname, null_frac FROM pg_stats"
        " WHERE schemaname = current_schema AND tablename = ANY(%s)",
        [list(by_table)],
    )
    nulls = {(table, name): share for table, name, share in cr.fetchall()}
    for table, pairs in by_table.items():
        for found, name in pairs:
            found.rows = round(sizes[table] * (1 - nulls.get((table, name), 0)))
            found.estimated = True


def _count_attached(cr, founds):
    if not founds:
        return
    cr.execute(
        "SELECT res_model, res_field, count(*) FROM ir_attachment"
        " WHERE res_model = ANY(%s) AND res_field IS NOT NULL GROUP BY 1, 2",
        [list({found.model for found in founds})],
    )
    counts = {(model, name): number for model, name, number in cr.fetchall()}
    for found in founds:
        found.rows = counts.get((found.model, found.field.name), 0)
