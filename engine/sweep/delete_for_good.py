"""The last step: placeholders change, rows that the map deletes go."""

from odoo.tools import SQL

from ..subject import Subject, scope


def finalize(env, datamap, partner_ids, options, known=None):
    """Make partners deleted: placeholders change, rows that the map deletes go.

    :param dict known: ``{partner id: [Term]}`` of those whose seal can be opened
    """
    subjects = [Subject(id_, frozenset([id_])) for id_ in partner_ids]
    terms = {i: known[id_] for i, id_ in enumerate(partner_ids) if id_ in (known or {})}
    found = scope.find(env, datamap, subjects, known=terms)
    for rule in datamap.rules:
        hits = found.by_rule.get(rule.id)
        if not hits:
            continue
        ids = [res_id for res_id, hit in hits.items() if hit.owner is not None]
        if rule.action == "delete":
            env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE id = ANY(%s)",
                    SQL.identifier(rule.table),
                    ids,
                )
            )
            continue
        for column in rule.fields:
            if column.method in ("placeholder", "display") and column.ftype == "char":
                _rename(env.cr, rule.table, column.name, ids, options)
    env.cr.execute(
        """
        UPDATE res_partner
           SET anonymization_state = 'deleted', anonymization_hold_reason = NULL
         WHERE id = ANY(%s)
        """,
        [partner_ids],
    )


def _rename(cr, table, name, ids, options):
    """Swap the placeholder for anonymized partners for that of deleted ones."""
    column = SQL.identifier(name)
    cr.execute(
        SQL(
            "UPDATE %(table)s SET %(column)s ="
            " left(%(column)s, -length(%(old)s)) || %(new)s"
            " WHERE id = ANY(%(ids)s) AND right(%(column)s, length(%(old)s)) = %(old)s",
            table=SQL.identifier(table),
            column=column,
            old=options.placeholder,
            new=options.deleted,
            ids=ids,
        )
    )
