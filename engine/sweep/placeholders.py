"""What stands for a name, swapped for another word wherever a run has put it."""

from odoo.tools import SQL

from ..subject import Subject, scope


def swap(env, found, earlier, word):
    """Write another word for the names of partners: their own, and the copies of them.

    Only what is exactly such a word, also behind the name of a company, is changed.
    What the seals hold stays, so that restoring is as exact as before.

    :param found: ``engine.subject.scope.Scope`` of the partners
    :param earlier: the words that may stand there
    """
    for rule in found.datamap.rules:
        hits = found.by_rule.get(rule.id, {})
        ids = [res_id for res_id, hit in hits.items() if hit.owner is not None]
        if not ids or rule.action == "delete":
            continue
        for column in rule.fields:
            if column.method in ("placeholder", "display") and column.ftype == "char":
                _swap(env.cr, rule.table, column.name, ids, earlier, word)


def _swap(cr, table, name, ids, earlier, word):
    cr.execute(
        SQL(
            "UPDATE %(table)s one SET %(name)s ="
            " left(%(column)s, -length(earlier.word)) || %(word)s"
            " FROM unnest(%(earlier)s::text[]) earlier(word)"
            " WHERE one.id = ANY(%(ids)s) AND (%(column)s = earlier.word OR"
            " right(%(column)s, length(earlier.word) + 2) = ', ' || earlier.word)",
            table=SQL.identifier(table),
            name=SQL.identifier(name),
            column=SQL.identifier("one", name),
            word=word,
            earlier=list(earlier),
            ids=ids,
        )
    )


def with_earlier(cr, options, limit):
    """The partners that still have a word of earlier settings for a name.

    :return: list of (id, state)
    """
    cr.execute(
        SQL(
            "SELECT id, anonymization_state FROM res_partner"
            " WHERE %s ORDER BY id LIMIT %s",
            _has_earlier(options),
            limit,
        )
    )
    return cr.fetchall()


def count_with_earlier(cr, options):
    """How many these are."""
    cr.execute(SQL("SELECT count(*) FROM res_partner WHERE %s", _has_earlier(options)))
    return cr.fetchone()[0]


def _has_earlier(options):
    return SQL(
        "(anonymization_state = 'anonymized' AND name = ANY(%s)"
        " OR anonymization_state = 'deleted' AND name = ANY(%s))",
        list(_earlier(options, "anonymized")),
        list(_earlier(options, "deleted")),
    )


def rename(env, datamap, partners, options):
    """Give partners the words of today's settings.

    :param partners: as :func:`with_earlier` gives them
    """
    words = {"anonymized": options.placeholder, "deleted": options.deleted}
    for state, word in words.items():
        ids = [id_ for id_, own in partners if own == state]
        if ids:
            subjects = [Subject(id_, frozenset([id_])) for id_ in ids]
            found = scope.find(env, datamap, subjects, known={})
            swap(env, found, _earlier(options, state), word)


def _earlier(options, state):
    """Who was deleted may still have a word for those who can be restored."""
    if state == "anonymized":
        return options.earlier
    words = (*options.earlier, *options.earlier_deleted)
    return tuple(word for word in words if word != options.deleted)
