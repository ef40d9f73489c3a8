"""The rules of the data map that count in this database, ready for use."""

from typing import NamedTuple

from odoo.tools.sql import column_exists, existing_tables

from . import (
    contact_fields,
    error_texts,
    field_owner,
    lost_ways,
    own_rule_fields,
    own_rules,
    paths,
    shipped_rules,
    telling_names,
)
from .datamap import OWNING
from .map_rules import NAME_PARTS, ROLES, FieldRule, ModelRule, names_like
from .misfit import Misfit

_CHANGED = "partner_anonymization.map"
OURS = "partner_anonymization"
# What a compiled rule has as the stored one does; an empty text there is None here.
_SAME = ("id", "name", "model", "action", "own_record", "mention", "has_files",
         "open_lapses", "activity_chatter")  # fmt: skip
_OR_NONE = ("domain", "open_domain", "activity_field", "activity_domain",
            "activity_settles", "hash_path", "by_hand")  # fmt: skip


class Compiled(NamedTuple):
    """What all runs share until a rule or the registry changes; nobody changes it.

    :param dict broken: ``{rule id: arguments of Misfit}`` of the rules that may not
        count; what they spoke of is unmapped
    :param lost: (model, path that leads to a partner) of these rules
    :param keeping: the models of the documents that the law may keep, and of their
        parts; those that belong to whatever document they name are not among them
    """

    rules: tuple
    mapped_models: frozenset
    broken: dict
    lost: tuple
    keeping: frozenset


def compile_rules(env, rules):
    """Find the rules that count here.

    :param rules: all rules, as :meth:`engine.database.door.Door.rules` gives them
    :return: :class:`Compiled`
    """
    active = [one for one in rules if one.active]
    here = [one for one in _stored(env, active) if not shipped_rules.waits(env, one)]
    own = [one for one in active if not one.shipped]
    broken = _broken(env, own, rules)
    broken |= shipped_rules.broken(env, [one for one in here if one.shipped])
    fitting = [one for one in here if one.id not in broken]
    replaced = {one.replaces_id for one in fitting}
    found = [_compile(env, one) for one in fitting if one.id not in replaced]
    lost = [one for one in active if one.id in broken]
    unmapped = {one.model for one in lost} - {paths.PARTNER}
    mapped = {rule.model for rule in found} - unmapped
    found += _own_record_still(env, lost)
    error_texts.add(env, found)
    ordered = _ordered([rule for rule in found if rule.paths or rule.own_record])
    return Compiled(
        tuple(ordered),
        frozenset(mapped),
        broken,
        tuple(lost_ways.find(env, lost, ordered)),
        _keeping(ordered),
    )


def _stored(env, rules):
    """The rules whose model is there, with its table."""
    installed = [one for one in rules if one.model in env]
    tables = [env[one.model]._table for one in installed]
    present = set(existing_tables(env.cr, tables)) if tables else set()
    return [one for one in installed if env[one.model]._table in present]


def _broken(env, own, rules):
    """The rules of one's own that no longer fit or were never accepted."""
    found = {}
    for one in own:
        try:
            own_rules.check(env, one, rules)
        except Misfit as misfit:
            found[one.id] = misfit.args
    return found


def _keeping(rules):
    found = {rule.model for rule in rules if rule.retention and rule.activity_field}
    while more := {rule.model for rule in rules if rule.depends_on & found} - found:
        found |= more
    return frozenset(found - {paths.PARTNER})


def _own_record_still(env, rules):
    """Without the rule of the contact nothing could be looked at: of one that does not
    fit, what can be used. It blocks every contact nevertheless."""
    for one in rules:
        if one.shipped and one.own_record and one.model == paths.PARTNER:
            yield _compile(env, one, is_broken=True)


def changed(env):
    """A rule changes: what the registry remembers of the map is void, now, and once
    the transaction is committed, since others may have read the old one meanwhile."""
    registry = env.registry
    registry.clear_cache("stable")
    if _CHANGED not in env.cr.postcommit.data:
        env.cr.postcommit.data[_CHANGED] = True
        env.cr.postcommit.add(lambda: registry.clear_cache("stable"))


def _compile(env, values, is_broken=False):
    rule = _bare(env, values)
    if is_broken:
        for name in (*own_rules.DOMAINS, "activity_field", "hash_path"):
            setattr(rule, name, None)
    _add_paths(env, rule, values)
    for line in values.lines:
        if line.method in own_rule_fields.METHODS:
            rule.fields.extend(_compile_field(env[rule.model], rule, line))
    if is_broken:
        for column in rule.fields:
            column.value = None
    if rule.own_record:
        listed = {column.name for column in rule.fields}
        rule.fields.extend(contact_fields.fields(env, listed))
    elif values.module != OURS:
        for column in rule.fields:
            _tell(column)
    return rule


def _bare(env, values):
    """The rule without its paths and fields."""
    same = {name: getattr(values, name) for name in _SAME}
    or_none = {name: getattr(values, name) or None for name in _OR_NONE}
    return ModelRule(
        table=env[values.model]._table,
        open_code=values.open_code or "open_document",
        open_advice=values.open_advice or "",
        role=ROLES.get(values.activity_role, 0),
        retention=values.retention_class or None,
        **same,
        **or_none,
    )


def _add_paths(env, rule, values):
    rule.paths = [
        paths.parse(env, values.model, text)
        for text in paths.texts(values.partner_path)
        if paths.fits(env, values.model, text)
    ]
    if values.activity_path:
        rule.activity_paths = [
            paths.parse(env, values.model, text)
            for text in paths.texts(values.activity_path)
            if paths.leads_to_partner(env, values.model, text)
        ]
    # A document with a name and an e-mail of its own may be about somebody else.
    emails = [path.field for path in rule.match_paths if path.kind == "email"]
    if rule.links and emails and "name:" in values.partner_path:
        rule.paths[0] = rule.paths[0]._replace(unless=emails[0])


def _tell(column):
    """Set what the value of a field of another module's rule is looked for as. A field
    whose name says that it is about other people is never looked for."""
    column.marked = True
    if field_owner.is_others(column.name):
        column.term = None
    elif (
        not column.term and column.method in OWNING and field_owner.is_own(column.name)
    ):
        kind = telling_names.kind_inside(column.name)
        if kind in NAME_PARTS:
            column.part = kind
        else:
            column.term = kind


def _compile_field(model, rule, line):
    """The columns that a line of a rule stands for (a glob for several), without those
    that a line before it has named."""
    taken = {column.name for column in rule.fields}
    for name in names_like(model, line.field):
        fld = model._fields[name]
        if name in taken:
            continue
        if not (fld.column_type or fld.type == "many2many"):
            continue
        if not fld.store and not _has_column(model, line.field):
            continue
        yield FieldRule(
            name=name,
            method=line.method,
            category=line.category,
            ftype=fld.type,
            term=line.term or None,
            content=rule.has_files and name in ("store_fname", "db_datas"),
            markup=is_markup(fld),
            evidence=line.evidence,
            hashed=line.hashed,
            restorable=line.restorable,
            value=line.value or None,
        )


def _has_column(model, name):
    """Whether the map names a column that the field itself hides (a password)."""
    return name in model._fields and column_exists(model.env.cr, model._table, name)


def is_markup(fld):
    """Whether the stored text is HTML."""
    return fld.type == "html" or fld.name in ("body_html",)


def _ordered(rules):
    """Rules sorted so that each comes after the models its paths end on; the
    generic pairs follow the documents they can name."""
    models = {rule.model for rule in rules}
    generic = {rule.model for rule in rules if rule.is_generic}
    done, result, waiting = set(), [], list(rules)
    while waiting:
        ready = [
            rule for rule in waiting if _is_ready(rule, waiting, models, generic)
        ] or waiting[:1]
        for rule in ready:
            waiting.remove(rule)
            result.append(rule)
            done.add(rule.model)
    return result


def _is_ready(rule, waiting, models, generic):
    pending = {other.model for other in waiting if other is not rule}
    if rule.is_generic and any(
        other.model not in generic and not other.depends_on & generic
        for other in waiting
        if other is not rule
    ):
        return False
    return not (rule.depends_on & models & (pending - {rule.model}))
