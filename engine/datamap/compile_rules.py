"""The rules of the data map that count in this database, ready for use."""

from typing import NamedTuple

from odoo.tools.sql import column_exists, existing_tables

from . import (
    contact_fields,
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


class Compiled(NamedTuple):
    """What all runs share until a rule or the registry changes; nobody changes it.

    :param dict broken: ``{rule id: arguments of Misfit}`` of the rules that may not
        count; what they spoke of is unmapped
    :param lost: (model, path that leads to a partner) of these rules
    """

    rules: tuple
    mapped_models: frozenset
    broken: dict
    lost: tuple


def compile_rules(env):
    """Read the rules that count here.

    :return: :class:`Compiled`
    """
    rules = env["partner.anonymization.rule"].sudo()
    records = rules.with_context(active_test=True).search([])
    shipped = records.filtered(
        lambda one: (
            one.shipped and one.model in env and not shipped_rules.waits(env, one)
        )
    )
    tables = [env[record.model]._table for record in records if record.model in env]
    present = set(existing_tables(env.cr, tables)) if tables else set()
    shipped = shipped.filtered(lambda one: env[one.model]._table in present)
    own = records.filtered(lambda one: not one.shipped)
    broken = _broken(env, own) | shipped_rules.broken(env, shipped)
    fitting = (own + shipped).filtered(
        lambda one: (
            one.id not in broken
            and one.model in env
            and env[one.model]._table in present
        )
    )
    found = [
        _compile(env, record) for record in records & (fitting - fitting.replaces_id)
    ]
    unmapped = {rules.browse(id_).model for id_ in broken} - {paths.PARTNER}
    mapped = {rule.model for rule in found} - unmapped
    found += _own_record_still(env, records & rules.browse(broken))
    ordered = _ordered([rule for rule in found if rule.paths or rule.own_record])
    lost = lost_ways.find(env, rules.browse(broken), ordered)
    return Compiled(tuple(ordered), frozenset(mapped), broken, tuple(lost))


def _broken(env, records):
    """The rules of one's own that no longer fit or were never accepted."""
    found = {}
    for record in records:
        try:
            own_rules.check(env, record)
        except Misfit as misfit:
            found[record.id] = misfit.args
    return found


def _own_record_still(env, records):
    """Without the rule of the contact nothing could be looked at: of one that does not
    fit, what can be used. It blocks every contact nevertheless."""
    for record in records.filtered(lambda one: one.shipped and one.own_record):
        if record.model == paths.PARTNER:
            yield _compile(env, record, is_broken=True)


def changed(env):
    """A rule changes: what the registry remembers of the map is void, now, and once
    the transaction is committed, since others may have read the old one meanwhile."""
    registry = env.registry
    registry.clear_cache("stable")
    if _CHANGED not in env.cr.postcommit.data:
        env.cr.postcommit.data[_CHANGED] = True
        env.cr.postcommit.add(lambda: registry.clear_cache("stable"))


def _compile(env, record, is_broken=False):
    model = env[record.model]
    rule = ModelRule(
        id=record.id,
        name=record.name,
        model=record.model,
        table=model._table,
        action=record.action,
        domain=record.domain or None,
        own_record=record.own_record,
        mention=record.mention,
        has_files=record.has_files,
        open_domain=record.open_domain or None,
        open_code=record.open_code or "open_document",
        open_advice=record.open_advice or "",
        open_lapses=record.open_lapses,
        activity_field=record.activity_field or None,
        activity_domain=record.activity_domain or None,
        role=ROLES.get(record.activity_role, 0),
        retention=record.retention_class or None,
        hash_path=record.hash_path or None,
        by_hand=record.by_hand or None,
    )
    if is_broken:
        for name in (*own_rules.DOMAINS, "activity_field", "hash_path"):
            setattr(rule, name, None)
    rule.paths = [
        paths.parse(env, record.model, text)
        for text in (record.partner_path or "").split(",")
        if text.strip() and paths.fits(env, record.model, text)
    ]
    if record.activity_path:
        rule.activity_paths = [
            paths.parse(env, record.model, text)
            for text in record.activity_path.split(",")
            if paths.leads_to_partner(env, record.model, text)
        ]
    # A document with a name and an e-mail of its own may be about somebody else.
    emails = [path.field for path in rule.match_paths if path.kind == "email"]
    if rule.links and emails and "name:" in record.partner_path:
        rule.paths[0] = rule.paths[0]._replace(unless=emails[0])
    for line in record.field_ids:
        if line.method in own_rule_fields.METHODS:
            rule.fields.extend(_compile_field(model, line, rule.fields))
    if is_broken:
        for column in rule.fields:
            column.value = None
    if rule.own_record:
        rule.fields.extend(
            contact_fields.fields(env, {column.name for column in rule.fields})
        )
    elif record.module != OURS:
        for column in rule.fields:
            _tell(column)
    return rule


def _tell(column):
    """What a field of somebody else's rule is looked for as. What says by its name that
    it is about other people never is."""
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


def _compile_field(model, line, present):
    """The columns that a line of the map stands for (a glob for several)."""
    taken = {column.name for column in present}
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
            content=line.rule_id.has_files and name in ("store_fname", "db_datas"),
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
