import dataclasses

from odoo import api, models, tools

from ...engine.checks import guarded_models
from ...engine.datamap import RuleValues, compile_rules

_COLUMNS = [
    one.name
    for one in dataclasses.fields(RuleValues)
    if one.name not in ("id", "replaces_id", "lines")
]


class PartnerAnonymizationRule(models.Model):
    """What the registry remembers of the data map, until a rule or a model changes."""

    _inherit = "partner.anonymization.rule"

    @api.model
    def _compiled(self):
        """The rules as the engine uses them, remembered by a complete registry."""
        if not self.env.registry.ready:
            return compile_rules.compile_rules(self.env, self._all_values())
        return self._remembered()

    @api.model
    @tools.ormcache("self.env.lang", cache="stable")
    def _remembered(self):
        return compile_rules.compile_rules(self.env, self._all_values())

    @api.model
    @tools.ormcache(cache="stable")
    def _keeping_models(self):
        """The models of the documents that the law may keep, and of their parts, as a
        set."""
        return self._compiled().keeping

    @api.model
    @tools.ormcache(cache="stable")
    def _guarded_models(self):
        """What the guards on ``base`` have to look at: ``{model: Guarded}``"""
        return guarded_models.build(self.env, self._counting())

    @api.model
    @tools.ormcache(cache="stable")
    def _guarded_owners(self):
        """The partner's own records: ``{model: field of the partner}``"""
        return guarded_models.owners(self.env, self._counting())

    def _counting(self):
        broken = self._compiled().broken
        rules = self._all_values()
        return [rule for rule in rules if rule.active and rule.id not in broken]

    @api.model
    def _all_values(self, domain=()):
        """All rules as the engine takes them, archived ones as well, in their order.

        :param domain: only those that match it
        """
        everything = self.sudo().with_context(active_test=False)
        return [rule._values() for rule in everything.search(list(domain))]

    def _values_to_check(self):
        """Those of all rules that matter when these are checked: the ones of the same
        models, and the ones that these take the place of."""
        replaced = self.sudo().replaces_id.ids
        models = self.mapped("model")
        return self._all_values(["|", ("model", "in", models), ("id", "in", replaced)])

    def _values(self):
        self.ensure_one()
        values = {name: self[name] for name in _COLUMNS}
        lines = tuple(line._values() for line in self.field_ids)
        replaces_id = self.replaces_id.id or None
        return RuleValues(id=self.id, replaces_id=replaces_id, lines=lines, **values)
