"""The originals, sealed: one key per subject, outside the database."""

import json
import os
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from odoo.tools import SQL

from . import cipher, destruction, identity, keys
from .beside import Beside
from .errors import SealUnusable


@dataclass
class Sealed:
    """What one subject's seal gives back.

    :param values: list of (table, column, id, old text, how it was redacted)
    :param relations: list of (table, column, column, id, id)
    :param files: ``{stored file name: content}``
    """

    values: list
    relations: list
    files: dict


def _associated(ref_text, partner_id, part):
    """Binds a seal to its key, its subject and its place."""
    return f"{ref_text}|{partner_id}|{part}".encode()


@contextmanager
def storing(env, plan, line_ids, key_source=None):
    """Seal the originals of every subject of a plan.

    The encryption runs beside the block, which waits for the database most of the time;
    the seals are in the database when the block has ended, the keys on disk before.

    :param dict line_ids: ``{subject: id of its line in the log}``
    :param key_source: makes the keys; a rehearsal passes one that writes no file
    """
    made = (key_source or keys.create_keys)(env, len(line_ids))
    with _storing(env, plan, line_ids, made, {}):
        yield


def add(env, plan, line_ids):
    """Seal what a later sweep of anonymized subjects found, with keys of their own,
    next to the seals that their lines have.

    :param dict line_ids: ``{subject: id of the line that holds its seal}``
    """
    env.cr.execute(
        "SELECT line_id, max(part) + 1 FROM partner_anonymization_seal"
        " WHERE line_id = ANY(%s) GROUP BY line_id",
        [list(line_ids.values())],
    )
    first_parts = dict(env.cr.fetchall())
    made = keys.create_keys(env, len(line_ids))
    with _storing(env, plan, line_ids, made, first_parts):
        pass


@contextmanager
def _storing(env, plan, line_ids, made, first_parts):
    paths = _paths(env, plan)
    with Beside() as beside:
        sealing = beside.do(_seal, plan, line_ids, made, paths, first_parts)
        yield
    _insert(env.cr, sealing.result())


def _paths(env, plan):
    """The stored files of each subject that exist: ``{subject: {name: path}}``"""
    result = {}
    for subject, _res_id, name in plan.files:
        path = env["ir.attachment"]._full_path(name)
        if os.path.exists(path):
            result.setdefault(subject, {})[name] = path
    return result


def _seal(plan, line_ids, made, paths, first_parts):
    rows = []
    for (index, line_id), (ref, key) in zip(line_ids.items(), made, strict=True):
        root, ref_text = plan.scope.subjects[index].root, ref.to_text()
        files = sorted(paths.get(index, {}).items())
        head = {
            "values": _grouped(plan.sealed.get(index, ())),
            "relations": plan.relations.get(index, []),
            "files": [name for name, _path in files],
        }
        parts = [json.dumps(head, ensure_ascii=False).encode()]
        parts.extend(Path(path).read_bytes() for _name, path in files)
        for part, payload in enumerate(parts, first_parts.get(line_id, 0)):
            blob = cipher.seal(key, payload, _associated(ref_text, root, part))
            rows.append((line_id, root, ref_text, part, blob))
    return rows


def _grouped(values):
    """``{table: {column: [[id, old, how], …]}}``"""
    result = {}
    for table, name, res_id, old, how in values:
        entry = [res_id, old] if how is None else [res_id, old, how]
        result.setdefault(table, {}).setdefault(name, []).append(entry)
    return result


def _insert(cr, rows):
    cr.execute(
        SQL(
            """
            INSERT INTO partner_anonymization_seal
                   (line_id, partner_id, key_ref, part, payload, create_date)
            SELECT *, now() AT TIME ZONE 'utc'
              FROM unnest(%s::int[], %s::int[], %s::text[], %s::int[], %s::bytea[])
            """,
            *map(list, zip(*rows, strict=True)),
        )
    )


def load(env, line_ids):
    """Open the seals of subjects.

    :param line_ids: ids of the lines that hold them
    :return: ``{line id: Sealed}``
    :raise SealUnusable: key missing, unreadable or wrong, seal missing, corrupt or
        foreign; nothing has been changed
    """
    parts, root = _read(env.cr, line_ids), identity.key_root(env)
    return {id_: _open(env, root, id_, parts[id_]) for id_ in line_ids}


def load_usable(env, line_ids, need_directory=False):
    """Open the seals that can be opened.

    :param need_directory: raise KeyDirectoryError when the key directory cannot be used;
        otherwise none can be opened
    :return: ``{line id: Sealed}``, and ``{line id: reason code}`` of the others
    """
    parts, opened, failed = _read(env.cr, line_ids), {}, {}
    try:
        root = identity.key_root(env)
    except keys.KeyDirectoryError:
        if need_directory and line_ids:
            raise
        return {}, dict.fromkeys(line_ids, "key_unreadable")
    for line_id in line_ids:
        try:
            opened[line_id] = _open(env, root, line_id, parts[line_id])
        except SealUnusable as error:
            failed[line_id] = error.reason
    return opened, failed


def _read(cr, line_ids):
    """``{line id: parts of its seal}``"""
    cr.execute(
        """
        SELECT line_id, partner_id, key_ref, part, payload
          FROM partner_anonymization_seal WHERE line_id = ANY(%s)
         ORDER BY line_id, part
        """,
        [list(line_ids)],
    )
    parts = defaultdict(list)
    for line_id, *rest in cr.fetchall():
        parts[line_id].append(rest)
    return parts


def _open(env, root, line_id, parts):
    """Open the seal of a line, and those that later sweeps added to it, in order."""
    if not parts:
        raise SealUnusable(line_id, "seal_missing")
    by_key = {}
    for position, part in enumerate(parts):
        if part[2] != position:
            raise SealUnusable(line_id, "seal_missing")
        by_key.setdefault(part[1], []).append(part)
    result = Sealed([], [], {})
    for group in by_key.values():
        opened = _open_one(env, root, line_id, group)
        result.values.extend(opened.values)
        result.relations.extend(opened.relations)
        # A file that two sweeps found is the same: its name is its checksum.
        result.files.update(opened.files)
    return result


@contextmanager
def opening(line_id):
    """What goes wrong with a key or a seal, as :class:`SealUnusable`."""
    try:
        yield
    except keys.KeyMissing as error:
        raise SealUnusable(line_id, "key_missing", str(error)) from error
    except keys.KeyStoreError as error:
        raise SealUnusable(line_id, "key_unreadable", str(error)) from error
    except (cipher.SealCorrupt, ValueError) as error:
        raise SealUnusable(line_id, "seal_corrupt", str(error)) from error


def _open_one(env, root, line_id, parts):
    with opening(line_id):
        key = keys.read_key(env, keys.KeyRef.from_text(parts[0][1]), root)
        opened = [
            cipher.unseal(key, bytes(blob), _associated(ref_text, partner_id, part))
            for partner_id, ref_text, part, blob in parts
        ]
        head = json.loads(opened[0])
    if len(opened) != len(head["files"]) + 1:
        raise SealUnusable(line_id, "seal_missing")
    values = [
        (table, name, *(entry if len(entry) == 3 else [*entry, None]))
        for table, by_name in head["values"].items()
        for name, entries in by_name.items()
        for entry in entries
    ]
    files = dict(zip(head["files"], opened[1:], strict=True))
    return Sealed(values, [tuple(row) for row in head["relations"]], files)


def drop(env, line_ids):
    """Delete seals, and destroy their keys once the transaction has committed.

    What a crash or the disk leaves is destroyed later: see :mod:`.destruction`.
    """
    delete(env, "partner_anonymization_seal", line_ids)


def delete(env, table, line_ids):
    """The same as :func:`drop`, for seals of either kind.

    A savepoint that is rolled back brings the seals back, and takes the order to
    destroy their keys along.
    """
    env.cr.execute(
        SQL(
            "DELETE FROM %s WHERE line_id = ANY(%s) RETURNING line_id, key_ref",
            SQL.identifier(table),
            list(line_ids),
        )
    )
    destruction.order(env, set(env.cr.fetchall()))


def alive(cr, files):
    """Which slots of key files still have a seal, of either kind, or opt-outs, as
    ``keys.sweep_orphans`` asks."""
    cr.execute(
        "SELECT key_ref FROM partner_anonymization_seal"
        " UNION SELECT key_ref FROM partner_anonymization_document_seal"
        " UNION SELECT key_ref FROM partner_anonymization_opt_out"
    )
    refs = (keys.KeyRef.from_text(ref) for (ref,) in cr.fetchall())
    return {(ref.file, ref.slot) for ref in refs if ref.file in set(files)}


def memory_keys(_env, count):
    """Keys for a rehearsal: sealed for real, written nowhere."""
    ref = keys.KeyRef("00000000-0000-4000-8000-000000000000", f"{0:032x}.keys", 0)
    return [(ref._replace(slot=slot), os.urandom(32)) for slot in range(count)]


def undestroyable(env, line_ids):
    """``{line id: KeyStoreError}`` of the seals whose key could not be destroyed now.

    :raise KeyDirectoryError: the key directory cannot be read
    """
    env.cr.execute(
        "SELECT DISTINCT line_id, key_ref FROM partner_anonymization_seal"
        " WHERE line_id = ANY(%s)",
        [list(line_ids)],
    )
    refs = defaultdict(set)
    for line_id, text in env.cr.fetchall():
        refs[line_id].add(keys.KeyRef.from_text(text))
    reasons = destruction.check_destroyable(env, set().union(*refs.values())) if refs else {}
    return {
        line_id: next(reasons[ref] for ref in sorted(of_one) if ref in reasons)
        for line_id, of_one in refs.items()
        if of_one & reasons.keys()
    }
