"""The data map as the engine uses it: the rules that count in this database."""

from copy import copy
from functools import cached_property

from ..database import door
from ..periods import INSTEAD, Policy
from .paths import PARTNER, FieldPath, PairPath

OWNING = ("clear", "placeholder", "unique")


class DataMap:
    """All rules that count here, as one run or one question uses them.

    The rules are shared with all others of the process: read them, change none.

    :ivar rules: list of :class:`ModelRule`, each after those of the models that its
        paths end on, so that the scope is found in one pass
    :ivar mapped_models: frozenset of the models that a rule speaks of; rows of the
        subject in any other model block, as ``unmapped``
    :ivar lost: tuple of (model, :class:`paths.FieldPath`) by which rules that do
        not count any more found rows; these block as well
    :ivar broken: frozenset of the ids of these rules
    :ivar dict contacts: what a run works out once of the addresses of its subjects,
        see ``engine.subject.of_run``
    :ivar dict reached: what ``engine.datamap.reached`` was told last, by cursor
    :ivar policy: :class:`engine.periods.Policy`, by which ends of retention are worked
        out
    """

    def __init__(self, env):
        found = door.models.compiled_map(env)
        self.rules, self.mapped_models = list(found.rules), found.mapped_models
        self.lost, self.broken = found.lost, frozenset(found.broken)
        self.contacts, self.reached = {}, {}
        self.policy = Policy.load(env)

    def by(self, policy):
        """The same map where another policy counts."""
        return self._with(policy=policy)

    def _with(self, **values):
        other = copy(self)
        vars(other).update(values)
        vars(other).pop("activities", None)
        return other

    def leading_to(self, is_wanted):
        """The same map with some rules alone, those that they hang on, and the own
        record.

        :param is_wanted: called with a rule
        """
        models, chosen = set(), []
        for rule in reversed(self.rules):
            if not (rule.own_record or rule.model in models or is_wanted(rule)):
                continue
            chosen.insert(0, rule)
            for path in rule.paths:
                if isinstance(path, PairPath):  # on whatever there is
                    return self
                if isinstance(path, FieldPath) and path.target != PARTNER:
                    models.add(path.target)
        return self._with(rules=chosen, reached={})

    @property
    def own(self):
        return next(rule for rule in self.rules if rule.own_record)

    def scrubbing(self):
        """The rules that find records to change, the own record apart."""
        return [rule for rule in self.rules if not rule.own_record]

    def blocking(self):
        return [rule for rule in self.rules if rule.open_domain]

    def dated(self):
        """The rules whose records the law may keep."""
        return [rule for rule in self.rules if rule.retention and rule.activity_field]

    @cached_property
    def activities(self):
        """The rules whose records are activities of a partner.

        A class for which no company has a period of its own counts as another one:
        where a rule of that other one speaks of the same records, one of them is read.
        Documents that the law may keep come first, mere contact last: of one day the
        first one is the last document.
        """
        rules = [rule for rule in self.rules if rule.activity_field]
        used = {c for one in self.policy.companies.values() for c in one.periods}
        whole = {
            (rule.model, rule.activity_field, rule.retention)
            for rule in rules
            if not rule.domain
        }
        counted = [
            rule
            for rule in rules
            if rule.retention not in INSTEAD
            or rule.retention in used
            or (rule.model, rule.activity_field, INSTEAD.get(rule.retention))
            not in whole
        ]
        return sorted(counted, key=lambda rule: (rule.is_contact, not rule.retention))
