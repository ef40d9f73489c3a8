"""Which fields the rules of the map, or a decision, already speak of."""

import fnmatch

from . import paths


class Coverage:
    """What a set of compiled rules speaks of.

    :param rules: list of :class:`engine.map_rules.ModelRule`
    :param kept: models that a rule declares free of personal data
    """

    def __init__(self, rules, kept=()):
        self.models = {rule.model for rule in rules}
        self.whole = set(kept)
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
        # Attached values go with the files of the record.
        return model in self.models and field.type == "binary" and field.attachment


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
    parts = []
    for is_own in (False, True):
        kept = {
            record.model
            for record in records
            if record.action == "keep"
            and not record.domain
            and (record.id in own) == is_own
        }
        rules = [rule for rule in datamap.rules if (rule.id in own) == is_own]
        parts.append(Coverage(rules, kept))
    return (*parts, {model: id_ for id_, model in own.items()})


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
