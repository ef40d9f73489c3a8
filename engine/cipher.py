"""Seal values: zlib, then AES-256-GCM. Knows neither the database nor the keys.

A seal is: version (1 byte), compression (1 byte), nonce (12), ciphertext, tag (16).
The tag covers the first two bytes and the associated data as well.
"""

import os
import zlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = 1
KEY_SIZE = 32
_PLAIN, _ZLIB = 0, 1
_LEVEL = 6
_HEADER_SIZE, _NONCE_SIZE, _TAG_SIZE = 2, 12, 16


class SealCorrupt(Exception):
    """The seal is damaged, of another record, or of another key."""


def seal(key: bytes, payload: bytes, associated: bytes) -> bytes:
    """Return `payload` (up to 2 GiB) encrypted with a 32-byte key.

    `associated` is not stored: unseal() needs the same, so that a seal cannot be
    passed off as another record's. Raise ValueError for a key of another length.
    """
    packed = zlib.compress(payload, _LEVEL)
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
        raise SealCorrupt(
            "The seal is damaged, or belongs to another record or key."
        ) from error


def _cipher(key):
    if len(key) != KEY_SIZE:  # AESGCM would take 16 and 24 bytes as well.
        raise ValueError(f"A key has {KEY_SIZE} bytes, not {len(key)}.")
    return AESGCM(key)
