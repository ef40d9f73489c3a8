"""Opt-outs outlive the address: blacklist rows become keyed hashes that still block.

The value of the row is HMAC-SHA256 of the address, under a key that is outside the
database like those of the seals, but belongs to no subject and outlives their purge.
As soon as a record with the same address appears, the row becomes clear again
(:func:`reveal`), so that every app finds it in its own way, raw SQL included.
"""

import hashlib
import hmac
import logging
import os
from dataclasses import dataclass, field
from datetime import date

from odoo.fields import Domain
from odoo.tools import SQL, email_normalize

from ..database import columns, staging
from . import key_store, opt_out_keys, unchecked_addresses
from .opt_out_keys import in_use, read_key_refs

__all__ = ["in_use", "read_key_refs"]
_logger = logging.getLogger(__name__)

# The blacklists: their column, and the computed field by which records carry a value.
COLUMNS = {"mail.blacklist": "email", "phone.blacklist": "number"}
COMPUTED = {"email_normalized": "mail.blacklist", "phone_sanitized": "phone.blacklist"}
_PREFIX, _SUFFIX = "optout-", "@anonymized.invalid"
_OPERATORS = ("=", "!=", "in", "not in")


@dataclass
class Hasher:
    """Hashes the opt-outs of a run.

    :param ref: where the key is, None for a key that is not on disk yet
    :param until: the day after which the hashes are deleted
    :param rows: (subject, model, row id) of what was hashed
    """

    key: bytes
    until: date
    ref: key_store.KeyRef | None = None
    rows: list = field(default_factory=list)

    def hash(self, subject, model, res_id, value):
        self.rows.append((subject, model, res_id))
        return digest(self.key, value)


def digest(key, value):
    """The text that takes the place of an address in a blacklist: neither a phone
    number nor an address that can be reached."""
    code = hmac.new(key, value.strip().lower().encode(), hashlib.sha256).hexdigest()
    return f"{_PREFIX}{code}{_SUFFIX}"


def hasher(env, until, lock=True):
    """A hasher with the key that is in use, or with a new one that :func:`store` will
    write. The row that names the key is locked, or the key might go meanwhile.

    :param lock: False for hashes that nobody will write
    """
    env.cr.execute(
        SQL(
            "SELECT key_ref FROM partner_anonymization_opt_out"
            " ORDER BY id DESC LIMIT 1%s",
            SQL(" FOR KEY SHARE") if lock else SQL(),
        )
    )
    for (text,) in env.cr.fetchall():
        ref = key_store.KeyRef.from_text(text)
        try:
            return Hasher(key_store.read_key(env, ref), until, ref)
        except key_store.KeyStoreError as error:
            _logger.warning("Opt-outs get a new key. %s", error)
    return Hasher(os.urandom(key_store.KEY_SIZE), until)


def store(env, plan, line_ids):
    """Remember which rows hold a hash, under which key and until when."""
    made = plan.hasher
    if not made or not made.rows:
        return
    if made.ref is None:
        ((made.ref, _key),) = key_store.create_keys(env, 1, [made.key])
        opt_out_keys.have_changed(env)
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
    """Drop the opt-outs of these lines: their seals bring the addresses back."""
    env.cr.execute(
        "DELETE FROM partner_anonymization_opt_out WHERE line_id = ANY(%s)",
        [list(line_ids)],
    )
    if env.cr.rowcount:
        opt_out_keys.have_changed(env)


def reveal(env, model, values, strict=False, carriers=None):
    """Put the addresses back into blacklist rows that hold hashes of them.

    :param values: normalised addresses or numbers, empty ones are left out
    :param strict: raise when a key cannot be had
    :param carriers: the records that have these addresses; when a key cannot be had,
        they are checked later
    :return: ``{value: row id}``
    :raise KeyStoreError: see strict
    """
    hashes, failure = _hashes(env, model, values, strict)
    if failure and strict:
        raise failure
    if failure and carriers is not None:
        unchecked_addresses.remember(env, carriers)
    if not hashes:
        return {}
    rows = _rows(env, model, hashes)
    found = {
        hashes[code]: res_id for code, _active, res_id in sorted(rows, key=_weight)
    }
    if found:
        _write_clear(env, model, found)
    return found


def reveal_unchecked(env, model, values):
    """The same as :func:`reveal`, for records that were saved while the keys could not
    be had. Where an address has been blacklisted, or taken off, in the meantime, its
    old hash is deleted.

    :return: the error of a key that cannot be had, or None
    """
    reveal(env, model, values)
    hashes, failure = _hashes(env, model, values)
    if hashes:
        env[model].flush_model()
        left = [res_id for _code, _active, res_id in _rows(env, model, hashes)]
        env[model].browse(left).unlink()
        drop(env, model, left)
    return failure


def _rows(env, model, hashes):
    """``[(hash, whether it blocks, row id)]``"""
    column, table = SQL.identifier(COLUMNS[model]), SQL.identifier(env[model]._table)
    return env.execute_query(
        SQL("SELECT %s, active, id FROM %s WHERE %s = ANY(%s)", column, table, column,
            list(hashes))
    )  # fmt: skip


def _weight(row):
    """Sort key: of two hashes of an address, under two keys, the one that blocks comes
    last and counts."""
    _code, active, res_id = row
    return bool(active), res_id


def _free(env, model, found):
    """``(value, row id)`` of what no other row of the blacklist has in clear."""
    rows = ((res_id, [value]) for value, res_id in found.items())
    return env.execute_query(
        SQL(
            "SELECT u.v[1], u.id FROM %(found)s u WHERE NOT EXISTS ("
            "SELECT FROM %(table)s clear WHERE clear.%(column)s = u.v[1])",
            found=staging.put(env.cr, rows),
            table=SQL.identifier(env[model]._table),
            column=SQL.identifier(COLUMNS[model]),
        )
    )


def _write_clear(env, model, found):
    """An address that was blacklisted, or taken off, while its hash could not be seen
    stays as it is."""
    env[model].flush_model()
    table, column = env[model]._table, COLUMNS[model]
    rows = {res_id: {column: value} for value, res_id in _free(env, model, found)}
    columns.update(env.cr, table, columns.of_tables(env.cr, [table])[table], rows)
    drop(env, model, rows)
    for value in [one for one, res_id in found.items() if res_id not in rows]:
        del found[value]
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
        hashes, _failure = _hashes(model.env, name, texts)
        if not hashes:
            return one
        negative = one.operator in ("!=", "not in")
        return Domain(column, "not in" if negative else "in", [*values, *hashes])

    return Domain(domain).map_conditions(condition)


def _normal(model, value):
    if model._name == "mail.blacklist":
        return email_normalize(value) or value
    return model.env.user._phone_format(number=value) or value


def _hashes(env, model, values, strict=False):
    """``{hash: value}`` under every key that can be had, and the error of another."""
    values = {value for value in values if value}
    if not values or model not in env:
        return {}, None
    known, failure = opt_out_keys.known(env, strict)
    hashes = {digest(key, value): value for key in known.values() for value in values}
    return hashes, failure


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
        opt_out_keys.have_changed(env)


def is_hash(value):
    return bool(value) and value.startswith(_PREFIX) and value.endswith(_SUFFIX)
