"""The words that identify each subject, taken from its own records."""

import json
from collections import defaultdict

from odoo.tools import SQL

from ..database import columns, id_arrays, staging
from ..datamap import NAME_PARTS, field_owner
from ..text import terms_from_values
from . import living, merged, own_values, same_value

# Kinds of values that members of a family share. A name is not among them: in records
# that hang on the subject it means the subject.
SHAREABLE = ("email", "phone", "vat", "registry", "street")
# Those that one person or family has, whoever else it is. A street is its neighbours'
# as well.
COMPARED = ("email", "phone", "vat", "registry")
# Where others have them; the first ones are searched in all partners. Not every
# database has all columns: phone_sanitized comes with phone_validation.
_SEARCHED = ("vat", "email_normalized", "phone_sanitized")
_COMPARED = (*_SEARCHED, "email", "phone", "company_registry", "street")


def values_of(rule, rows, hits):
    """The identifying values in the rows of one rule.

    :param dict rows: ``{id: {column: text}}``
    :return: ``{subject: [(kind, value)]}``
    """
    result = defaultdict(list)
    fields = [field for field in rule.fields if field.term or field.part]
    for res_id, hit in hits.items():
        row = rows.get(res_id)
        if hit.owner is None or row is None:
            continue
        parts = defaultdict(list)
        for field in fields:
            for text in texts(row.get(field.name)):
                if field.part:
                    parts[field.part].append(text)
                else:
                    result[hit.owner].append((field.term, text))
        if parts:
            result[hit.owner].extend(own_values.full_names(parts))
    return result


def texts(value):
    """The strings in a column: itself, or those in its json."""
    if value and value[0] == "{":
        try:
            decoded = json.loads(value)
        except (ValueError, RecursionError):
            decoded = None
        if isinstance(decoded, dict):
            return [_encodable(str(text)) for text in decoded.values() if text]
    return [value] if value else []


def _encodable(text):
    """Replace half surrogates: json can spell them, but no other text in the database
    can hold them."""
    return text.encode("utf-8", "replace").decode()


def sealed_values(datamap, seals):
    """The identifying values of subjects that are anonymized, from their opened seals.

    :param seals: ``{line id: engine.vault.subject_seal.Sealed}``
    :return: ``{line id: [(kind, value)]}``
    """
    kinds = {
        (rule.table, column.name): column.term or column.part
        for rule in datamap.rules
        for column in rule.fields
    }
    return {
        line_id: _sealed(datamap.own.table, kinds, sealed.values)
        for line_id, sealed in seals.items()
    }


def _sealed(own_table, kinds, values):
    """The pairs (kind, value) of one seal."""
    own, others, parts = [], [], defaultdict(lambda: defaultdict(list))
    merged_texts = merged.TABLE, merged.COLUMN
    for table, name, res_id, old, how in values:
        if not old:
            continue
        if (table, name) == merged_texts:
            own.extend(merged.sealed_values(old, how))
        kind = _sealed_kind(own_table, kinds, table, name, old, how)
        for text in texts(old) if kind else ():
            if kind in NAME_PARTS:
                parts[(table, res_id)][kind].append(text)
            else:
                (own if table == own_table else others).append((kind, text))
    for found in parts.values():
        own.extend(own_values.full_names(found))
    return [*own, *own_values.of_records(dict.fromkeys(others), own)]


def _sealed_kind(own_table, kinds, table, name, old, how):
    """As the seal says it, else as the map does; of the person's own record a field
    may have gone with its module."""
    if isinstance(how, dict) and "term" in how:
        return how["term"]
    if (table, name) in kinds or table != own_table:
        return kinds.get((table, name))
    kind = field_owner.kind_of_column(name, old)
    return "alias" if kind == "name" else kind


def sealed_terms(datamap, seals):
    """The terms of subjects that are anonymized: ``{line id: [Term]}``"""
    values = sealed_values(datamap, seals)
    return {line_id: terms_from_values(pairs) for line_id, pairs in values.items()}


def terms_by_subject(env, datamap, owner, values, placeholders, own=None):
    """The terms of each subject, without those of other, living partners.

    :param dict values: ``{subject: [(kind, value)]}``
    :param placeholders: words that stand for an erased value
    :param own: those from the cards of the subjects, where they are known apart
    :return: ``{subject: [Term]}``, and the same of what others have as well
    """
    exclude = {word.casefold() for word in placeholders}
    shared = shared_values(env, owner, values)
    terms = {
        subject: terms_from_values(
            [p for p in dict.fromkeys(pairs) if (subject, *p) not in shared], exclude
        )
        for subject, pairs in values.items()
    }
    others = living.of_run(env, datamap, owner)
    others.look_up_quickly(one for found in terms.values() for one in found)
    left, of_others = {}, defaultdict(list)
    for subject, *pair in shared:
        of_others[subject] += terms_from_values([pair], exclude)
    for subject, found in terms.items():
        left[subject] = same_value.without_same(others, found, COMPARED)
        if own is not None:
            left[subject] = same_value.without_names_of_others(
                others, left[subject], own.get(subject, ())
            )
        if len(left[subject]) < len(found):
            of_others[subject] += set(found).difference(left[subject])
    return left, of_others


def shared_values(env, owner, values):
    """Values that a living partner outside the subject has as well: the company of a
    contact, another contact of that company, the family's e-mail.

    :param dict values: ``{subject: [(kind, value)]}``
    :return: set of (subject, kind, value)
    """
    wanted = defaultdict(set)
    for subject, pairs in values.items():
        for kind, value in pairs:
            if kind in SHAREABLE:
                wanted[value].add((subject, kind, value))
    if not wanted:
        return set()
    staging.put(env.cr, ((0, [text]) for text in wanted))
    rows = env.execute_query(
        SQL(
            """
              WITH wanted AS MATERIALIZED (
                       SELECT array_agg(v[1]) AS texts FROM %(wanted)s),
                   family AS MATERIALIZED (
                       SELECT array_agg(DISTINCT commercial_partner_id) AS ids
                         FROM res_partner WHERE id = ANY(%(ids)s)),
                   other AS (
                       %(searched)s
                       UNION
                       SELECT id FROM res_partner
                        WHERE commercial_partner_id
                              = ANY((SELECT ids FROM family)::int[])
                       EXCEPT
                       SELECT unnest(%(ids)s))
            SELECT value
              FROM other
              JOIN res_partner USING (id)
        CROSS JOIN LATERAL unnest(ARRAY[%(compared)s]) value
             WHERE anonymization_state IS NULL
               AND value IN (SELECT unnest(texts) FROM wanted)
            """,
            wanted=staging.table(),
            ids=id_arrays.array(owner),
            searched=SQL(" UNION ").join(_having(env, _stored(env, _SEARCHED))),
            compared=SQL(", ").join(map(SQL.identifier, _stored(env, _COMPARED))),
        )
    )
    return {key for (value,) in rows for key in wanted[value]}


def _having(env, names):
    """Queries on the partners that have one of the wanted texts in a column."""
    for name in names:
        indexed = id_arrays.is_indexed(env, "res_partner", name)
        column = SQL.identifier("res_partner", name)
        among = staging.among(column, staging.VALUES, indexed=indexed)
        yield SQL("SELECT id FROM res_partner WHERE %s", among)


def _stored(env, names):
    """The columns among `names` that partners have in this database."""
    present = env["res.partner"]._fields
    return [name for name in names if name in present]


def card_terms(env, datamap, partner_ids):
    """The words on the cards of partners themselves, without their records.

    :return: ``{partner id: [Term]}``, of live partners only
    """
    kinds = {column.name: column.term or column.part for column in datamap.own.fields}
    present = columns.of_tables(env.cr, ["res_partner"])["res_partner"]
    names = sorted({name for name, kind in kinds.items() if kind} & present.keys())
    rows = env.execute_query(
        SQL(
            "SELECT id, %s FROM res_partner"
            " WHERE id = ANY(%s) AND anonymization_state IS NULL",
            SQL(", ").join(SQL("%s::text", SQL.identifier(name)) for name in names),
            list(partner_ids),
        )
    )
    table = datamap.own.table
    kinds = {(table, name): kind for name, kind in kinds.items()}
    return {
        partner_id: terms_from_values(
            _sealed(
                table,
                kinds,
                [
                    (table, name, partner_id, value, None)
                    for name, value in zip(names, values, strict=True)
                ],
            )
        )
        for partner_id, *values in rows
    }
