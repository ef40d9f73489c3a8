"""Seal values: zlib, then AES-256-GCM. Knows neither the database nor the keys.

A seal is: version (1 byte), compression (1 byte), nonce (12), ciphertext, tag (16).
The tag covers the first two bytes and the associated data as well. Long contents are
sealed in parts, each a seal that also says which of how many it is.
"""

import os
import zlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = 1
KEY_SIZE = 32
_PLAIN, _ZLIB = 0, 1
_LEVEL, _QUICK = 6, 1
PART_SIZE = 1 << 20
_SAMPLE = 1 << 16
_HEADER_SIZE, _NONCE_SIZE, _TAG_SIZE = 2, 12, 16


class SealCorrupt(Exception):
    """The seal is damaged, of another record, or of another key."""


class ContentChanged(Exception):
    """What was to be sealed is longer or shorter than it was."""


def seal(key: bytes, payload: bytes, associated: bytes, is_dense=False) -> bytes:
    """Return `payload` (up to 2 GiB) encrypted with a 32-byte key; compressed before,
    unless it is said to be too dense for that.

    `associated` is not stored: unseal() needs the same, so that a seal cannot be
    passed off as another record's. Raise ValueError for a key of another length.
    """
    return _seal(key, payload, associated, 0 if is_dense else _LEVEL)


def _seal(key, payload, associated, level):
    packed = zlib.compress(payload, level) if level else payload
    if len(packed) < len(payload):
        header, content = bytes([VERSION, _ZLIB]), packed
    else:
        header, content = bytes([VERSION, _PLAIN]), payload
    nonce = os.urandom(_NONCE_SIZE)
    return header + nonce + _cipher(key).encrypt(nonce, content, header + associated)


def unseal(key: bytes, blob: bytes, associated: bytes) -> bytes:
    """Return what seal() was given.

    Raise SealCorrupt for an unknown version, a truncated or changed seal, other
    associated data or another key; ValueError for a key that is not 32 bytes long.
    """
    cipher, blob = _cipher(key), bytes(blob)
    header, body = blob[:_HEADER_SIZE], blob[_HEADER_SIZE:]
    if len(body) < _NONCE_SIZE + _TAG_SIZE:
        raise SealCorrupt("The seal is truncated.")
    if header not in (bytes([VERSION, _PLAIN]), bytes([VERSION, _ZLIB])):
        raise SealCorrupt("The seal has an unknown version.")
    nonce, content = body[:_NONCE_SIZE], body[_NONCE_SIZE:]
    try:
        content = cipher.decrypt(nonce, content, header + associated)
        return zlib.decompress(content) if header[1] == _ZLIB else content
    except (InvalidTag, zlib.error) as error:
        raise _not_fitting() from error


def _not_fitting():
    return SealCorrupt("The seal is damaged, or belongs to another record or key.")


def part_count(size: int) -> int:
    """In how many parts content of this size is sealed: at least one."""
    return max(1, -(-size // PART_SIZE))


def seal_parts(key: bytes, stream, size: int, associated: bytes):
    """Yield the seals of the parts of a stream's content, in order.

    `associated` is as in seal(); besides, each part is bound to its number and to how
    many there are. Raise ContentChanged when the stream does not hold `size` bytes.
    """
    count, left = part_count(size), size
    for number in range(count):
        payload = stream.read(PART_SIZE)
        left -= len(payload)
        if len(payload) < PART_SIZE and left:
            raise ContentChanged
        place = _place(associated, number, count)
        yield _seal(key, payload, place, _level(payload))
    if left or stream.read(1):
        raise ContentChanged


def unseal_parts(key: bytes, blobs, count: int, associated: bytes):
    """Yield what seal_parts() was given, piece by piece.

    Each piece is authentic; that none lacks is known at the end. Raise SealCorrupt for
    any part that is not the one with its number of `count`, and when there are fewer or
    more of them.
    """
    number = 0
    for number, blob in enumerate(blobs, 1):
        yield unseal(key, blob, _place(associated, number - 1, count))
    if number != count:
        raise SealCorrupt("The seal lacks some of its parts, or has too many.")


def unseal_whole(key: bytes, pieces, associated: bytes):
    """Yield what seal() was given, piece by piece, from the pieces of a long seal.

    Only the end tells whether what was yielded is authentic: until then it must not be
    used. Raise SealCorrupt and ValueError as unseal().
    """
    _cipher(key)
    source = _Pieces(pieces)
    header, nonce = source.take(_HEADER_SIZE), source.take(_NONCE_SIZE)
    if header not in (bytes([VERSION, _PLAIN]), bytes([VERSION, _ZLIB])):
        raise SealCorrupt("The seal has an unknown version.")
    decryptor = Cipher(algorithms.AES(key), modes.GCM(nonce)).decryptor()
    decryptor.authenticate_additional_data(header + associated)
    inflate = zlib.decompressobj() if header[1] == _ZLIB else None
    try:
        for piece in source.all_but(_TAG_SIZE):
            plain = decryptor.update(piece)
            yield from _inflated(inflate, plain) if inflate else [plain]
        decryptor.finalize_with_tag(source.rest)
        if inflate:
            yield inflate.flush()
    except (InvalidTag, zlib.error) as error:
        raise _not_fitting() from error
    if inflate and not inflate.eof:
        raise _not_fitting()


class _Pieces:
    """Bytes that come in pieces, the first and the last ones taken apart."""

    def __init__(self, pieces):
        self._pieces = iter(pieces)
        self.rest = b""

    def take(self, size):
        """The next bytes."""
        while len(self.rest) < size:
            piece = next(self._pieces, None)
            if piece is None:
                raise SealCorrupt("The seal is truncated.")
            self.rest += piece
        taken, self.rest = self.rest[:size], self.rest[size:]
        return taken

    def all_but(self, size):
        """What follows, but for the last bytes, which are the rest then."""
        for piece in self._pieces:
            held = self.rest + piece
            self.rest = held[-size:]
            yield held[:-size]
        if len(self.rest) > size:
            yield self.take(len(self.rest) - size)
        if len(self.rest) < size:
            raise SealCorrupt("The seal is truncated.")


def _inflated(inflate, packed):
    """Decompress, never more than a part at a time."""
    while packed:
        yield inflate.decompress(packed, PART_SIZE)
        packed = inflate.unconsumed_tail


def _place(associated, number, count):
    return b"%s|%d/%d" % (associated, number, count)


def _level(payload):
    """How to compress: not at all what does not get smaller, such as pictures."""
    sample = payload[:_SAMPLE]
    return _QUICK if len(zlib.compress(sample, _QUICK)) < 0.95 * len(sample) else 0


def _cipher(key):
    if len(key) != KEY_SIZE:  # AESGCM would take 16 and 24 bytes as well.
        raise ValueError(f"A key has {KEY_SIZE} bytes, not {len(key)}.")
    return AESGCM(key)
