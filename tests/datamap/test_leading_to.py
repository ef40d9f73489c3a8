"""A map of some rules alone finds for them what the whole map finds."""

from odoo.tests import tagged

from ...engine.datamap import DataMap, paths
from ...engine.subject import membership, scope
from ...engine.sweep import placeholders
from ..common import AnonymizationCase


@tagged("post_install", "-at_install", "neighbours")
class TestLeadingTo(AnonymizationCase):
    def setUp(self):
        super().setUp()
        self.env.flush_all()
        self.datamap = DataMap(self.env)
        self.subjects = membership.collect(self.env.cr, self.person.ids)

    def _found(self, datamap, rule):
        found = scope.find(self.env, datamap, self.subjects)
        hits = found.by_rule.get(rule.id, {})
        return {id_: (hit.owner, hit.subjects, hit.until) for id_, hit in hits.items()}

    def test_each_rule_alone(self):
        checked = found = 0
        for rule in self.datamap.rules:
            some = self.datamap.leading_to(lambda one, wanted=rule: one is wanted)
            self.assertIn(rule, some.rules)
            self.assertIn(self.datamap.own, some.rules)
            if len(some.rules) < len(self.datamap.rules):
                expected = self._found(self.datamap, rule)
                self.assertEqual(self._found(some, rule), expected, rule.name)
                checked, found = checked + 1, found + bool(expected)
        self.assertGreater(checked, 20)
        self.assertGreater(found, 1)

    def test_order_and_rest(self):
        """The rules stay in their order; what they hang on comes along; what a generic
        pair may lead to is everything."""
        some = self.datamap.leading_to(placeholders.names_of)
        places = [self.datamap.rules.index(rule) for rule in some.rules]
        self.assertEqual(places, sorted(places))
        self.assertLess(len(some.rules), len(self.datamap.rules) / 2)
        models = {rule.model for rule in some.rules}
        for rule in some.rules:
            for path in rule.paths:
                if isinstance(path, paths.FieldPath):
                    self.assertIn(path.target, {*models, paths.PARTNER})
        pairs = [
            rule
            for rule in self.datamap.rules
            if any(isinstance(path, paths.PairPath) for path in rule.paths)
        ]
        everything = self.datamap.leading_to(pairs.__contains__)
        self.assertEqual(everything.rules, self.datamap.rules)

    def test_what_was_asked_is_not_taken_for_all(self):
        """Columns that the small map asked for say nothing of the others."""
        owner = membership.owners(self.subjects)
        some = self.datamap.leading_to(lambda one: False)
        scope.find(self.env, some, self.subjects)
        self.assertIsNot(some.reached, self.datamap.reached)
        self.assertNotIn(self.env.cr, self.datamap.reached)
        before = scope.find(self.env, DataMap(self.env), self.subjects).by_model
        after = scope.find(self.env, self.datamap, self.subjects).by_model
        self.assertTrue(owner)
        self.assertEqual(
            {model: set(hits) for model, hits in after.items()},
            {model: set(hits) for model, hits in before.items()},
        )
