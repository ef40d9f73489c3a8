"""The data map as the engine uses it: the rules that count in this database."""

from copy import copy
from functools import cached_property

from ..periods import INSTEAD, Policy

OWNING = ("clear", "placeholder", "unique")


class DataMap:
    """All rules that count here, in an order in which each follows what it needs."""

    def __init__(self, env):
        found = env["partner.anonymization.rule"]._compiled()
        self.rules, self.mapped_models = list(found.rules), found.mapped_models
        self.lost = found.lost
        self.broken = found.broken
        # What a run works out once: matching.of_run.
        self.contacts = {}
        self.policy = Policy.load(env)

    def by(self, policy):
        """The same map where another policy counts."""
        other = copy(self)
        other.policy = policy
        other.__dict__.pop("activities", None)
        return other

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
        """
        rules = [rule for rule in self.rules if rule.activity_field]
        used = {c for one in self.policy.companies.values() for c in one.periods}
        whole = {
            (rule.model, rule.activity_field, rule.retention)
            for rule in rules
            if not rule.domain
        }
        return [
            rule
            for rule in rules
            if rule.retention not in INSTEAD
            or rule.retention in used
            or (rule.model, rule.activity_field, INSTEAD.get(rule.retention))
            not in whole
        ]
