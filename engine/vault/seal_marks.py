"""What tells without opening a seal whether a record or some words may be in it.

A mark is the list of the short hashes of the records and words in a seal, and of what
the person of the seal is known by, sealed with the key of the seal: whoever has no key
learns nothing from it, and it goes with the key. Two words may have the same hash; then
a seal is opened in vain.
"""

import struct
from collections import defaultdict
from hashlib import blake2b
from zlib import crc32

from ..database import columns
from ..text import Term, keys_of
from . import cipher

_SIZE = 4


def of_values(values, types, own=()):
    """The mark of sealed values.

    :param values: (table, column, id, old text, how) of each
    :param own: the terms of the person whose values they are: where others have the
        same, such as a street, they are not looked for in this seal
    :param dict types: ``{table: {column: engine.database.columns.Column}}``; what it
        does not know may be text
    """
    found, texts = set(), set()
    for table, name, res_id, old, how in values:
        found.add(place(table, res_id))
        if old and how is None:
            column = types.get(table, {}).get(name)
            if column is None or column.is_text:
                texts.add(old)
    found.update(map(_word, keys_of(texts)))
    for term in own:
        found.update(_own(term))
    return struct.pack(f"<{len(found)}I", *found)


def of_content(cr, content):
    """The mark of the content of a head.

    :param dict content: see :mod:`.seal_format`
    """
    values = content["values"]
    return of_values(
        (
            (table, name, res_id, old, how[0] if how else None)
            for table, by_name in values.items()
            for name, entries in by_name.items()
            for res_id, old, *how in entries
        ),
        columns.of_tables(cr, values),
    )


def close(key, mark, associated):
    """Seal a mark.

    :param associated: what the head of the seal is bound to
    """
    return cipher.seal(key, mark, associated + b"|mark")


def place(table, res_id):
    """The hash of a record."""
    return crc32(f"{table},{res_id}".encode())


def _word(key):
    return crc32(key.encode("utf-8", "surrogatepass"))


def _own(term):
    """Two hashes: by only one, another term would be taken for it too often."""
    text = f"{term.kind} {term.text.casefold()}"
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=2 * _SIZE)
    return struct.unpack("<2I", digest.digest())


class Wanted:
    """What seals are looked for.

    :param places: hashes of records
    :param index: ``engine.text.TermIndex`` of the terms that may stand in the texts
        that are sealed whole, None for none; those that the person of a seal has as
        well are not looked for in it
    """

    def __init__(self, places, index=None):
        self._places = set(places)
        self._is_sure = index is None or index.is_sure
        self._needs = defaultdict(list)
        for need, term in index.needs if index else ():
            hashes = {_word(key): key for key in need}
            # A long word is rarer than a short one.
            rarest = max(hashes, key=lambda one: (len(hashes[one]), hashes[one]))
            own = frozenset(_own(term)) if isinstance(term, Term) else None
            self._needs[rarest].append((hashes.keys(), own))

    def may_be_in(self, key, sealed, associated):
        """Whether some of it may be in a seal.

        :param sealed: the mark; None: seals of earlier versions have none
        """
        if sealed is None or not self._is_sure:
            return True
        try:
            mark = cipher.unseal(key, sealed, associated + b"|mark")
        except (cipher.SealCorrupt, ValueError):
            return True
        hashes = struct.unpack(f"<{len(mark) // _SIZE}I", mark)
        if not self._places.isdisjoint(hashes):
            return True
        found = self._needs.keys() & hashes
        return bool(found) and self._has_all(found, set(hashes))

    def _has_all(self, found, hashes):
        return any(
            need <= hashes and not (own and own <= hashes)
            for one in found
            for need, own in self._needs[one]
        )
