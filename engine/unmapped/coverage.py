"""Which fields the rules of the map, or a decision, already speak of."""

import fnmatch
from collections import defaultdict
from typing import NamedTuple

from ..database import door
from ..datamap import OURS, paths
from .known_modules import KNOWN

# The fields that this module itself adds to other models.
_OURS = "anonymization_"


class Coverage:
    """What a set of compiled rules speaks of.

    :param rules: list of :class:`engine.datamap.map_rules.ModelRule`
    :param kept: models that a rule declares free of personal data
    :param dict known: ``{model: modules}`` whose fields were looked at when a rule that
        keeps the records was written; it says nothing about fields of other modules
    """

    def __init__(self, rules, kept=(), known=None):
        # The files of these models' fields are erased with the records that a run
        # finds.
        self.models = {
            rule.model
            for rule in rules
            if rule.action != "keep" or rule.retention or rule.by_hand
        }
        self.whole = set(kept)
        self.known = known or {}
        self.pairs = set()
        for rule in rules:
            if rule.own_record or (rule.action == "discard" and not rule.domain):
                self.whole.add(rule.model)
            names = {column.name for column in rule.fields}
            for path in rule.paths:
                names.update(_first_fields(path))
            self.pairs.update((rule.model, name) for name in names)

    def has(self, model, field):
        """Whether the rules cover a field of a model, given by name and object."""
        if model in self.whole or (model, field.name) in self.pairs:
            return True
        if self._is_known(model, field):
            return True
        return model in self.models and field.type == "binary" and field.attachment

    def _is_known(self, model, field):
        if model not in self.known:
            return False
        return field.name.startswith(_OURS) or not self.known[model].isdisjoint(
            field._modules
        )


def _first_fields(path):
    """The fields of the model itself that a path looks at."""
    if isinstance(path, paths.FieldPath):
        return path.names[:1]
    return [text for text in path if isinstance(text, str)]


def split(env, datamap):
    """Coverage by the shipped rules, and by an administrator's own ones.

    :return: (:class:`Coverage`, :class:`Coverage`, ``{model: id of the own rule}``)
    """
    records = counting(env, datamap)
    own = {record.id: record.model for record in records if not record.module}
    keeping = [one for one in records if one.action == "keep" and not one.domain]
    known = defaultdict(set)
    for record in keeping:
        if record.id not in own:
            known[record.model] |= {record.module, *KNOWN} - {OURS}
    kept = {one.model for one in keeping if one.id in own and _is_decision(one)}
    shipped = [rule for rule in datamap.rules if rule.id not in own]
    mine = [rule for rule in datamap.rules if rule.id in own]
    return (
        Coverage(shipped, known=known),
        Coverage(mine, kept),
        {model: id_ for id_, model in own.items()},
    )


def counting(env, datamap):
    """The active rules that fit, as :class:`engine.datamap.RuleValues`."""
    rules = door.models.rules(env)
    return [rule for rule in rules if rule.active and rule.id not in datamap.broken]


def _is_decision(record):
    """Whether a rule that keeps records says nothing else of them, as what is open:
    it is there to declare the model free of personal data."""
    return not (
        record.open_domain
        or record.activity_field
        or record.retention_class
        or record.by_hand
    )


class Exemption(NamedTuple):
    """A declaration that fields hold no personal data.

    :param model: glob
    :param field: glob
    :param shipped: a module brought it
    """

    id: int
    model: str
    field: str
    shipped: bool


class Exemptions:
    """Fields that are declared not personal, one's own declarations first.

    :param rows: list of :class:`Exemption`; the first match counts
    """

    def __init__(self, rows):
        self.rows = rows

    @classmethod
    def load(cls, env):
        """The active ones of the database."""
        env.flush_all()
        env.cr.execute(
            "SELECT id, model, field, coalesce(shipped, FALSE)"
            "  FROM partner_anonymization_exemption"
            " WHERE active ORDER BY shipped, model, field"
        )
        return cls([Exemption(*row) for row in env.cr.fetchall()])

    def match(self, model, name):
        """The :class:`Exemption` that a field falls under, or None."""
        for one in self.rows:
            if fnmatch.fnmatchcase(name, one.field) and fnmatch.fnmatchcase(
                model, one.model
            ):
                return one
        return None
