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
        if earlier and (names := names_of(rule)):
            _swap(env.cr, rule.table, names, ids, earlier, word)


def names_of(rule):
    """The columns of a rule in which a word stands for a name."""
    return [
        column.name
        for column in rule.fields
        if column.method in ("placeholder", "display") and column.ftype == "char"
    ]


def _swap(cr, table, names, ids, earlier, word):
    """All columns of a table at once: each change of a row costs all its indexes."""
    columns = [SQL.identifier("one", name) for name in names]
    cr.execute(
        SQL(
            "UPDATE %(table)s one SET %(values)s"
            " WHERE one.id = ANY(%(ids)s) AND (%(has)s)",
            table=SQL.identifier(table),
            values=SQL(", ").join(
                SQL("%s = %s", SQL.identifier(name), _swapped(column, earlier, word))
                for name, column in zip(names, columns, strict=True)
            ),
            ids=list(ids),
            has=SQL(" OR ").join(
                _has(column, one) for column in columns for one in earlier
            ),
        )
    )


def _swapped(column, earlier, word):
    cases = SQL(" ").join(
        SQL(
            "WHEN %s THEN left(%s, %s) || %s",
            _has(column, one),
            column,
            -len(one),
            word,
        )
        for one in earlier
    )
    return SQL("CASE %s ELSE %s END", cases, column)


def _has(column, word):
    """The SQL of whether a column is a word, or ends with it behind a company."""
    size, behind = len(word) + 2, f", {word}"
    return SQL("(%s = %s OR right(%s, %s) = %s)", column, word, column, size, behind)


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
    named = datamap.leading_to(names_of)
    for state, word in words.items():
        ids = [id_ for id_, own in partners if own == state]
        if ids:
            subjects = [Subject(id_, frozenset([id_])) for id_ in ids]
            found = scope.find(env, named, subjects, known={})
            swap(env, found, _earlier(options, state), word)


def _earlier(options, state):
    """Who was deleted may still have a word for those who can be restored."""
    if state == "anonymized":
        return options.earlier
    words = (*options.earlier, *options.earlier_deleted)
    return tuple(word for word in words if word != options.deleted)
