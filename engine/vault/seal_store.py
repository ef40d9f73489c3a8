"""What both seals do alike: parts are rows of a table, under keys that are outside of
the database, and whatever is wrong with one is told by a code."""

import json
import os
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass

from odoo.tools import SQL

from . import cipher, key_destruction, key_store
from .errors import SealUnusable
from .key_reader import KeyReader


@dataclass(frozen=True)
class SealStore:
    """The seals of one kind.

    :param name: of their table
    :param is_marked: whether it has columns for when they were made, and for their
        :mod:`.seal_marks`
    """

    name: str
    is_marked: bool = False

    @property
    def table(self):
        return SQL.identifier(self.name)

    def next_parts(self, cr, line_ids):
        """``{line id: number of the next part}`` of lines that have a seal."""
        cr.execute(
            SQL(
                "SELECT line_id, max(part) + 1 FROM %s"
                " WHERE line_id = ANY(%s) GROUP BY line_id",
                self.table,
                list(line_ids),
            )
        )
        return dict(cr.fetchall())

    def insert(self, cr, rows):
        """Add parts.

        :param list rows: (line id, partner id, key reference as text, part, payload),
            with the mark or None before the payload where they are marked
        """
        values = list(map(list, zip(*rows, strict=True)))
        if self.is_marked:
            query = """
                INSERT INTO %s (line_id, partner_id, key_ref, part, mark, payload,
                                create_date)
                SELECT *, now() AT TIME ZONE 'utc'
                  FROM unnest(%s::int[], %s::int[], %s::text[], %s::int[], %s::bytea[],
                              %s::bytea[])
            """
        else:
            query = """
                INSERT INTO %s (line_id, partner_id, key_ref, part, payload)
                SELECT *
                  FROM unnest(%s::int[], %s::int[], %s::text[], %s::int[], %s::bytea[])
            """
        cr.execute(SQL(query, self.table, *values))

    def delete(self, env, line_ids):
        """Delete seals, and destroy their keys once the transaction has committed.

        A savepoint that is rolled back brings the seals back, and takes the order to
        destroy their keys along. What a crash or the disk leaves is destroyed later:
        see :mod:`.key_destruction`.
        """
        if not line_ids:
            return
        env.cr.execute(
            SQL(
                "DELETE FROM %s WHERE line_id = ANY(%s) RETURNING line_id, key_ref",
                self.table,
                list(line_ids),
            )
        )
        key_destruction.order(env, set(env.cr.fetchall()))

    def key_refs(self, cr, line_ids):
        """``{line id: set of KeyRef}``"""
        cr.execute(
            SQL(
                "SELECT DISTINCT line_id, key_ref FROM %s WHERE line_id = ANY(%s)",
                self.table,
                list(line_ids),
            )
        )
        refs = defaultdict(set)
        for line_id, text in cr.fetchall():
            refs[line_id].add(key_store.KeyRef.from_text(text))
        return refs


def open_usable(env, line_ids, open_one, need_directory=False):
    """Open the seals that can be opened.

    :param open_one: called with a KeyReader and a line id, raises SealUnusable
    :param need_directory: raise KeyDirectoryError when the key directory cannot be
        used; otherwise none can be opened
    :return: ``{line id: what open_one gives}``, and ``{line id: reason code}`` of the
        others
    """
    opened, failed = {}, {}
    try:
        keys = KeyReader(env)
    except key_store.KeyDirectoryError:
        if need_directory and line_ids:
            raise
        return {}, dict.fromkeys(line_ids, "key_unreadable")
    for line_id in line_ids:
        try:
            opened[line_id] = open_one(keys, line_id)
        except SealUnusable as error:
            failed[line_id] = error.reason
    return opened, failed


def open_part(keys, line_id, ref_text, blob, associated):
    """The key of a part, and what is sealed in it, from JSON.

    :param keys: :class:`KeyReader`
    :param associated: what the part is bound to
    :raise SealUnusable: the key is missing or wrong, the part damaged or foreign
    """
    key = key_of(keys, line_id, ref_text)
    return key, content_of(line_id, key, blob, associated)


def key_of(keys, line_id, ref_text):
    """The key of a part. Raise as :func:`open_part`."""
    with _opening(line_id):
        return keys.key_of(ref_text)


def content_of(line_id, key, blob, associated):
    """What is sealed in a part. Raise as :func:`open_part`."""
    with _opening(line_id):
        return json.loads(cipher.unseal(key, bytes(blob), associated))


@contextmanager
def _opening(line_id):
    """What goes wrong with a key or a seal, as :class:`SealUnusable`."""
    try:
        yield
    except key_store.KeyMissing as error:
        raise SealUnusable(line_id, "key_missing", str(error)) from error
    except key_store.KeyStoreError as error:
        raise SealUnusable(line_id, "key_unreadable", str(error)) from error
    except (cipher.SealCorrupt, ValueError) as error:
        raise SealUnusable(line_id, "seal_corrupt", str(error)) from error


def close_part(key, content, associated):
    """Seal what can be JSON, the other way of :func:`open_part`."""
    payload = json.dumps(content, ensure_ascii=False).encode()
    return cipher.seal(key, payload, associated)


def memory_keys(_env, count):
    """Keys for a rehearsal: sealed for real, written nowhere."""
    ref = key_store.KeyRef("00000000-0000-4000-8000-000000000000", f"{0:032x}.keys", 0)
    return [(ref._replace(slot=slot), os.urandom(32)) for slot in range(count)]
