"""The files in a seal: part by part, so that no file is ever in memory whole.

The head of a seal names the files in their order, each with its number of parts; every
part is bound to its file, its number and their count, besides the key, the subject and
the place that every part of a seal is bound to.
"""

import os
from contextlib import contextmanager
from dataclasses import dataclass, field

from odoo.tools import SQL

from ..database import FileUnusable
from . import cipher
from .errors import SealUnusable

# What is read at once of a file that is sealed in one part, as all once were.
_SLICE = 1 << 20


@dataclass(frozen=True)
class SealedFile:
    """Where the content of a file is.

    :param first: the number of its first part among those of its line
    :param count: how many parts it has; None: it is in one part, sealed whole
    :param associated: what its parts are bound to
    """

    line_id: int
    first: int
    count: int | None
    associated: bytes
    key: bytes = field(repr=False)

    def pieces(self, cr):
        """The content, piece by piece.

        It is authentic only when the last piece has been read without an error.

        :raise SealUnusable: a part is missing, damaged, or from another place
        """
        try:
            if self.count is None:
                blob = self._slices(cr)
                yield from cipher.unseal_whole(self.key, blob, self.associated)
            else:
                blobs = self._parts(cr)
                yield from cipher.unseal_parts(
                    self.key, blobs, self.count, self.associated
                )
        except (cipher.SealCorrupt, ValueError) as error:
            raise SealUnusable(self.line_id, "seal_corrupt", str(error)) from error

    def _parts(self, cr):
        for part in range(self.first, self.first + self.count):
            yield self._read(cr, part, SQL("payload"))

    def _slices(self, cr):
        start = 1
        while piece := self._read(
            cr, self.first, SQL("substring(payload FROM %s FOR %s)", start, _SLICE)
        ):
            yield piece
            start += len(piece)

    def _read(self, cr, part, what):
        cr.execute(
            SQL(
                "SELECT %s FROM partner_anonymization_seal"
                " WHERE line_id = %s AND part = %s",
                what,
                self.line_id,
                part,
            )
        )
        row = cr.fetchone()
        if row is None:
            raise SealUnusable(self.line_id, "seal_missing")
        return bytes(row[0])


def stored(env, plan):
    """The stored files of each subject: ``{subject: {name: path}}``; those that are
    not there are left out."""
    result = {}
    for subject, _res_id, name in plan.files:
        path = env["ir.attachment"]._full_path(name)
        if os.path.exists(path):
            result.setdefault(subject, {})[name] = path
    return result


def measured(paths):
    """Files in the order of their names: list of (name, path, size).

    :raise FileUnusable: a file cannot be looked at
    """
    result = []
    for name, path in sorted(paths.items()):
        with _problems_of(name):
            result.append((name, path, os.stat(path).st_size))
    return result


def rows(subject):
    """The rows of a subject's files, in order.

    :param subject: ``engine.sealing.Subject``
    :raise FileUnusable: a file cannot be read, or is not as long as it was
    """
    part = subject.part + 1
    for name, path, size in subject.files:
        with _problems_of(name), open(path, "rb") as stream:
            yield from parts(subject, part, name, stream, size)
        part += cipher.part_count(size)


def parts(subject, first, name, stream, size):
    """The rows of one content; `first` is the number of its first part."""
    bound = _bound(subject.associated(first), name)
    blobs = cipher.seal_parts(subject.key, stream, size, bound)
    for part, blob in enumerate(blobs, first):
        yield subject.row(part, blob)


def entries(files):
    """How the head of a seal lists files: ``[[name, number of parts], …]``"""
    return [[name, cipher.part_count(size)] for name, _path, size in files]


class Reader:
    """What the head of a seal lists, in order.

    :param part: the number of the next part
    :param associated: called with a number, what a part of that number is bound to
    """

    def __init__(self, line_id, part, associated, key):
        self.line_id, self.part, self.key = line_id, part, key
        self.associated = associated

    def files(self, listed):
        """``{name: SealedFile}``

        :param listed: names with their number of parts; in seals of earlier versions
            names alone, each file being one part
        """
        return dict(
            (entry, self._next(None, self.associated(self.part)))
            if isinstance(entry, str)
            else (entry[0], self._next_bound(*entry))
            for entry in listed
        )

    def values(self, listed):
        """List of (table, column, id, SealedFile)"""
        return [
            (*where, self._next_bound(value_name(*where), count))
            for *where, count in listed
        ]

    def _next_bound(self, name, count):
        return self._next(count, _bound(self.associated(self.part), name))

    def _next(self, count, associated):
        found = SealedFile(self.line_id, self.part, count, associated, self.key)
        self.part += 1 if count is None else count
        return found


def value_name(table, column, res_id):
    """What the parts of a large value are bound to, in the place of a file's name."""
    return f"{table}.{column}.{res_id}"


def _bound(associated, name):
    return b"%s|%s" % (associated, name.encode())


@contextmanager
def _problems_of(name):
    try:
        yield
    except cipher.ContentChanged as error:
        raise FileUnusable(name, "it is being changed") from error
    except OSError as error:
        raise FileUnusable(name, error.strerror or str(error)) from error
