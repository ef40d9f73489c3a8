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


class Sealing:
    """Seals the originals of every subject of a plan.

    What is sealed before the numbers of the lines are known is kept by subject.

    :param key_source: makes the keys; a rehearsal passes one that writes no file
    :param first_parts: ``{line id: number}`` of the first part, where it is not 0
    :raise UserError: in all methods: a disk is full, a file cannot be read or the keys
        not be written
    """

    def __init__(self, env, key_source=None, first_parts=None):
        self._env, self._first_parts = env, first_parts or {}
        self.key_source = key_source or key_store.create_keys
        self._keys = self._subjects = self._rows = self._some = None

    def make_keys(self, count):
        """Make the keys of so many subjects, for :meth:`begin`."""
        with file_errors.sealing(self._env):
            self._keys = self.key_source(self._env, count)

    def begin(self, plan):
        """Seal some while the database is busy: it is not asked anything."""
        with file_errors.sealing(self._env):
            self._prepare(plan, dict.fromkeys(range(len(plan.scope.subjects))))
            self._some = seal_format.some_of(self._rows)

    @contextmanager
    def storing(self, plan, line_ids):
        """The encryption runs in a thread while the block waits for the database; the
        seals are in the database when the block has ended, the keys on disk before.

        :param dict line_ids: ``{subject: id of the line that holds its seal}``
        """
        if self._keys is None:
            self.make_keys(len(line_ids))
        with file_errors.sealing(self._env):
            if self._rows is None:
                self._prepare(plan, line_ids)
            large = seal_format.large_rows(self._env.cr, self._subjects)
            self._insert_all(large, line_ids)
            with WorkerThread() as worker:
                first = worker.do(self._next)
                yield
            self._insert_all(self._rows, line_ids, first.result())

    def _prepare(self, plan, line_ids):
        parts = {
            i: self._first_parts.get(line_id, 0) for i, line_id in line_ids.items()
        }
        self._subjects = seal_format.subjects_of(self._env, plan, self._keys, parts)
        self._rows = seal_format.rows(plan, self._subjects)

    def _next(self):
        some, self._some = self._some, None
        return some or seal_format.some_of(self._rows)

    def _insert_all(self, rows, line_ids, some=None):
        some = some or seal_format.some_of(rows)
        while some:
            numbered = [(line_ids[index], *row) for index, *row in some]
            _STORE.insert(self._env.cr, numbered)
            some = seal_format.some_of(rows)


def add(env, plan, line_ids):
    """Seal what a later sweep of anonymized subjects found, with keys of their own,
    next to the seals that their lines have.

    :param dict line_ids: ``{subject: id of the line that holds its seal}``
    :raise UserError: as :class:`Sealing`
    """
    first_parts = _STORE.next_parts(env.cr, line_ids.values())
    with Sealing(env, first_parts=first_parts).storing(plan, line_ids):
        pass


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
