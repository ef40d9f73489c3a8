"""A rule of the data map as it is stored, as plain values: before it is compiled."""

from collections import defaultdict
from dataclasses import dataclass, fields

from odoo.tools import SQL

_TRANSLATED = ("name", "open_advice", "by_hand")


@dataclass(frozen=True)
class LineValues:
    """A row of ``partner_anonymization_rule_field``; its columns by their names.

    :param field: name of a field, or a glob for several
    :param method: one of ``own_rule_fields.METHODS``
    :param category: data category that the user ticks in the wizard
    :param term: what the value is looked for as in free texts, None for nothing
    :param evidence: stays until the legal retention of its record has ended
    :param hashed: part of an entry's inalterability hash, never changed there
    :param restorable: sealed, so that it can be brought back
    :param value: fixed text to write instead of an empty value
    """

    field: str
    method: str = "clear"
    category: str = "notes"
    term: str | None = None
    evidence: bool = False
    hashed: bool = False
    restorable: bool = True
    value: str | None = None


@dataclass(frozen=True)
class RuleValues:
    """A row of ``partner_anonymization_rule``; its columns by their names, empty ones
    as None.

    :param name, open_advice, by_hand: in the language of whoever asks
    :param replaces_id: id of the rule that this one takes the place of
    :param required_modules: technical names, comma separated, of the apps that add what
        a shipped rule speaks of: it waits for them
    :param module: that shipped the rule, None for a rule of one's own
    :param lines: tuple of :class:`LineValues`
    """

    id: int
    name: str
    model: str
    active: bool
    shipped: bool
    module: str | None
    replaces_id: int | None
    required_modules: str | None
    action: str
    partner_path: str | None
    domain: str | None
    own_record: bool
    mention: bool
    has_files: bool
    frozen: bool
    guard: bool
    happened: bool
    open_domain: str | None
    open_code: str | None
    open_advice: str | None
    open_lapses: bool
    activity_field: str | None
    activity_domain: str | None
    activity_settles: str | None
    activity_chatter: bool
    activity_path: str | None
    activity_role: str | None
    retention_class: str | None
    hash_path: str | None
    by_hand: str | None
    lines: tuple = ()

    @property
    def is_shipped(self):
        """Whether a module brought the rule, whichever way that is known."""
        return bool(self.shipped or self.module)


def load(cr, lang, models=None, ids=()):
    """Read the rules, archived ones as well, in the order in which they count.

    :param str lang: of the texts; English where there is none in it
    :param models: only the rules of these models, None for all
    :param ids: of rules to read besides
    :return: list of :class:`RuleValues`
    """
    own = [one for one in fields(RuleValues) if one.name not in ("module", "lines")]
    is_wanted = SQL("TRUE")
    if models is not None:
        is_wanted = SQL("(model = ANY(%s) OR id = ANY(%s))", list(models), list(ids))
    cr.execute(
        SQL(
            "SELECT %s, (SELECT min(d.module) FROM ir_model_data d"
            "  WHERE d.model = 'partner.anonymization.rule' AND d.res_id = rule.id"
            "    AND d.module NOT LIKE %s)"
            "  FROM partner_anonymization_rule rule WHERE %s"
            " ORDER BY model, sequence, id",
            SQL(", ").join(_column(one, lang) for one in own),
            r"\_\_%",
            is_wanted,
        )
    )
    rows = cr.fetchall()
    lines = _lines(cr, [row[0] for row in rows])
    names = [one.name for one in own]
    return [
        RuleValues(
            **dict(zip(names, row[:-1], strict=True)),
            module=row[-1],
            lines=lines[row[0]],
        )
        for row in rows
    ]


def _column(one, lang=None):
    """The column of a field of a dataclass; Odoo leaves flags that are off empty."""
    column = SQL.identifier(one.name)
    if one.name in _TRANSLATED:
        return SQL("coalesce(%s->>%s, %s->>'en_US')", column, lang or "en_US", column)
    return SQL("coalesce(%s, FALSE)", column) if one.type is bool else column


def _lines(cr, rule_ids):
    """``{rule id: tuple of LineValues}``"""
    cr.execute(
        SQL(
            "SELECT rule_id, %s FROM partner_anonymization_rule_field"
            " WHERE rule_id = ANY(%s) ORDER BY id",
            SQL(", ").join(map(_column, fields(LineValues))),
            rule_ids,
        )
    )
    found = defaultdict(tuple)
    for rule_id, *values in cr.fetchall():
        found[rule_id] += (LineValues(*values),)
    return found
