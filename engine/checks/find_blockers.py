"""May we: every reason why a subject must not be anonymized now, all at once."""

from datetime import date

from odoo.tools import SQL

from ..database import id_arrays
from ..datamap import path_questions, paths, reached
from ..due import due_date
from ..subject import Blocker, of_run, owners
from ..unmapped import unmapped_records
from . import (
    card_blockers,
    invoice_addresses,
    missing_pdf,
    named_by_contacts,
    possible_same,
    retention,
    visibility,
)


def find(env, datamap, subjects, user, by_policy=False):
    """All blockers of the subjects, as the cursor of ``env`` sees the database.

    :param by_policy: the company's own retention blocks as well, not the law's alone
    :param user: the user who asks; decides what may be named
    :return: list of :class:`Blocker`
    """
    owner = owners(subjects)
    if not owner:
        return []
    columns = reached.columns(env, datamap, owner)
    due = due_date.due(env, datamap, subjects, columns)
    lapsed = {index for index, one in due.items() if one.has_lapsed(date.today())}
    found = [
        *card_blockers.state(env, owner, {subject.root for subject in subjects}),
        *card_blockers.holds(env, owner),
        *card_blockers.protected(env, owner),
        *card_blockers.users(env, owner),
        *_open_records(env, datamap, owner, user, lapsed, columns),
        *_open_unlinked(env, datamap, subjects, user),
        *named_by_contacts.blockers(env, owner, user),
        *invoice_addresses.blockers(env, owner),
        *_out_of_sight(env, datamap, owner, user, columns),
        *possibly_same(env, datamap, subjects, user),
        *missing_pdf.blockers(env, datamap, owner, user),
        *retention.blockers(datamap, subjects, due, by_policy),
        *unmapped_records.blockers(env, datamap, owner, user),
    ]
    return visibility.told(env, subjects, found, user)


def possibly_same(env, datamap, subjects, user):
    """Blockers of others who may be the same person, as :mod:`possible_same` has it."""

    def in_the_way(others):
        yield from card_blockers.holds(env, others)
        columns = reached.columns(env, datamap, others)
        yield from _open_records(env, datamap, others, user, (), columns)

    return possible_same.blockers(env, subjects, in_the_way)


def _open_records(env, datamap, owner, user, lapsed, columns):
    """Records that a rule of the map calls open.

    :param lapsed: quick customers whose quotations do not count any more
    :param columns: those that name the partners, see ``engine.datamap.reached``
    """
    ways, rows = path_questions.ask(
        env,
        datamap,
        "open records",
        owner,
        columns,
        lambda: _ways(datamap.blocking(), lambda rule: rule.open_domain),
        path_questions.whether,
    )
    hits = {ways[number].rule.id for (number,) in rows}
    for rule in [one for one in datamap.blocking() if one.id in hits]:
        for one in _open_of_rule(env, rule, owner, user):
            if not (rule.open_lapses and one.subject in lapsed):
                yield one


def _ways(rules, domain_of):
    for rule in rules:
        for path in rule.partner_paths:
            yield path_questions.Way(rule, path, (domain_of(rule),))


def _open_unlinked(env, datamap, subjects, user):
    """Open records that hang on no partner and carry the subject's e-mail or phone."""
    contacts = of_run(env, datamap, owners(subjects))
    search = contacts.search(env)
    search.prepare(
        (rule, path, rule.open_domain)
        for rule in datamap.blocking()
        for path in rule.match_paths
        if path.kind != "name"
    )
    for rule in datamap.blocking():
        found = {}
        for path in rule.match_paths:
            if path.kind != "name":
                records = search.records(rule, path, rule.open_domain)
                for res_id, indexes in records.items():
                    for index in indexes:
                        found.setdefault(subjects[index].root, set()).add(res_id)
        companies = found and _companies(env, rule.model, set().union(*found.values()))
        for root, ids in found.items():
            records = {res_id: companies.get(res_id) for res_id in ids}
            yield from _visible(rule, contacts.owner, {root: records}, user)


def _companies(env, model_name, ids):
    """``{record id: company id or None}``"""
    if not _has_company(env, model_name):
        return {}
    table = SQL.identifier(env[model_name]._table)
    return dict(
        env.execute_query(
            SQL(
                "SELECT id, company_id FROM %s WHERE id = ANY(%s)",
                table,
                id_arrays.array(ids),
            )
        )
    )


def _out_of_sight(env, datamap, owner, user, columns):
    """Documents in companies that the user cannot see may be anonymized by a manager
    only, who is told their kind but no figures."""
    if user.has_group("partner_anonymization.group_manager"):
        return
    ways, rows = path_questions.ask(
        env,
        datamap,
        "records of other companies",
        owner,
        columns,
        lambda: _ways(
            [rule for rule in datamap.rules if _has_company(env, rule.model)],
            lambda rule: rule.domain,
        ),
        _of_others,
        visible=id_arrays.text_of(tuple(user.company_ids.ids)),
    )
    seen = set()
    for number, partner_id in rows:
        model = ways[number].rule.model
        if (partner_id, model) not in seen:
            seen.add((partner_id, model))
            yield Blocker(owner[partner_id], partner_id, "company_access", model)


def _of_others(env, number, way, ids):
    """The number of a way, and the partners that it leads to in other companies."""
    query, _record, target = path_questions.query_of(env, way, ids)
    company = SQL.identifier(query.table, "company_id")
    visible = id_arrays.Open("visible")
    query.add_where(SQL("%s <> ALL(%s::int[])", company, visible))
    query.groupby, query.order = target, None
    return query.select(SQL("%s", number), target)


def _open_of_rule(env, rule, owner, user):
    """One blocker per address; a record that names several of a subject's addresses
    counts for the one it names first in the rule."""
    found, seen = {}, set()
    for path in rule.partner_paths:
        query, record, target = paths.field_query(
            env, rule.model, path, list(owner), rule.open_domain
        )
        company = _company_column(env, rule.model, query)
        for res_id, partner_id, company_id in env.execute_query(
            query.select(record, target, company)
        ):
            if (owner[partner_id], res_id) not in seen:
                seen.add((owner[partner_id], res_id))
                found.setdefault(partner_id, {})[res_id] = company_id
    if rule.open_code == "invoice_recipient":
        _drop_own_documents(env, rule, owner, found)
    yield from _visible(rule, owner, found, user)


def _visible(rule, owner, found, user):
    """Blockers for ``{partner id: {record id: company id}}``: what the user may see,
    and that there is more."""
    visible = set(user.company_ids.ids)
    for partner_id, records in sorted(found.items()):
        seen = sorted(id_ for id_, c in records.items() if not c or c in visible)
        for ids, hidden in ((seen, False), ([], True)):
            if ids or (hidden and len(seen) < len(records)):
                yield Blocker(
                    owner[partner_id],
                    partner_id,
                    rule.open_code,
                    rule.model,
                    ids,
                    hidden,
                    label=rule.name,
                    advice=rule.open_advice,
                )


def _has_company(env, model_name):
    company_field = env[model_name]._fields.get("company_id")
    return bool(company_field and company_field.store)


def _company_column(env, model_name, query):
    if _has_company(env, model_name):
        return SQL.identifier(query.table, "company_id")
    return SQL("NULL::int")


def _drop_own_documents(env, rule, owner, found):
    """Leave out the blocker of being somebody else's invoice recipient, where the
    document is the subject's own."""
    ids = {res_id for records in found.values() for res_id in records}
    rows = env.execute_query(
        SQL(
            "SELECT id, partner_id FROM %s WHERE id = ANY(%s)",
            SQL.identifier(rule.table),
            id_arrays.array(ids),
        )
    )
    document_owner = {res_id: owner.get(partner_id) for res_id, partner_id in rows}
    for partner_id in list(found):
        found[partner_id] = {
            id_: company
            for id_, company in found[partner_id].items()
            if document_owner[id_] != owner[partner_id]
        }
        if not found[partner_id]:
            del found[partner_id]
