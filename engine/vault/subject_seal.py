"""The originals, sealed: one key per subject, outside the database."""

from collections import Counter, defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

from ..database import WorkerThread
from . import (
    file_errors,
    key_destruction,
    key_store,
    seal_format,
    seal_store,
    sealed_files,
)
from .errors import SealUnusable
from .key_reader import KeyReader

_STORE = seal_store.SealStore("partner_anonymization_seal", is_marked=True)


@dataclass
class Sealed:
    """What one subject's seal gives back.

    :param values: list of (table, column, id, old text, how it was redacted)
    :param relations: list of (table, column, column, id, id)
    :param files: ``{stored file name: engine.sealed_files.SealedFile}``; contents are
        read when they are asked for
    :param large: list of (table, column, id, SealedFile)
    :param heads: list of (number of a head's row, number of values in it); the values
        are in the same order
    """

    values: list
    relations: list
    files: dict
    large: list
    heads: list = field(default_factory=list)

    def ordered(self):
        """The values with the order in which they were sealed, as
        ``engine.vault.sealed_cells`` has it: (order, value)."""
        values = iter(self.values)
        for row, count in self.heads:
            places = Counter()
            for value in islice(values, count):
                yield (row, places[value[:2]]), value
                places[value[:2]] += 1


@contextmanager
def storing(env, plan, line_ids, key_source=None):
    """Seal the originals of every subject of a plan.

    The encryption runs in a thread while the block waits for the database; the seals
    are in the database when the block has ended, the keys on disk before.

    :param dict line_ids: ``{subject: id of its line in the log}``
    :param key_source: makes the keys; a rehearsal passes one that writes no file
    :raise UserError: a disk is full, a file cannot be read or the keys not be written
    """
    with _storing(env, plan, line_ids, key_source or key_store.create_keys, {}):
        yield


def add(env, plan, line_ids):
    """Seal what a later sweep of anonymized subjects found, with keys of their own,
    next to the seals that their lines have.

    :param dict line_ids: ``{subject: id of the line that holds its seal}``
    :raise UserError: as :func:`storing`
    """
    first_parts = _STORE.next_parts(env.cr, line_ids.values())
    with _storing(env, plan, line_ids, key_store.create_keys, first_parts):
        pass


@contextmanager
def _storing(env, plan, line_ids, key_source, first_parts):
    with file_errors.sealing(env):
        made = key_source(env, len(line_ids))
        subjects = seal_format.subjects_of(env, plan, line_ids, made, first_parts)
        _insert_all(env.cr, seal_format.large_rows(env.cr, subjects))
        rows = seal_format.rows(plan, subjects)
        with WorkerThread() as worker:
            first = worker.do(seal_format.some_of, rows)
            yield
        _insert_all(env.cr, rows, first.result())


def _insert_all(cr, rows, some=None):
    some = some or seal_format.some_of(rows)
    while some:
        _STORE.insert(cr, some)
        some = seal_format.some_of(rows)


def load(env, line_ids):
    """Open the seals of subjects; of their files, contents are not read.

    :param line_ids: ids of the lines that hold them
    :return: ``{line id: Sealed}``
    :raise SealUnusable: key missing, unreadable or wrong, seal missing, corrupt or
        foreign; nothing has been changed
    """
    heads, keys = _read(env.cr, line_ids), KeyReader(env)
    return {id_: _open(keys, id_, heads[id_]) for id_ in line_ids}


def load_usable(env, line_ids, need_directory=False):
    """Open the seals that can be opened; of their files, contents are not read.

    :param need_directory: raise KeyDirectoryError when the key directory cannot be
        used; otherwise none can be opened
    :return: ``{line id: Sealed}``, and ``{line id: reason code}`` of the others
    """
    heads = _read(env.cr, line_ids)

    def open_one(keys, line_id):
        return _open(keys, line_id, heads[line_id])

    return seal_store.open_usable(env, line_ids, open_one, need_directory)


def _read(cr, line_ids):
    """``{line id: (partner, key, first part, last part, parts, row, head) per key}``"""
    cr.execute(
        """
        SELECT seal.line_id, seal.partner_id, seal.key_ref, seal.part, parts.last,
               parts.count, seal.id, seal.payload
          FROM (SELECT line_id, key_ref, min(part) AS part, max(part) AS last, count(*)
                  FROM partner_anonymization_seal WHERE line_id = ANY(%s)
                 GROUP BY line_id, key_ref) AS parts
          JOIN partner_anonymization_seal AS seal USING (line_id, part)
         ORDER BY seal.line_id, seal.part
        """,
        [list(line_ids)],
    )
    heads = defaultdict(list)
    for line_id, *rest in cr.fetchall():
        heads[line_id].append(rest)
    return heads


def _open(keys, line_id, heads):
    """Open the seal of a line, and those that later sweeps added to it, in order."""
    if not heads:
        raise SealUnusable(line_id, "seal_missing")
    result, expected = Sealed([], [], {}, []), 0
    for partner_id, ref_text, first, last, count, row_id, blob in heads:
        if first != expected or count != last - first + 1:
            raise SealUnusable(line_id, "seal_missing")
        associated = partial(seal_format.associated, ref_text, partner_id)
        opened, expected = _open_one(keys, line_id, ref_text, first, associated, blob)
        if expected != last + 1:
            raise SealUnusable(line_id, "seal_missing")
        result.values.extend(opened.values)
        result.heads.append((row_id, len(opened.values)))
        result.relations.extend(opened.relations)
        # A file that two sweeps found is the same: its name is its checksum.
        result.files.update(opened.files)
        result.large.extend(opened.large)
    return result


def _open_one(keys, line_id, ref_text, first, associated, blob):
    """What one key has sealed, and the number of the part that comes next."""
    key, head = seal_store.open_part(keys, line_id, ref_text, blob, associated(first))
    values = [
        (table, name, *(entry if len(entry) == 3 else [*entry, None]))
        for table, by_name in head["values"].items()
        for name, entries in by_name.items()
        for entry in entries
    ]
    relations = [tuple(row) for row in head["relations"]]
    read = sealed_files.Reader(line_id, first + 1, associated, key)
    files = read.files(head["files"])
    large = read.values(head.get("large", ()))
    return Sealed(values, relations, files, large), read.part


def drop(env, line_ids):
    """Delete seals, and destroy their keys once the transaction has committed."""
    _STORE.delete(env, line_ids)


def undestroyable(env, line_ids):
    """``{line id: KeyStoreError}`` of the seals whose key could not be destroyed now.

    :raise KeyDirectoryError: the key directory cannot be read
    """
    refs = _STORE.key_refs(env.cr, line_ids)
    reasons = (
        key_destruction.check_destroyable(env, set().union(*refs.values()))
        if refs
        else {}
    )
    return {
        line_id: next(reasons[ref] for ref in sorted(of_one) if ref in reasons)
        for line_id, of_one in refs.items()
        if of_one & reasons.keys()
    }
