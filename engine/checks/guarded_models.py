"""What the guards have to look at, worked out from the registry and the data map."""

from collections import defaultdict
from typing import NamedTuple

from ..datamap import OWN_PREFIX, paths

# Pairs of fields that hold a model's name and an id as plain text and number.
_PAIRS = (("res_model", "res_id"), ("model", "res_id"))
# Prefixes of models that hold data of the program, or only that of an open dialog.
_TECHNICAL = ("ir.", "base.", "bus.", OWN_PREFIX)
# Prefixes of models that are no things somebody has: entries follow their own rules,
# and a login is nothing that new records are about.
_NO_THINGS = ("account.", "hr.", "ir.", "mail.", "res.", OWN_PREFIX)
# Types of fields that can lead to another record, and those that only say who typed.
_LEADING = ("many2one", "many2many", "many2one_reference")
_AUDIT = ("create_uid", "write_uid")
_CARD = ("name", "contact", "address")
_STAGES = ("state", "stage_id")


class Guarded(NamedTuple):
    """What the guards look at on one model.

    :param links: many2one fields to a partner
    :param many: many2many fields to partners
    :param pairs: ``(field of the model's name, field of the id)``
    :param things: ``(many2one field, the fields that say whose its record is)``
    :param reopening: fields whose change may reopen a record
    :param frozen: the record is the partner's own
    :param happened: the record tells what has happened already: it is never refused
    :param copies: fields that hold what the partner's card says
    :param named: fields of contacts that name a record as theirs, such as a place
    :param parts: ``(model, its field, the fields that say whose it is)``: things that
        are made of such records, as a warehouse is of places
    """

    links: frozenset = frozenset()
    many: frozenset = frozenset()
    pairs: tuple = ()
    things: tuple = ()
    reopening: frozenset = frozenset()
    frozen: bool = False
    happened: bool = False
    copies: frozenset = frozenset()
    named: tuple = ()
    parts: tuple = ()


def build(env, rules):
    """
    :param rules: the :class:`RuleValues` that count
    :return: ``{model: Guarded}``, without the models that nothing is to look at on
    """
    exempt = _exempt(rules)
    by_model = defaultdict(list)
    for rule in rules:
        by_model[rule.model].append(rule)
    reopening = _reopening(env, rules)
    things = _things(env, by_model)
    result = {}
    for name, model in env.registry.items():
        if is_free(model):
            continue
        links, many = _links(env, model, name in exempt)
        own_rules = by_model.get(name, ())
        own_things = () if name in exempt else tuple(_leading(model, things))
        named = _named(env, name, own_rules)
        guarded = Guarded(
            links=links,
            many=many,
            pairs=pairs(model),
            things=own_things,
            reopening=_stages(model, links, own_things) | reopening.get(name, set()),
            frozen=any(rule.frozen for rule in own_rules),
            happened=any(rule.happened for rule in own_rules),
            copies=_copies(model, own_rules),
            named=named,
            parts=tuple(_parts(env, name, things)) if named else (),
        )
        if links or many or guarded.pairs or own_things or named:
            result[name] = guarded
    return result


def is_free(model):
    """Whether no rule can put a guard on a model: what is gone with its dialog, what
    leads to no other record, and our own, since requests, holds and the log speak of
    anonymized partners."""
    if model._abstract or model._transient or not model._auto:
        return True
    return model._name.startswith(OWN_PREFIX) or not any(
        map(_leads, model._fields.values())
    )


def _leads(field):
    """Whether a field can lead to a partner, or to a thing that somebody has."""
    if field.type in _LEADING:
        return field.name not in _AUDIT
    return field.name == "res_id"


def _exempt(rules):
    """The models that no guard is on. A rule of one's own cannot exempt a model that a
    shipped rule guards."""
    shipped = {rule.model for rule in rules if rule.is_shipped}
    exempt = {rule.model for rule in rules if rule.is_shipped and not rule.guard}
    others = {rule.model for rule in rules if not (rule.is_shipped or rule.guard)}
    return exempt | others - shipped


def owners(env, rules):
    """The records that are a partner's own, so that nothing new is hung on them.

    :return: ``{model: field of the partner}``
    """
    found = {paths.PARTNER: "id"}
    for rule in rules:
        name = (rule.partner_path or "").split(",")[0].strip()
        if rule.frozen and rule.model in env and _is_link(env[rule.model], name):
            found[rule.model] = name
    return found


def pairs(model):
    """The stored generic pairs of a model: ``(field of the name, field of the id)``"""
    if model._name.startswith(_TECHNICAL) and model._name != "ir.attachment":
        return ()
    found = {
        (field.model_field, field.name)
        for field in model._fields.values()
        if field.type == "many2one_reference" and field.model_field
    }
    found.update(_PAIRS)
    return tuple(sorted(pair for pair in found if all(_stored(model, n) for n in pair)))


def _stored(model, name):
    field = model._fields.get(name)
    return bool(field and field.store and field.column_type)


def _is_link(model, name):
    field = model._fields.get(name)
    return bool(
        field
        and field.store
        and field.type == "many2one"
        and field.comodel_name == paths.PARTNER
    )


def _links(env, model, exempt):
    """The stored many2one and many2many fields to a partner."""
    if exempt:
        return frozenset(), frozenset()
    links = {name for name in model._fields if _is_link(model, name)}
    many = {
        field.name
        for field in model._fields.values()
        if field.type == "many2many"
        and field.store
        and field.comodel_name == paths.PARTNER
    }
    return frozenset(links), frozenset(many)


def _reopening(env, rules):
    result = {}
    for rule in rules:
        if rule.open_domain and rule.model in env:
            names = paths.domain_fields(rule.open_domain)
            result.setdefault(rule.model, set()).update(names)
    return result


def _stages(model, links, things):
    """The usual fields by which a record is opened again."""
    if not (links or things):
        return frozenset()
    names = {name for name in _STAGES if _stored(model, name)}
    return frozenset(names | {"active"})


def _copies(model, rules):
    """Texts of the record that only repeat what the partner's card says."""
    return frozenset(
        line.field
        for rule in rules
        if rule.happened
        for line in rule.lines
        if _repeats(line) and _stored(model, line.field)
    )


def _repeats(line):
    return line.term or (line.method == "clear" and line.category in _CARD)


def _things(env, by_model):
    """Models of things that somebody has, as a location, a device or a project: new
    records about them are records about the person.

    :param dict by_model: ``{model: its rules}``
    :return: ``{model: fields that say whose it is}``
    """
    result = {}
    for name, model in env.registry.items():
        if model._abstract or model._transient or name.startswith(_NO_THINGS):
            continue
        own_rules = by_model.get(name, ())
        found = _whose(model, own_rules)
        if found and not any(rule.retention_class for rule in own_rules):
            result[name] = found
    return result


def _named(env, name, rules):
    """The fields of contacts that name records of a model."""
    found = {
        path.field
        for rule in rules
        if rule.guard
        for text in paths.texts(rule.partner_path)
        if paths.fits(env, name, text)
        and isinstance(path := paths.parse(env, name, text), paths.MatchPath)
        and path.kind == paths.NAMED
    }
    return tuple(sorted(found))


def _parts(env, name, things):
    """The things that cannot be without a record of this model."""
    for thing, whose in sorted(things.items()):
        for field in env[thing]._fields.values():
            if field.type == "many2one" and field.comodel_name == name:
                if field.store and field.required:
                    yield thing, field.name, whose


def _whose(model, rules):
    own = [
        name for partner, name in model._inherits.items() if partner == paths.PARTNER
    ]
    if rules:
        heads = {
            (rule.partner_path or "").split(",")[0].strip()
            for rule in rules
            if rule.guard and not rule.mention and not rule.happened
        }
        return tuple(sorted({*own, *(n for n in heads if _is_link(model, n))}))
    links = [name for name in model._fields if _is_link(model, name)]
    return tuple(sorted({*own, *(links if _is_thing(model) else ())}))


def _is_thing(model):
    """Whether a model that no rule speaks of is about things, not about what happens:
    it can be archived, and has neither a stage nor a date."""
    if not _stored(model, "active") or any(_stored(model, name) for name in _STAGES):
        return False
    return not any(
        field.store and field.type in ("date", "datetime")
        for field in model._fields.values()
        if field.name not in ("create_date", "write_date")
    )


def _leading(model, things):
    """The many2one fields of a model that lead to things."""
    if model._name.startswith(_TECHNICAL):
        return
    for field in model._fields.values():
        if field.store and field.type == "many2one" and field.comodel_name in things:
            yield field.name, things[field.comodel_name]
