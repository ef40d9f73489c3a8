"""What hangs directly on partners: looked at again behind the lock, counted at the end
of a run, and compared before the key is destroyed.

Only links that are quickly found are looked at, and none of accounting's documents,
which go on: credit notes, payments, their messages and files.
"""

from typing import NamedTuple

from odoo.tools import SQL

from ..database import door, id_arrays, remembered
from ..datamap import paths

# Files of which nothing but the row is left hold nothing.
_FILLED = {"ir_attachment": SQL("(store_fname IS NOT NULL OR db_datas IS NOT NULL)")}
_OURS = "partner_anonymization"


class Link(NamedTuple):
    """A column with ids of partners.

    :param model: of the records, None in the table of a many2many field
    :param names: the column with the model's name, where the link is a generic pair
    """

    table: str
    column: str
    model: str | None = None
    names: str | None = None

    @property
    def key(self):
        return f"{self.table}.{self.column}"

    def condition(self, alias):
        """The condition that rows must meet to count."""
        parts = [SQL("TRUE")]
        if self.names:
            name = SQL.identifier(alias, self.names)
            parts.append(SQL("%s = %s", name, paths.PARTNER))
        if self.table in _FILLED:
            parts.append(_FILLED[self.table])
        return SQL(" AND ").join(parts)


def of(env):
    """All links: a list of :class:`Link`, one per column."""
    return remembered(env, "links", lambda: _find(env))


def _find(env):
    guarded = door.models.guarded_models(env)
    keeping = door.models.compiled_map(env).keeping
    found = {}
    for name, one in sorted(guarded.items()):
        model = env[name]
        if name.startswith((_OURS, "account.")) or one.happened or name in keeping:
            continue
        for link in (*_pairs(model, one), *_columns(model, one), *_relations(model)):
            found.setdefault(link.key, link)
    return list(found.values())


def _pairs(model, one):
    for names, column in one.pairs:
        yield Link(model._table, column, model._name, names)


def _columns(model, one):
    if model._name == paths.PARTNER:
        return
    for name in sorted(one.links):
        if one.frozen or model._fields[name].index:
            yield Link(model._table, name, model._name)


def _relations(model):
    """Tables of many2many fields, both of the partner's own and of others."""
    for field in model._fields.values():
        if field.type != "many2many" or not field.store:
            continue
        if _OURS in field.relation or "anonymization" in field.relation:
            continue
        if model._name == paths.PARTNER:
            yield Link(field.relation, field.column1)
        elif field.comodel_name == paths.PARTNER:
            yield Link(field.relation, field.column2)


def count(env, line_ids):
    """How much hangs on the partners of these lines.

    :return: ``{line id: {link: [number of rows, highest id]}}``
    """
    rows = env.execute_query(
        SQL(
            "SELECT id, anonymization_line_id FROM res_partner"
            " WHERE anonymization_line_id = ANY(%s)",
            id_arrays.array(line_ids),
        )
    )
    line_of, result = dict(rows), {id_: {} for id_ in line_ids}
    if not line_of:
        return result
    links = of(env)
    later = id_arrays.Later.like(line_of)
    key = "links' numbers", later.many
    query = remembered(env, key, lambda: _count_query(links, later))
    for number, partner_id, found, highest in id_arrays.execute(env, query, line_of):
        counts = result[line_of[partner_id]]
        before = counts.get(links[number].key, (0, 0))
        counts[links[number].key] = [before[0] + found, max(before[1], highest)]
    return result


def _count_query(links, ids):
    """The query of (position of the link, partner, number of rows, highest id)."""
    return SQL(" UNION ALL ").join(
        SQL(
            "SELECT %(number)s, t.%(column)s, count(*), %(highest)s FROM %(table)s t"
            " WHERE t.%(column)s = ANY(%(ids)s) AND %(condition)s GROUP BY 2",
            number=number,
            column=SQL.identifier(link.column),
            highest=SQL("max(t.id)") if link.model else SQL("0"),
            table=SQL.identifier(link.table),
            ids=id_arrays.array(ids),
            condition=link.condition("t"),
        )
        for number, link in enumerate(links)
    )


def remember(env, line_ids):
    """Store with these lines how many rows are linked to their partners."""
    found = count(env, line_ids)
    env.cr.execute(
        SQL(
            "UPDATE partner_anonymization_line line SET links = u.links::jsonb"
            " FROM unnest(%s::int[], %s::text[]) u(id, links) WHERE line.id = u.id",
            list(found),
            [_json(links) for links in found.values()],
        )
    )


def _json(links):
    pairs = (f'"{key}": [{n}, {highest or 0}]' for key, (n, highest) in links.items())
    return "{" + ", ".join(pairs) + "}"


def added(env, line_ids):
    """What has been linked to the partners of these lines since they were anonymized.

    :return: tuples (line id, :class:`Link`, id of the record or None)
    """
    env.cr.execute(
        "SELECT id, links FROM partner_anonymization_line"
        " WHERE id = ANY(%s) AND links IS NOT NULL",
        [list(line_ids)],
    )
    before = dict(env.cr.fetchall())
    if not before:
        return
    by_key = {link.key: link for link in of(env)}
    for line_id, links in count(env, before).items():
        for key, (number, _highest) in links.items():
            old, highest = before[line_id].get(key, (0, 0))
            if number > old:
                for res_id in _newest(env.cr, by_key[key], line_id, number - old):
                    yield line_id, by_key[key], res_id


def _newest(cr, link, line_id, number):
    if not link.model:
        return [None]
    cr.execute(
        SQL(
            "SELECT t.id FROM res_partner p JOIN %s t ON t.%s = p.id"
            " WHERE p.anonymization_line_id = %s AND %s ORDER BY t.id DESC LIMIT %s",
            SQL.identifier(link.table),
            SQL.identifier(link.column),
            line_id,
            link.condition("t"),
            number,
        )
    )
    return [id_ for (id_,) in cr.fetchall()]


def changed(env, cr, partner_ids, snapshot):
    """Whether something was hung on partners by what a snapshot does not show.

    :param cr: a cursor with a younger snapshot
    :param str snapshot: ``pg_current_snapshot()`` of the older one
    """
    version = version_of(cr, SQL("t.xmin"))
    parts = [
        SQL(
            "SELECT EXISTS (SELECT FROM %s t WHERE t.%s = ANY(%s) AND %s"
            " AND NOT pg_visible_in_snapshot(%s, %s::pg_snapshot))",
            SQL.identifier(link.table),
            SQL.identifier(link.column),
            id_arrays.array(partner_ids),
            link.condition("t"),
            version,
            snapshot,
        )
        for link in of(env)
    ]
    cr.execute(SQL("SELECT bool_or(e) FROM (%s) u(e)", SQL(" UNION ALL ").join(parts)))
    return bool(cr.fetchone()[0])


def version_of(cr, xmin):
    """The SQL of a row version's transaction as it is compared with a snapshot.

    ``age`` counts from the transaction's own id: without one, from the next that will
    be given, of which no snapshot tells.
    """
    cr.execute("SELECT pg_current_xact_id()::text::bigint")
    return SQL("greatest(%s - age(%s), 3)::text::xid8", cr.fetchone()[0], xmin)
