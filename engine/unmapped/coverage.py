"""Which fields the rules of the map, or a decision, already speak of."""

import fnmatch
from collections import defaultdict

from ..datamap import OURS, paths
from .known_modules import KNOWN

# The fields that this module itself adds to other models.
_OURS = "anonymization_"


class Coverage:
    """What a set of compiled rules speaks of.

    :param rules: list of :class:`engine.map_rules.ModelRule`
    :param kept: models that a rule declares free of personal data
    :param dict known: ``{model: modules}`` whose fields were looked at when a rule that
        keeps the records was written; it says nothing about fields of other modules
    """

    def __init__(self, rules, kept=(), known=None):
        # Attached values go with the files of the records that a run finds.
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
    records = env["partner.anonymization.rule"].sudo().search([])
    records = records.filtered(lambda record: not record.is_broken)
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


def _is_decision(record):
    """Whether a rule that keeps records says nothing else of them, as what is open:
    it is there to declare the model free of personal data."""
    return not (
        record.open_domain
        or record.activity_field
        or record.retention_class
        or record.by_hand
    )


class Exemptions:
    """Fields that are declared not personal.

    :param globs: list of (id, model glob, field glob); the first match counts
    """

    def __init__(self, globs):
        self.globs = globs

    def match(self, model, name):
        """The id of the exemption that a field falls under, or None."""
        for id_, model_glob, field_glob in self.globs:
            if fnmatch.fnmatchcase(name, field_glob) and fnmatch.fnmatchcase(
                model, model_glob
            ):
                return id_
        return None
