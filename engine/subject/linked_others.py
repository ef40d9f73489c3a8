"""Records that carry an address of the subject, but are somebody else's.

The partner that a record is linked to says whose it is, unless the record's own name
says otherwise: then it is about whoever that name means.
"""

from odoo.tools import SQL

from ..database import id_arrays
from ..datamap import paths
from ..text import TextView


def of_others(env, rule, owner, ids):
    """Which of the records are linked to a living partner whose name they carry.

    Without a name of its own the record is the linked partner's as well, unless the map
    says that its address may name another.

    :param rule: their ``engine.datamap.ModelRule``
    :param owner: ids of the partners of the subjects
    :return: set of ids
    """
    links = [
        path for path in rule.partner_paths if path.single and len(path.names) == 1
    ]
    names = [column.name for column in rule.fields if column.term == "name"]
    found = set()
    for link in links:
        (name,) = link.names
        for res_id, card, *texts in _linked(env, rule, name, names, owner, ids):
            texts = [text for text in texts if text]
            if _agree(card, texts) if texts else not link.unless:
                found.add(res_id)
    return found


def linked(env, rules, ids, condition):
    """Records that are linked to a partner, but the partners themselves.

    :param dict ids: ``{model: ids of its records}``
    :param condition: SQL on the partner, which is called ``living``
    :return: set of (model, id)
    """
    return {link[:2] for link in links(env, rules, ids, condition)}


def links(env, rules, ids, condition):
    """The same with the partners, asked in one statement.

    :return: set of (model, id, id of the partner)
    """
    ways = [
        (rule, path)
        for rule in rules
        if ids.get(rule.model) and not rule.own_record
        for path in rule.partner_paths
    ]
    parts = [
        _on_path(env, rule, path, ids[rule.model], condition, number)
        for number, (rule, path) in enumerate(ways)
    ]
    rows = env.execute_query(SQL(" UNION ALL ").join(parts)) if parts else ()
    return {
        (ways[number][0].model, res_id, partner_id)
        for number, res_id, partner_id in rows
    }


def _on_path(env, rule, path, ids, condition, number):
    query = paths.base_query(env, rule.model, None)
    query.order = None
    record = SQL.identifier(query.table, "id")
    partner = paths.walk(env, query, rule.model, path.names)
    query.add_where(SQL("%s = ANY(%s)", record, id_arrays.array(sorted(ids))))
    query.add_where(
        SQL(
            "EXISTS (SELECT FROM res_partner living WHERE living.id = %s AND %s)",
            partner,
            condition,
        )
    )
    return query.select(SQL("%s", number), record, partner)


def _linked(env, rule, link, names, owner, ids):
    return env.execute_query(
        SQL(
            "SELECT record.id, card.name%(names)s"
            "  FROM %(table)s record JOIN res_partner card ON card.id = %(link)s"
            " WHERE record.id = ANY(%(ids)s) AND card.anonymization_state IS NULL"
            "   AND card.id <> ALL(%(owner)s)",
            names=SQL("").join(
                SQL(", %s::text", SQL.identifier("record", name)) for name in names
            ),
            table=SQL.identifier(rule.table),
            link=SQL.identifier("record", link),
            ids=id_arrays.array(sorted(ids)),
            owner=id_arrays.array(sorted(owner), indexed=False),
        )
    )


def _agree(card, texts):
    """Whether one of the names is that of the card, or a part of it."""
    whole = _words(card or "")
    return any(
        words and (words <= whole or whole <= words) for words in map(_words, texts)
    )


def _words(text):
    return set(TextView(text).low.replace(",", " ").split())
