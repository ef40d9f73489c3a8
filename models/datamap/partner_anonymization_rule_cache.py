from odoo import api, models, tools

from ...engine.checks import guarded_models
from ...engine.datamap import compile_rules, rule_values
from ...engine.subject import record_persons


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
    def _persons(self):
        """The models whose records stand for a person, as a frozenset."""
        return frozenset(record_persons.models(self.env))

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

    @api.model
    def _worked_out(self):
        """What the engine has worked out so far; see ``engine.database.remembered``."""
        return self._worked_out_here() if self.env.registry.ready else {}

    @api.model
    @tools.ormcache(cache="stable")
    def _worked_out_here(self):
        return {}

    def _counting(self):
        broken = self._compiled().broken
        rules = self._all_values()
        return [rule for rule in rules if rule.active and rule.id not in broken]

    @api.model
    def _all_values(self):
        """All rules as the engine takes them, archived ones as well, in their order."""
        return self._load_values()

    def _values_to_check(self):
        """Those of all rules that matter when these are checked: the ones of the same
        models, and the ones that these take the place of."""
        replaced = self.sudo().replaces_id.ids
        return self._load_values(set(self.mapped("model")), [*self.ids, *replaced])

    def _load_values(self, models=None, ids=()):
        for name in (self._name, "partner.anonymization.rule.field", "ir.model.data"):
            self.env[name].flush_model()
        return rule_values.load(self.env.cr, self.env.lang, models, ids)
