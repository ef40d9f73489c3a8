"""Who was deleted for good is known again: keyed hashes of his numbers and addresses.

HMAC-SHA256 of the normalised value, under a key of its own that is outside the database
beside those of the seals. A hash is still pseudonymous personal data: it has its day,
and without the key it says nothing. Which key it is stands in a system parameter, which
Odoo remembers: whoever does not use this asks the database for nothing.
"""

import hashlib
import hmac
import logging
import time
from datetime import date
from typing import NamedTuple

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

from . import key_store

_logger = logging.getLogger(__name__)

KEY_PARAMETER = "partner_anonymization.guard_key"
# The reference of the key, for those who ask which keys are in use.
KEY_IN_USE = (
    "SELECT value FROM ir_config_parameter"
    f" WHERE key = '{KEY_PARAMETER}'"
    r" AND value ~ '^[0-9a-f-]{36}/[0-9a-f]{32}\.keys/[0-9]+$'"
)
_SILENT_SECONDS = 3600

_memory = {}
_said = {}


class Erased(NamedTuple):
    """Somebody who was deleted for good.

    :param line_id: of the line in the log that held the originals
    :param partner_id: record id of the partner, None where it is gone
    :param date: on which it became final
    :param on_request: whether the person had asked for it
    """

    line_id: int
    partner_id: int | None
    date: date
    on_request: bool


def digest(key, kind, value):
    """The hash of a normalised value: 64 hexadecimal digits."""
    return hmac.new(key, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()


def make_key(env):
    """Have a key, unless there is one.

    :raise KeyStoreError: it cannot be written
    """
    if not _reference(env):
        ((ref, _key),) = key_store.create_keys(env, 1)
        env["ir.config_parameter"].sudo().set_param(KEY_PARAMETER, ref.to_text())


def problem(env):
    """The error of a key that cannot be had, None where it can."""
    try:
        key_store.read_key_quickly(env, key_store.KeyRef.from_text(_reference(env)))
    except key_store.KeyStoreError as error:
        return error
    return None


def clear(env):
    """Delete all hashes, and have the key destroyed: nothing uses it any more."""
    env.cr.execute("DELETE FROM partner_anonymization_guard_hash")
    if text := _reference(env):
        env["ir.config_parameter"].sudo().set_param(KEY_PARAMETER, False)
        _memory.pop(env.cr.dbname, None)
        ref = key_store.KeyRef.from_text(text)
        env.cr.postcommit.add(lambda: _destroy(env.registry, ref))


def _destroy(registry, ref):
    """Once the deletion is committed; what fails here, the daily sweep of keys that
    nothing uses does."""
    with registry.cursor() as cr:
        try:
            key_store.destroy_keys(api.Environment(cr, SUPERUSER_ID, {}), [ref])
        except key_store.KeyStoreError as error:
            _logger.warning("The key of the guard is destroyed later. %s", error)


def remember(env, values, until):
    """Store the hashes of those who become final now.

    :param dict values: ``{line id: set of (kind, normalised value)}``
    :param until: the last day on which they are known
    """
    key = any(values.values()) and _key(env)
    if not key:
        return
    rows = [
        (digest(key, *one), one[0], line_id)
        for line_id, found in values.items()
        for one in sorted(found)
    ]
    env.cr.execute(
        SQL(
            """
            INSERT INTO partner_anonymization_guard_hash
                   (digest, kind, line_id, date_erased, date_until, on_request)
            SELECT u.digest, u.kind, u.line_id, %s, %s, run.request_id IS NOT NULL
              FROM unnest(%s::text[], %s::text[], %s::int[]) u(digest, kind, line_id)
              JOIN partner_anonymization_line line ON line.id = u.line_id
              JOIN partner_anonymization run ON run.id = line.run_id
                ON CONFLICT DO NOTHING
            """,
            date.today(),
            until,
            *map(list, zip(*rows, strict=True)),
        )
    )


def find(env, values):
    """Who of those that were deleted for good had these values; one statement.

    :param values: set of (kind, normalised value)
    :return: ``{(kind, value): Erased}``
    """
    key = _key(env) if values else None
    if not key:
        return {}
    of_digest = {digest(key, *one): one for one in values}
    found = env.execute_query(
        SQL(
            "SELECT hash.digest, hash.line_id, line.partner_id, hash.date_erased,"
            "       hash.on_request"
            "  FROM partner_anonymization_guard_hash hash"
            "  JOIN partner_anonymization_line line ON line.id = hash.line_id"
            " WHERE hash.digest = ANY(%s) AND hash.date_until >= %s"
            " ORDER BY hash.id",
            list(of_digest),
            date.today(),
        )
    )
    return {of_digest[code]: Erased(*rest) for code, *rest in found}


def forget(cr, line_ids):
    """Drop the hashes of those who are back."""
    cr.execute(
        "DELETE FROM partner_anonymization_guard_hash WHERE line_id = ANY(%s)",
        [list(line_ids)],
    )


def expire(cr, today):
    """Drop the hashes whose time is over.

    :return: their number
    """
    cr.execute(
        "DELETE FROM partner_anonymization_guard_hash WHERE date_until < %s", [today]
    )
    return cr.rowcount


def _reference(env):
    return env["ir.config_parameter"].sudo().get_param(KEY_PARAMETER) or ""


def _key(env):
    """The key, None where it cannot be had: then nobody is known again. That is logged,
    but not again within an hour."""
    text, (known, key) = _reference(env), _memory.get(env.cr.dbname, ("", None))
    if text and text == known:
        return key
    try:
        key = key_store.read_key_quickly(env, key_store.KeyRef.from_text(text))
    except key_store.KeyStoreError as error:
        now = time.monotonic()
        if now - _said.get(env.cr.dbname, -_SILENT_SECONDS) >= _SILENT_SECONDS:
            _said[env.cr.dbname] = now
            _logger.warning("Nobody who was erased is known again. %s", error)
        return None
    _memory[env.cr.dbname] = (text, key)
    return key


def forget_keys():
    """Read the key again."""
    _memory.clear()
    _said.clear()
