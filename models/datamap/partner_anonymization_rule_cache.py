from odoo import api, models, tools

from ...engine.checks import guarded_models
from ...engine.datamap import compile_rules, paths


class PartnerAnonymizationRule(models.Model):
    """What the registry remembers of the data map, until a rule or a model changes."""

    _inherit = "partner.anonymization.rule"

    @api.model
    def _compiled(self):
        """The rules as the engine uses them, remembered by a complete registry."""
        if not self.env.registry.ready:
            return compile_rules.compile_rules(self.env)
        return self._remembered()

    @api.model
    @tools.ormcache("self.env.lang", cache="stable")
    def _remembered(self):
        return compile_rules.compile_rules(self.env)

    @api.model
    @tools.ormcache(cache="stable")
    def _keeping_models(self):
        """The models of the documents that the law may keep, and of their parts, as a
        set; those that belong to whatever document they name are not among them."""
        rules = self._compiled().rules
        found = {rule.model for rule in rules if rule.retention and rule.activity_field}
        while more := {rule.model for rule in rules if rule.depends_on & found} - found:
            found |= more
        return frozenset(found - {paths.PARTNER})

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
        rules = self.sudo().with_context(active_test=True).search([])
        return rules.filtered(lambda rule: not rule.is_broken)
