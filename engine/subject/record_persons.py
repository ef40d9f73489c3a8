"""Records that stand for a person, such as a lead, and which partner that person is.

A record that is linked to a partner is that partner's, as is one without a link that
carries the partner's e-mail address. Whoever books for somebody else is not the person.
"""

from collections import defaultdict
from dataclasses import dataclass

from odoo.tools import SQL, email_normalize

from ..database import door, id_arrays
from ..datamap import OWNING, paths
from . import membership

# What a contact has, and what a record calls the same.
_ADDRESS = ("street", "zip", "city", "country_id")


@dataclass
class Person:
    """Somebody whom records of one model stand for.

    :param ids: of the records, in their order
    :param partner_ids: who that is, empty where it is nobody yet
    :param dict values: of the partner that would have to be made: the name may be
        missing
    """

    ids: list
    partner_ids: list
    values: dict


def models(env):
    """The models whose records stand for a person: they carry a name, or an address by
    which they are found, or are there for the person alone.

    :return: ``{model: rules}``
    """
    found = defaultdict(list)
    for rule in door.models.compiled_map(env).rules:
        if _is_erased(rule) and _stands_for_person(env, rule):
            found[rule.model].append(rule)
    return dict(found)


def _is_erased(rule):
    is_own = rule.own_record or rule.mention or rule.has_files
    return rule.action in ("scrub", "delete") and not is_own


def _stands_for_person(env, rule):
    kinds = {path.kind for path in rule.match_paths} & {*paths.MATCHED}
    terms = {column.term for column in rule.fields if column.method in OWNING}
    if paths.PARTNER in env[rule.model]._inherits or kinds & terms:
        return True
    if not _owning(rule):
        return False
    fields = env[rule.model]._fields
    is_optional = any(not fields[name].required for name in rule.links)
    return "name" in terms or (rule.action == "delete" and is_optional)


def _owning(rule):
    """The path to the partner that a record of a rule belongs to, in a list."""
    return [path for path in rule.paths[:1] if path in _single(rule)]


def _single(rule):
    return [path for path in rule.partner_paths if path.single]


def link(rules):
    """The many2one that says whose a record is, None where there is none."""
    return next((name for rule in rules for name in rule.links), None)


def find(env, model_name, ids):
    """Who these records stand for, those of one person together.

    :param env: with superuser rights
    :return: list of :class:`Person`
    """
    rules = models(env)[model_name]
    env = env(context={**env.context, "active_test": False})
    records = env[model_name].browse(ids)
    cards = _by_email(env, {_email(one, rules) for one in records} - {None})
    started = _started(env, model_name, ids)
    found = {}
    for record in records:
        partner_ids = _partners(record, rules, cards) or started.get(record.id, [])
        key = tuple(partner_ids) or _key(record, rules)
        person = found.setdefault(key, Person([], partner_ids, {}))
        person.ids.append(record.id)
        person.values |= {} if partner_ids else _values(record, rules)
    for person in found.values():
        names = (person.values.get(kind) for kind in ("name", "email", "phone"))
        if name := next(filter(None, names), None):
            person.values["name"] = name
    return list(found.values())


def _started(env, model_name, ids):
    """``{record id: [partner id]}`` of those of whom somebody has made a contact."""
    rows = env.execute_query(
        SQL(
            "SELECT start.res_id, array_agg(start.partner_id ORDER BY start.id)"
            "  FROM partner_anonymization_start start"
            "  JOIN res_partner p ON p.id = start.partner_id"
            " WHERE start.model = %s AND start.res_id = ANY(%s)"
            "   AND NOT start.is_linked AND p.anonymization_state IS NULL"
            " GROUP BY start.res_id",
            model_name,
            list(ids),
        )
    )
    return {res_id: partner_ids[:1] for res_id, partner_ids in rows}


def _by_email(env, emails):
    """``{e-mail address: partners}`` that are not anonymized."""
    found = defaultdict(env["res.partner"].browse)
    domain = [
        ("email_normalized", "in", list(emails)),
        ("anonymization_state", "=", False),
    ]
    for partner in env["res.partner"].search(domain, order="id") if emails else ():
        found[partner.email_normalized] |= partner
    return found


def _partners(record, rules, cards):
    """Ids of the partners that a record means."""
    same = cards.get(_email(record, rules), record.env["res.partner"])
    for path in (path for rule in rules for path in _owning(rule)):
        if linked := record.mapped(".".join(path.names))[:1]:
            is_other = path.unless and linked.email_normalized and linked not in same
            return (_one_person(record, rules, same) if is_other else []) or linked.ids
    return _one_person(record, rules, same) or _bookers(record, rules)


def _one_person(record, rules, partners):
    """Of several partners with the same address, the one of the same name."""
    if _are_several(partners):
        name = _plain(_first(record, rules, "name"))
        partners = partners.filtered(lambda one: _plain(one.name) == name)
    return [] if _are_several(partners) else partners.ids


def _are_several(partners):
    if len(partners) < 2:
        return False
    return len(membership.collect(partners.env.cr, partners.ids)) > 1


def _bookers(record, rules):
    """Who only may be meant: where the record names nobody else."""
    name = _plain(_first(record, rules, "name"))
    others = [_first(record, rules, kind) for kind in ("email", "phone")]
    for path in (path for rule in rules for path in _single(rule)):
        booker = record.mapped(".".join(path.names))[:1]
        if booker and (_plain(booker.name) == name or not (name or any(others))):
            return booker.ids
    return []


def _plain(name):
    return " ".join((name or "").split()).casefold()


def _email(record, rules):
    return email_normalize(_first(record, rules, "email") or "") or None


def _key(record, rules):
    """What records of one person share."""
    phone = "".join(filter(str.isdigit, _first(record, rules, "phone") or ""))
    return _email(record, rules) or phone or record.id


def _first(record, rules, kind):
    """The first value of a kind in a record."""
    names = [
        column.name
        for rule in rules
        for column in rule.fields
        if column.term == kind and column.ftype == "char"
    ]
    return next((record[one] for one in names if record[one]), None)


def _values(record, rules):
    found = {kind: _first(record, rules, kind) for kind in paths.MATCHED}
    erased = {column.name for rule in rules for column in rule.fields}
    for name in _ADDRESS if "street" in erased else ():
        value = record[name] if name in record._fields else None
        found[name] = value.id if hasattr(value, "ids") else value
    return {name: value for name, value in found.items() if value}


def given(env, owner):
    """Records that nothing but their number links to the partner they stand for.

    :param dict owner: ``{partner id: subject}``
    :return: ``{model: {record id: subject}}``
    """
    rows = env.execute_query(
        SQL(
            "SELECT start.model, start.res_id, start.partner_id"
            "  FROM partner_anonymization_start start"
            "  JOIN res_partner p ON p.id = start.partner_id"
            " WHERE start.partner_id = ANY(%s) AND p.anonymization_state IS NULL"
            "   AND NOT start.is_linked",
            id_arrays.array(owner),
        )
    )
    found = defaultdict(dict)
    for model, res_id, partner_id in rows:
        found[model][res_id] = owner[partner_id]
    return found
