"""Key files on disk: their two formats, and keys that are overwritten in place.

A file holds groups of slots: the keys of one run each, under a name, with the
transaction that made them and its cluster's system identifier. A slot of zeros is a
destroyed key.

- Format 1, of earlier versions: a 32-byte header and the keys themselves, 32 bytes
  each; one group, which has the name of the file.
- Format 2: a 64-byte header (magic, numbers of groups and slots, version of the
  wrapping key), an entry of 64 bytes for each group in the order of their names, then
  the slots, 64 bytes each: a nonce, the key encrypted with AES-256-GCM, its tag, zeros.

Slots never straddle a disk sector, so after a power cut an overwritten slot is either
the key or zeros. Overwriting destroys a key on a file system that writes in place, not
in a snapshot and not on a copy-on-write one.
"""

import os
import struct
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from ..database import sync_directory
from . import key_disk
from .key_errors import NoGroup, damaged

SUFFIX = ".keys"
PLAIN = b""
# No run has that many keys: a file that says so is damaged, or made to fill the memory.
MOST_SLOTS = 1 << 20
MOST_PACKED = 1 << 26
_MAGICS = {b"PAKEYS\x00\x01": 1, b"PAKEYS\x00\x02": 2}
_PLAIN_HEADER = struct.Struct(">8sQqI4x")
_HEADER = struct.Struct(">8sIQ16s28x")
_ENTRY = struct.Struct(">16sQqIQ20x")
_WRAPPED_SIZE = 60


class Header(NamedTuple):
    """What made a group: a transaction of a cluster; and its number of slots."""

    transaction: int
    cluster: int
    slots: int


class Group(NamedTuple):
    """Keys that were made together.

    :param name: the name that references have, with the suffix
    :param first: the number of the first slot in the file
    """

    name: str
    header: Header
    first: int


class KeyFile:
    """An open and locked key file.

    :param version: of the wrapping key, PLAIN in format 1
    :raise OSError: it is no whole key file
    """

    def __init__(self, path: Path, handle: int):
        self._path, self._handle = path, handle
        start, size = os.pread(handle, 64, 0), os.fstat(handle).st_size
        kind = _MAGICS.get(start[:8])
        if kind == 1 and len(start) >= 32:
            _magic, *values = _PLAIN_HEADER.unpack(start[:32])
            self._only, self.version = Header(*values), PLAIN
            self._groups, slots, self._slot = 1, self._only.slots, 32
            self._start, most = 32, MOST_SLOTS
        elif kind == 2 and len(start) == 64:
            _magic, self._groups, slots, self.version = _HEADER.unpack(start)
            self._only, self._slot = None, 64
            self._start, most = 64 * (1 + self._groups), MOST_PACKED
        else:
            raise damaged("not a whole key file")
        if slots > most or size != self._start + slots * self._slot:
            raise damaged("not a whole key file")
        self._slots = slots

    def groups(self):
        """Yield all groups."""
        for number in range(self._groups):
            yield self._group(number)

    def find(self, name: str) -> Group:
        """Return the group of a name. Raise NoGroup."""
        low, high = 0, self._groups
        while low < high:
            middle = (low + high) // 2
            group = self._group(middle)
            if group.name == name:
                return group
            low, high = (middle + 1, high) if group.name < name else (low, middle)
        raise NoGroup(name)

    def _group(self, number):
        if self._only:
            return Group(self._path.name, self._only, 0)
        entry = os.pread(self._handle, _ENTRY.size, 64 * (1 + number))
        name, transaction, cluster, slots, first = _ENTRY.unpack(entry)
        if first + slots > self._slots:
            raise damaged("not a whole key file")
        return Group(name.hex() + SUFFIX, Header(transaction, cluster, slots), first)

    def slot(self, group: Group, slot: int) -> bytes:
        """Return what a slot holds, b"" when it was destroyed."""
        self._check(group, {slot})
        return self._content(os.pread(self._handle, self._slot, self._at(group, slot)))

    def filled(self, group: Group) -> dict[int, bytes]:
        """Return `{slot: what it holds}` of the slots with a key."""
        size = group.header.slots * self._slot
        content = os.pread(self._handle, size, self._at(group, 0))
        starts = range(0, len(content), self._slot)
        found = (self._content(content[n : n + self._slot]) for n in starts)
        return {slot: key for slot, key in enumerate(found) if key}

    def clear(self, group: Group, slots: set[int]) -> tuple[int, bool]:
        """Overwrite slots, not yet durably; return how many held a key, and whether one
        is left in the group."""
        self._check(group, slots)
        filled = self.filled(group).keys()
        for slot in filled & slots:
            os.pwrite(self._handle, bytes(self._slot), self._at(group, slot))
        return len(filled & slots), bool(filled - slots)

    def sync(self):
        """Make durable what was overwritten, also by somebody who crashed."""
        os.fsync(self._handle)

    def _at(self, group, slot):
        return self._start + (group.first + slot) * self._slot

    def _content(self, slot):
        if not any(slot):
            return b""
        return slot[:_WRAPPED_SIZE] if self.version else slot

    def _check(self, group, slots):
        if any(slot >= group.header.slots for slot in slots):
            raise damaged("no such slot")


@contextmanager
def opened(path: Path, writable=False):
    """Yield a KeyFile. Raise OSError."""
    with key_disk.opened(path, writable) as handle:
        yield KeyFile(path, handle)


def write(path: Path, version: bytes, groups):
    """Write a file of format 2 durably, whole or not at all. Raise OSError.

    :param groups: list of (name, Header, function that returns `{slot: wrapped key}`)
    """
    key_disk.write_pieces(path, _pieces(version, sorted(groups, key=lambda g: g[0])))


def _pieces(version, groups):
    slots = sum(header.slots for _name, header, _read in groups)
    yield _HEADER.pack(b"PAKEYS\x00\x02", len(groups), slots, version)
    first = 0
    for name, header, _read in groups:
        raw = bytes.fromhex(name.removesuffix(SUFFIX))
        yield _ENTRY.pack(raw, *header, first)
        first += header.slots
    for _name, header, read in groups:
        content = bytearray(64 * header.slots)
        for slot, wrapped in read().items():
            content[64 * slot : 64 * slot + len(wrapped)] = wrapped
        yield bytes(content)


def destroy(path: Path):
    """Overwrite all keys of a file durably, and remove it. Raise OSError."""
    with opened(path, writable=True) as found:
        for group in found.groups():
            found.clear(group, set(range(group.header.slots)))
        found.sync()
    remove(path)


def remove(path: Path):
    """Remove a file that holds nothing any more, durably. Raise OSError."""
    path.unlink(missing_ok=True)
    sync_directory(path.parent)
