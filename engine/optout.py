"""Opt-outs outlive the address: blacklist rows become keyed hashes that still block.

The value of the row is HMAC-SHA256 of the address, under a key that is outside the
database like those of the seals, but belongs to no subject and outlives their purge.
As soon as a record with the same address appears, the row becomes clear again
(:func:`recall`), so that every app finds it in its own way, raw SQL included.
"""

import hashlib
import hmac
import logging
import os
from dataclasses import dataclass, field
from datetime import date

from odoo.fields import Domain
from odoo.tools import SQL, email_normalize

from . import columns, keys

_logger = logging.getLogger(__name__)

# The blacklists: their column, and the computed field by which records carry a value.
COLUMNS = {"mail.blacklist": "email", "phone.blacklist": "number"}
COMPUTED = {"email_normalized": "mail.blacklist", "phone_sanitized": "phone.blacklist"}
_PREFIX, _SUFFIX = "optout-", "@anonymized.invalid"
_OPERATORS = ("=", "!=", "in", "not in")
# In the transaction's data: it has changed which keys are in use.
_CHANGED = "partner_anonymization.opt_out_keys"
# A query per key, not per row: the index is skipped through.
_KEY_REFS = """
    WITH RECURSIVE ref AS (
        (SELECT min(key_ref) AS key_ref FROM partner_anonymization_opt_out)
        UNION ALL
        SELECT (SELECT min(key_ref) FROM partner_anonymization_opt_out o
                 WHERE o.key_ref > ref.key_ref)
          FROM ref WHERE ref.key_ref IS NOT NULL
    ) SELECT key_ref FROM ref WHERE key_ref IS NOT NULL
"""


@dataclass
class Hasher:
    """Hashes the opt-outs of a run.

    :param ref: where the key is, None for a key that is not on disk yet
    :param until: the day after which the hashes are deleted
    :param rows: (subject, model, row id) of what was hashed
    """

    key: bytes
    until: date
    ref: keys.KeyRef | None = None
    rows: list = field(default_factory=list)

    def hash(self, subject, model, res_id, value):
        self.rows.append((subject, model, res_id))
        return digest(self.key, value)


def digest(key, value):
    """What stands for an address: no phone number, no address that can be reached."""
    code = hmac.new(key, value.strip().lower().encode(), hashlib.sha256).hexdigest()
    return f"{_PREFIX}{code}{_SUFFIX}"


def hasher(env, until):
    """A hasher with the key that is in use, or with a new one that :func:`store` will
    write. The row that names the key is locked, or the key might go meanwhile."""
    env.cr.execute(
        "SELECT key_ref FROM partner_anonymization_opt_out"
        " ORDER BY id DESC LIMIT 1 FOR KEY SHARE"
    )
    for (text,) in env.cr.fetchall():
        ref = keys.KeyRef.from_text(text)
        try:
            return Hasher(keys.read_key(env, ref), until, ref)
        except keys.KeyStoreError as error:
            _logger.warning("Opt-outs get a new key. %s", error)
    return Hasher(os.urandom(keys.keyfile.SLOT_SIZE), until)


def store(env, plan, line_ids):
    """Remember which rows hold a hash, under which key and until when."""
    made = plan.hasher
    if not made or not made.rows:
        return
    if made.ref is None:
        ((made.ref, _key),) = keys.create_keys(env, 1, [made.key])
        _keys_changed(env)
    rows = [(line_ids[subject], model, id_) for subject, model, id_ in made.rows]
    env.cr.execute(
        SQL(
            """
            INSERT INTO partner_anonymization_opt_out
                   (key_ref, date_until, line_id, model, res_id)
            SELECT %s, %s, * FROM unnest(%s::int[], %s::text[], %s::int[])
            """,
            made.ref.to_text(),
            made.until,
            *map(list, zip(*rows, strict=True)),
        )
    )


def forget(env, line_ids):
    """The seals of these lines bring the values back."""
    env.cr.execute(
        "DELETE FROM partner_anonymization_opt_out WHERE line_id = ANY(%s)",
        [list(line_ids)],
    )
    if env.cr.rowcount:
        _keys_changed(env)


def recall(env, model, values, strict=False):
    """Make the hashed opt-outs of these addresses clear again.

    :param values: normalised addresses or numbers, empty ones are left out
    :param strict: raise when a key cannot be had; otherwise that is logged
    :return: ``{value: row id}``
    :raise KeyStoreError: see strict
    """
    hashes = _hashes(env, model, values, strict)
    if not hashes:
        return {}
    column, table = SQL.identifier(COLUMNS[model]), SQL.identifier(env[model]._table)
    rows = env.execute_query(
        SQL("SELECT id, %s FROM %s WHERE %s = ANY(%s)", column, table, column,
            list(hashes))
    )  # fmt: skip
    found = {hashes[code]: res_id for res_id, code in rows}
    if found:
        _write_clear(env, model, found)
    return found


def _write_clear(env, model, found):
    env[model].flush_model()
    table, column = env[model]._table, COLUMNS[model]
    types = columns.of_tables(env.cr, [table])[table]
    rows = {res_id: {column: value} for value, res_id in found.items()}
    columns.update(env.cr, table, types, rows)
    drop(env, model, found.values())
    env[model].invalidate_model()


def widen(model, domain):
    """A domain on a blacklist that finds an address also by its hash."""
    name, column = model._name, COLUMNS[model._name]

    def condition(one):
        if one.field_expr != column or one.operator not in _OPERATORS:
            return one
        many = not isinstance(one.value, str) and one.operator in ("in", "not in")
        values = list(one.value) if many else [one.value]
        texts = [_normal(model, value) for value in values if isinstance(value, str)]
        hashes = _hashes(model.env, name, texts)
        if not hashes:
            return one
        negative = one.operator in ("!=", "not in")
        return Domain(column, "not in" if negative else "in", [*values, *hashes])

    return Domain(domain).map_conditions(condition)


def _normal(model, value):
    if model._name == "mail.blacklist":
        return email_normalize(value) or value
    return model.env.user._phone_format(number=value) or value


def in_use(env):
    """Whether there are hashed opt-outs at all, as far as this process knows."""
    return bool(env.registry.ready and _key_refs(env))


def _key_refs(env):
    """The keys in use; no query where the registry remembers them."""
    if _CHANGED in env.cr.postcommit.data:
        return read_key_refs(env.cr)
    return env["partner.anonymization.opt.out"]._key_refs()


def read_key_refs(cr):
    """The keys in use, from the database."""
    cr.execute(_KEY_REFS)
    return tuple(text for (text,) in cr.fetchall())


def _keys_changed(env):
    """What the registry remembers is void: from now on in this transaction, and for
    all others once it is committed."""
    if _CHANGED not in env.cr.postcommit.data:
        env.cr.postcommit.data[_CHANGED] = True
        env.cr.postcommit.add(env.registry.clear_cache)
    env.registry.clear_cache()


def _hashes(env, model, values, strict=False):
    """``{hash: value}`` under every key in use."""
    values = {value for value in values if value}
    if not values or model not in env or not env.registry.ready:
        return {}
    result = {}
    for text in read_key_refs(env.cr) if strict else _key_refs(env):
        try:
            key = keys.read_key(env, keys.KeyRef.from_text(text))
        except keys.KeyStoreError as error:
            if strict:
                raise
            _logger.warning("Opt-outs of anonymized partners are not seen. %s", error)
            continue
        result.update((digest(key, value), value) for value in values)
    return result


def expired(cr, today):
    """``{model: row ids}`` of the hashes whose time is over."""
    cr.execute(
        "SELECT model, array_agg(res_id) FROM partner_anonymization_opt_out"
        " WHERE date_until < %s GROUP BY model",
        [today],
    )
    return dict(cr.fetchall())


def drop(env, model, ids):
    """Forget rows that are deleted."""
    env.cr.execute(
        "DELETE FROM partner_anonymization_opt_out"
        " WHERE model = %s AND res_id = ANY(%s)",
        [model, list(ids)],
    )
    if env.cr.rowcount:
        _keys_changed(env)


def is_hash(value):
    return bool(value) and value.startswith(_PREFIX) and value.endswith(_SUFFIX)
