"""Rules and exemptions that name what this database does not have any more."""

import fnmatch
from dataclasses import dataclass

from ..datamap import paths


@dataclass(frozen=True)
class Stale:
    """A name that leads nowhere.

    :param kind: ``rule_model``, ``rule_path``, ``rule_field``, ``rule_broken`` (the
        rule does not count at all) or ``exemption``
    :param name: the field or path
    :param shipped: comes with a module, which may speak of fields of absent apps
    """

    model: str
    name: str
    kind: str
    shipped: bool
    rule_id: int | None = None
    exemption_id: int | None = None


def find(env):
    """All stale names, each (model, name) once, an administrator's own first."""
    found = [*_rules(env), *_exemptions(env)]
    result = {}
    for stale in sorted(found, key=lambda one: one.shipped):
        result.setdefault((stale.model, stale.name), stale)
    return list(result.values())


def _rules(env):
    broken = set()
    for rule in env["partner.anonymization.rule"].sudo().search([]):
        shipped = bool(rule.module)
        if rule.is_broken:  # of several for a model, each has a row
            is_first = rule.model not in broken
            broken.add(rule.model)
            name = "*" if is_first else f"*{rule.id}"
            yield Stale(rule.model, name, "rule_broken", False, rule.id)
        if rule.model not in env:
            if not shipped:
                yield Stale(rule.model, "*", "rule_model", shipped, rule.id)
            continue
        for text in filter(None, map(str.strip, (rule.partner_path or "").split(","))):
            if not paths.fits(env, rule.model, text):
                yield Stale(rule.model, text, "rule_path", shipped, rule.id)
        for name in sorted(_missing(env[rule.model], rule)):
            yield Stale(rule.model, name, "rule_field", shipped, rule.id)


def _missing(model, rule):
    """Fields that the lines or the domains of a rule name and the model lacks."""
    names = {line.field for line in rule.field_ids}
    for domain in (rule.domain, rule.open_domain, rule.activity_domain):
        if domain and not rule.is_broken:
            names |= paths.domain_fields(domain)
    return {
        name
        for name in names
        if name not in model._fields and not set("*?[") & set(name)
    }


def _exemptions(env):
    own = [("shipped", "=", False)]
    for exemption in env["partner.anonymization.exemption"].sudo().search(own):
        models = fnmatch.filter(env.registry, exemption.model)
        if not any(
            fnmatch.filter(env[name]._fields, exemption.field) for name in models
        ):
            yield Stale(
                exemption.model,
                exemption.field,
                "exemption",
                False,
                exemption_id=exemption.id,
            )
