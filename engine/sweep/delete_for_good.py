"""The last step: placeholders change, rows that the map deletes go."""

from odoo.tools import SQL

from ..subject import Subject, scope
from . import placeholders


def finalize(env, datamap, partner_ids, options, known=None):
    """Make partners deleted: placeholders change, rows that the map deletes go.

    :param dict known: ``{partner id: [Term]}`` of those whose seal can be opened
    """
    subjects = [Subject(id_, frozenset([id_])) for id_ in partner_ids]
    terms = {i: known[id_] for i, id_ in enumerate(partner_ids) if id_ in (known or {})}
    # All other rules have nothing to change any more.
    datamap = datamap.leading_to(_changes)
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
    words = (options.placeholder, *options.earlier)
    placeholders.swap(env, found, words, options.deleted)
    env.cr.execute(
        """
        UPDATE res_partner
           SET anonymization_state = 'deleted', anonymization_hold_reason = NULL
         WHERE id = ANY(%s)
        """,
        [partner_ids],
    )


def _changes(rule):
    return rule.action == "delete" or placeholders.names_of(rule)
