"""Names in rules and exemptions that lead nowhere: this database does not have the
model, path or field, or not any more."""

import fnmatch
from dataclasses import dataclass

from ..database import door
from ..datamap import own_rules, paths


@dataclass(frozen=True)
class DanglingName:
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


def find(env, datamap, exemptions):
    """All names that lead nowhere, each (model, name) once, an administrator's own
    first.

    :param exemptions: :class:`coverage.Exemptions`
    """
    found = [*_rules(env, datamap), *_exemptions(env, exemptions)]
    result = {}
    for one in sorted(found, key=lambda one: one.shipped):
        result.setdefault((one.model, one.name), one)
    return list(result.values())


def _rules(env, datamap):
    broken = set()
    for rule in door.models.rules(env):
        if not rule.active:
            continue
        shipped = bool(rule.module)
        if is_broken := rule.id in datamap.broken:
            # Of several for a model each has a row.
            name = f"*{rule.id}" if rule.model in broken else "*"
            broken.add(rule.model)
            yield DanglingName(rule.model, name, "rule_broken", False, rule.id)
        if rule.model not in env:
            if not shipped:
                yield DanglingName(rule.model, "*", "rule_model", shipped, rule.id)
            continue
        for text in paths.texts(rule.partner_path):
            if not paths.fits(env, rule.model, text):
                yield DanglingName(rule.model, text, "rule_path", shipped, rule.id)
        for name in sorted(_missing(env[rule.model], rule, is_broken)):
            yield DanglingName(rule.model, name, "rule_field", shipped, rule.id)


def _missing(model, rule, is_broken):
    """Fields that the lines or the domains of a rule name and the model lacks."""
    names = {line.field for line in rule.lines}
    for domain in (getattr(rule, name) for name in own_rules.DOMAINS):
        if domain and not is_broken:
            names |= paths.domain_fields(domain)
    return {
        name
        for name in names
        if name not in model._fields and not set("*?[") & set(name)
    }


def _exemptions(env, exemptions):
    for exemption in exemptions.rows:
        if exemption.shipped:
            continue
        models = fnmatch.filter(env.registry, exemption.model)
        if not any(
            fnmatch.filter(env[name]._fields, exemption.field) for name in models
        ):
            yield DanglingName(
                exemption.model,
                exemption.field,
                "exemption",
                False,
                exemption_id=exemption.id,
            )
