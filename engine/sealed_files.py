"""The files in a seal: part by part, so that no file is ever in memory whole.

The head of a seal names the files in their order, each with its number of parts; every
part is bound to its file, its number and their count, besides the key, the subject and
the place that every part of a seal is bound to.
"""

import os
from contextlib import contextmanager
from dataclasses import dataclass, field

from odoo.tools import SQL

from . import cipher
from .errors import FileUnusable, SealUnusable

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


def seal(key, files, associated, first):
    """The parts of files, in order.

    :param files: what :func:`measured` gave
    :param associated: called with a number, what a part of that number is bound to
    :param first: the number of the first part
    :return: generator of (part, seal)
    :raise FileUnusable: a file cannot be read, or is not as long as it was
    """
    for name, path, size in files:
        bound = _bound(associated(first), name)
        with _problems_of(name), open(path, "rb") as stream:
            blobs = cipher.seal_parts(key, stream, size, bound)
            for part, blob in enumerate(blobs, first):
                yield part, blob
        first += cipher.part_count(size)


def entries(files):
    """How the head of a seal lists files: ``[[name, number of parts], …]``"""
    return [[name, cipher.part_count(size)] for name, _path, size in files]


def opened(listed, line_id, first, associated, key):
    """The files that the head of a seal lists.

    :param listed: names with their number of parts; in seals of earlier versions names
        alone, each file being one part
    :param first: the number of the first part after the head
    :param associated: called with a number, what a part of that number is bound to
    :return: ``{name: SealedFile}``, and the number after the last part
    """
    result = {}
    for entry in listed:
        if isinstance(entry, str):
            whole = SealedFile(line_id, first, None, associated(first), key)
            result[entry] = whole
            first += 1
        else:
            name, count = entry
            bound = _bound(associated(first), name)
            result[name] = SealedFile(line_id, first, count, bound, key)
            first += count
    return result, first


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
