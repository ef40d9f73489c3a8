"""A rule of the data map as it is stored, as plain values: before it is compiled."""

from dataclasses import dataclass


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
    as False or None.

    :param name, open_advice, by_hand: in the language of whoever asks
    :param replaces_id: id of the rule that this one takes the place of
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
