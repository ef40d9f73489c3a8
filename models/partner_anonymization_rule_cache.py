from odoo import api, models, tools

from ..engine import datamap, paths


class PartnerAnonymizationRule(models.Model):
    """What the registry remembers of the data map, until a rule or a model changes."""

    _inherit = "partner.anonymization.rule"

    @api.model
    def _compiled(self):
        """The rules as the engine uses them, remembered by a complete registry."""
        if not self.env.registry.ready:
            return datamap.compile_rules(self.env)
        return self._remembered()

    @api.model
    @tools.ormcache("self.env.lang", cache="stable")
    def _remembered(self):
        return datamap.compile_rules(self.env)

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
        """What the guards on ``base`` have to look at, per model.

        :return: ``{model: (partner fields, reopening fields, frozen)}``: the stored
            many2one fields to a partner of every regular model that no rule exempts
            and the other side of a partner's own many2many fields, the fields whose
            change may reopen a record, and whether the record is the partner's own.
        """
        rules = self.sudo().with_context(active_test=True).search([])
        rules = rules.filtered(lambda rule: not rule.is_broken)
        shipped = rules.filtered(lambda rule: rule.shipped or rule.module)
        exempt = {rule.model for rule in shipped if not rule.guard}
        decided = set(shipped.mapped("model"))
        exempt |= {rule.model for rule in rules - shipped if not rule.guard} - decided
        frozen = {rule.model for rule in rules if rule.frozen}
        reopening = {}
        for rule in rules.filtered("open_domain"):
            if rule.is_installed:
                names = paths.domain_fields(rule.open_domain)
                reopening.setdefault(rule.model, set()).update(names)
        own = self._partner_relations()
        result = {}
        for name, model in self.env.registry.items():
            if model._abstract or model._transient or name in exempt:
                continue
            partner_fields = frozenset(
                field.name
                for field in model._fields.values()
                if field.store
                and field.comodel_name == "res.partner"
                and (field.type == "many2one" or field.name in own.get(name, ()))
            )
            if name == "res.partner":  # has a guard of its own
                result[name] = (partner_fields, frozenset(), False)
            elif partner_fields:
                result[name] = (
                    partner_fields,
                    frozenset(reopening.get(name, set()) | {"active"}),
                    name in frozen,
                )
        return result

    def _partner_relations(self):
        """Many2many fields that fill a partner's own ones from the other side, such as
        the partners of a tag: ``{model: names}``."""
        fields_ = [
            field
            for model in self.env.registry.values()
            for field in model._fields.values()
            if field.type == "many2many" and field.store
        ]
        relations = {f.relation for f in fields_ if f.model_name == "res.partner"}
        result = {}
        for field in fields_:
            if field.relation in relations and field.comodel_name == "res.partner":
                result.setdefault(field.model_name, set()).add(field.name)
        return result
