"""All keys of a database in one file for safe-keeping, under a passphrase.

Whoever has the file and the passphrase opens what these keys have sealed, also what was
deleted later: it must not be kept longer than the backups of the database.

The file is a magic, the parameters of scrypt (log2 of n, r, p, salt), a nonce, and the
keys, encrypted with AES-256-GCM; the tag covers what comes before as well.
"""

import base64
import json
import os
import struct
import zlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from odoo.exceptions import UserError

from . import (
    key_directory,
    key_errors,
    key_file,
    key_folder,
    key_rotation,
    key_usage,
    owner_file,
    wrapping,
)
from .key_disk import make_directory

SHORTEST_PASSPHRASE = 12
_MAGIC = b"PAEXPORT\x01"
_HEAD = struct.Struct(">9sBBB16s12s")
# 128 MB of memory and about a third of a second for each try.
_LOG_N, _R, _P = 17, 8, 1
_MOST_LOG_N = 20


class NoExport(ValueError):
    """It is no export, is damaged, or the passphrase is another one."""


def encrypt(content: bytes, passphrase: bytes, log_n=_LOG_N) -> bytes:
    """Encrypt under a passphrase."""
    head = _HEAD.pack(_MAGIC, log_n, _R, _P, os.urandom(16), os.urandom(12))
    return head + _cipher(head, passphrase).encrypt(head[-12:], content, head)


def decrypt(content: bytes, passphrase: bytes) -> bytes:
    """Return what encrypt() was given. Raise NoExport."""
    head, rest = content[: _HEAD.size], content[_HEAD.size :]
    if len(head) < _HEAD.size or head[: len(_MAGIC)] != _MAGIC:
        raise NoExport
    _magic, log_n, r, p, _salt, nonce = _HEAD.unpack(head)
    # Whoever made the file must not fill our memory.
    if not 1 <= log_n <= _MOST_LOG_N or (r, p) != (_R, _P):
        raise NoExport
    try:
        return _cipher(head, passphrase).decrypt(nonce, rest, head)
    except InvalidTag as error:
        raise NoExport from error


def _cipher(head, passphrase):
    _magic, log_n, r, p, salt, _nonce = _HEAD.unpack(head)
    return AESGCM(Scrypt(salt, 32, 1 << log_n, r, p).derive(passphrase))


def pack(found: dict) -> bytes:
    """`{identity: {file: (Header, {slot: key})}}` as bytes."""
    values = {
        uuid: {
            file: [*header, {slot: _text(key) for slot, key in keys.items()}]
            for file, (header, keys) in groups.items()
        }
        for uuid, groups in found.items()
    }
    return zlib.compress(json.dumps(values).encode())


def unpack(content: bytes) -> dict:
    """The other way. Raise NoExport."""
    try:
        values = json.loads(zlib.decompress(content))
        return {
            uuid: {file: _group(file, *group) for file, group in groups.items()}
            for uuid, groups in values.items()
            if _check(key_directory.is_valid(uuid))
        }
    except (ValueError, TypeError, AttributeError, zlib.error) as error:
        raise NoExport from error


def _group(file, transaction, cluster, slots, keys):
    header = key_file.Header(transaction, cluster, slots)
    _check(all(type(number) is int for number in header))
    _check(key_folder.FILE_NAME.fullmatch(file) and 0 <= slots <= key_file.MOST_SLOTS)
    _check(0 <= transaction < 1 << 64 and -(1 << 63) <= cluster < 1 << 63)
    found = {int(slot): base64.b64decode(key) for slot, key in keys.items()}
    _check(all(0 <= slot < slots for slot in found))
    _check(all(len(key) == wrapping.KEY_SIZE for key in found.values()))
    return header, found


def _check(condition):
    if not condition:
        raise NoExport
    return True


def _text(key):
    return base64.b64encode(key).decode()


def collect(env):
    """Return all keys of the key directories that this database owns, as pack() takes
    them. Raise KeyStoreError when one cannot be opened."""
    found = {}
    for uuid in key_directory.owned(env):
        folder = key_directory.directory(env, uuid)
        with key_errors.told(env, uuid):
            found[uuid] = key_rotation.read_all(folder)
    return found


def bring_back(env, found):
    """Put keys of an export into the key directory: those that a seal of this database
    needs, and no others. What was deleted stays deleted.

    :param found: as unpack() returns it
    :return: how many keys were missing and are there now
    :raise UserError: a key directory belongs to another database; nothing of it has
        been changed
    """
    needed = key_usage.references(env.cr)
    count = 0
    for uuid, groups in found.items():
        wanted = {
            file: (header, some)
            for file, (header, keys) in groups.items()
            if (some := {n: k for n, k in keys.items() if (uuid, file, n) in needed})
        }
        if wanted:
            count += _bring_back_one(env, uuid, wanted)
    return count


def _bring_back_one(env, uuid, wanted):
    state = key_directory.standing(env, uuid)
    root = key_directory.key_root(env, writing=True)
    folder = key_directory.directory(env, uuid, root)
    if state not in (key_directory.OURS, key_directory.ABSENT):
        raise UserError(
            env._(
                "The key directory %(path)s does not belong to this database: take "
                "over its keys in the settings first.",
                path=folder,
            )
        )
    with key_errors.told(env, uuid):
        if state == key_directory.ABSENT:
            make_directory(folder)
            owner_file.write(folder, key_directory.database(env))
        present = key_folder.survey(folder)[0]
        missing = sum(
            len(keys.keys() - present.get(file, (None, set()))[1])
            for file, (_header, keys) in wanted.items()
        )
        if missing:
            key_rotation.rotate(folder, wanted)
    return missing
