"""What is ordinary in this database: its languages, and the words of its labels."""

from odoo.tools import SQL

from ..text import Evidence

_KNOWN = "_anonymization_evidence"
_LABELS = (
    ("ir_model", "name", "state = 'base'"),
    ("ir_model_fields", "field_description", "state = 'base'"),
    ("ir_ui_menu", "name", "TRUE"),
)


def evidence(env):
    """:class:`engine.text.Evidence` of this database.

    The labels are asked for once per registry and set of languages: they change with
    the modules.
    """
    languages = tuple(code for code, _name in env["res.lang"].get_installed())
    known = getattr(env.registry, _KNOWN, None)
    if known is None or known[0] != languages:
        known = languages, Evidence(languages, _label_words(env))
        setattr(env.registry, _KNOWN, known)
    return known[1]


def _label_words(env):
    labels = SQL(" UNION ALL ").join(
        SQL(
            "SELECT jsonb_each_text(%s) AS pair FROM %s WHERE %s",
            SQL.identifier(column),
            SQL.identifier(table),
            SQL(condition),
        )
        for table, column, condition in _LABELS
    )
    rows = env.execute_query(
        SQL(
            "SELECT DISTINCT lower(word) FROM (%s) label,"
            " regexp_split_to_table((pair).value, '[^[:alpha:]]+') word"
            " WHERE length(word) > 1",
            labels,
        )
    )
    return frozenset(word for (word,) in rows)
