"""What tells without opening a seal whether a record or some words may be in it, or
whether some texts may name the person of the seal.

A mark is the list of the short hashes of the records and words in a seal, and of what
the person of the seal is known by, sealed with the key of the seal: whoever has no key
learns nothing from it, and it goes with the key. Two words may have the same hash; then
a seal is opened in vain.
"""

import struct
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import chain
from zlib import crc32

from ..database import columns
from ..text import Term, keys_of, needs_of
from . import cipher

_SIZE = 4
# Seals of earlier versions begin with the version of the cipher, which is 1.
_WITH_NEEDS = b"\x02"
_COUNTS = struct.Struct("<2I")
# The needs of whom nobody knows what is known by: any text may name them.
UNKNOWN = bytes(_SIZE)


@dataclass
class Mark:
    """What a mark says.

    :param hashes: of the records and words
    :param own: hashes of the terms of the person whose values they are: where others
        have the same, such as a street, they are not looked for in this seal
    :param needs: what a text needs to name the person, for :class:`Texts`
    """

    hashes: tuple
    own: tuple
    needs: bytes

    def sealed(self, key, associated):
        """The mark, sealed.

        :param associated: what the head of the seal is bound to
        """
        numbers = len(self.hashes), len(self.own), *self.hashes, *self.own
        content = _packed(numbers) + self.needs
        bound = associated + b"|mark 2"
        return _WITH_NEEDS + cipher.seal(key, content, bound, is_dense=True)


def opened(key, sealed, associated):
    """A mark that was sealed; None where there is none that can be opened.

    :param sealed: as :meth:`Mark.sealed` gives it; seals of earlier versions have none,
        or one without needs
    """
    if sealed is None:
        return None
    sealed = bytes(sealed)
    has_needs = sealed[:1] == _WITH_NEEDS
    try:
        if not has_needs:
            content = cipher.unseal(key, sealed, associated + b"|mark")
            hashes = _numbers(content)
            return Mark(hashes, hashes, UNKNOWN)
        content = cipher.unseal(key, sealed[1:], associated + b"|mark 2")
    except (cipher.SealCorrupt, ValueError):
        return None
    count, own = _COUNTS.unpack_from(content)
    middle = _COUNTS.size + count * _SIZE
    end = middle + own * _SIZE
    hashes = _numbers(content[_COUNTS.size : middle])
    return Mark(hashes, _numbers(content[middle:end]), content[end:])


def _packed(numbers):
    return struct.pack(f"<{len(numbers)}I", *numbers)


def _numbers(content):
    return struct.unpack(f"<{len(content) // _SIZE}I", content)


def of_values(values, types, own=(), known_by=None):
    """The mark of sealed values.

    :param values: (table, column, id, old text, how) of each
    :param dict types: ``{table: {column: engine.database.columns.Column}}``; what it
        does not know may be text
    :param own: the terms of the person whose values they are
    :param known_by: all terms that the values give, also those that others have as
        well; None where nobody knows
    """
    found, texts = set(), set()
    for table, name, res_id, old, how in values:
        found.add(place(table, res_id))
        if old and how is None:
            column = types.get(table, {}).get(name)
            if column is None or column.is_text:
                texts.add(old)
    found.update(map(_word, keys_of(texts)))
    own = tuple(chain.from_iterable(map(hash_of, own)))
    return Mark(tuple(found), own, UNKNOWN if known_by is None else _needs(known_by))


def _needs(terms):
    """For each term and each set of words that it may consist of: how many numbers
    follow, the hashes of the term, those of the words."""
    numbers = []
    for term, keys in needs_of(terms):
        numbers += (2 + len(keys), *hash_of(term), *map(_word, keys))
    return _packed(numbers)


def of_content(cr, content, needs):
    """The mark of the content of a head that has changed.

    :param dict content: see :mod:`.seal_format`
    :param needs: of the mark that it had
    """
    values = content["values"]
    mark = of_values(
        (
            (table, name, res_id, old, how[0] if how else None)
            for table, by_name in values.items()
            for name, entries in by_name.items()
            for res_id, old, *how in entries
        ),
        columns.of_tables(cr, values),
    )
    return replace(mark, needs=needs)


def place(table, res_id):
    """The hash of a record."""
    return crc32(f"{table},{res_id}".encode())


def _word(key):
    return crc32(key.encode("utf-8", "surrogatepass"))


def hash_of(term):
    """The two hashes of a term: by one, another would be taken for it too often."""
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
        needs = index.needs if index else ()
        frequency = Counter(key for need, _term in needs for key in need)
        for need, term in needs:
            hashes = {_word(key): key for key in need}
            # A word of few people is rarer than one of many, a long one than a short.
            rarest = min(
                hashes,
                key=lambda one: (
                    frequency[hashes[one]],
                    -len(hashes[one]),
                    hashes[one],
                ),
            )
            own = frozenset(hash_of(term)) if isinstance(term, Term) else None
            self._needs[rarest].append((hashes.keys(), own))
        self._first = self._places | self._needs.keys()

    def may_be_in(self, mark):
        """Whether some of it may be in a seal.

        :param mark: :class:`Mark`, or None
        """
        if mark is None or not self._is_sure:
            return True
        if self._first.isdisjoint(mark.hashes):
            return False
        hashes = set(mark.hashes)
        if not self._places.isdisjoint(hashes):
            return True
        return any(
            need <= hashes and not (own and own.issubset(mark.own))
            for one in self._needs.keys() & hashes
            for need, own in self._needs[one]
        )


class Texts:
    """Texts that may name the person of a seal.

    :param texts: list of them
    """

    def __init__(self, texts):
        self._all = frozenset(range(len(texts)))
        self._with = defaultdict(set)
        for number, text in enumerate(texts):
            for key in keys_of([text]):
                self._with[_word(key)].add(number)

    def naming(self, needs, besides=frozenset()):
        """The places in the list of those that may name a person.

        :param needs: of its :class:`Mark`
        :param besides: pairs of hashes of the terms that do not count
        """
        found, numbers, start = set(), _numbers(needs), 0
        while start < len(numbers):
            first, start = start + 1, start + 1 + numbers[start]
            if numbers[first : first + 2] in besides:
                continue
            words = numbers[first + 2 : start]
            if not words:
                return self._all
            if all(map(self._with.__contains__, words)):
                some = sorted((self._with[one] for one in words), key=len)
                found |= some[0].intersection(*some[1:])
        return found
