"""Key encryption keys in files: `<folder>/<key directory>/<version>.kek`.

A file is 8 bytes of magic and the key, or, where a secret is configured, the key
encrypted under it (AES-256-GCM, HKDF-SHA256): then neither the files nor the secret
open anything alone, and a key can be destroyed although Odoo cannot change the secret.
"""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from . import key_disk
from .key_errors import NoWrappingKey, damaged, reason_of

NAME = "file"
SUFFIX = ".kek"
KEY_SIZE = 32
# Whoever has the files can try secrets as fast as a computer can: none to remember.
SHORTEST_SECRET = 16
_PLAIN, _UNDER_SECRET = b"PAKEK\x00\x00\x01", b"PAKEK\x00\x00\x02"
_NONCE_SIZE, _MOST_BYTES = 12, 128
_FILE = re.compile(r"([0-9a-f]{32})\.kek")


@dataclass(frozen=True)
class FileKeys:
    """See kek.Provider.

    :param secrets: the present one and the previous one, b"" for none; new keys are
        encrypted under the first
    """

    folder: Path
    secrets: tuple[bytes, ...] = field(repr=False)
    name = NAME

    @property
    def place(self):
        return str(self.folder)

    def generate(self, identity, version):
        key, path = os.urandom(KEY_SIZE), self._path(identity, version)
        secret = self.secrets[0]
        if secret and len(secret) < SHORTEST_SECRET:
            reason = f"the secret is shorter than {SHORTEST_SECRET} bytes"
            raise NoWrappingKey(self.place, reason)
        if secret:
            content = _UNDER_SECRET + encrypt(_derived(secret, path), key, path)
        else:
            content = _PLAIN + key
        try:
            key_disk.make_directory(path.parent)
            key_disk.write_file(path, content)
        except OSError as error:
            raise NoWrappingKey(path, reason_of(error)) from error

    def wrap(self, identity, version, key):
        path = self._path(identity, version)
        return encrypt(self._read(path), key, path)

    def unwrap(self, identity, version, wrapped):
        path = self._path(identity, version)
        try:
            return decrypt(self._read(path), wrapped, path)
        except InvalidTag as error:
            raise NoWrappingKey(path, "it is another key") from error

    def destroy(self, identity, version):
        path = self._path(identity, version)
        try:
            key_disk.destroy_file(path)
        except FileNotFoundError:
            return
        except OSError as error:
            raise NoWrappingKey(path, reason_of(error)) from error

    def versions(self, identity):
        folder = self.folder / identity
        try:
            found = map(_FILE.fullmatch, os.listdir(folder))
        except FileNotFoundError:
            return set()
        except OSError as error:
            raise NoWrappingKey(folder, reason_of(error)) from error
        return {match[1] for match in found if match}

    def _path(self, identity, version):
        return self.folder / identity / f"{version}{SUFFIX}"

    def _read(self, path):
        try:
            content = key_disk.read_file(path, _MOST_BYTES)
            kind, rest = content[: len(_PLAIN)], content[len(_PLAIN) :]
            if kind == _PLAIN and len(rest) == KEY_SIZE:
                return rest
            if kind == _UNDER_SECRET:
                return self._opened(path, rest)
            raise damaged("damaged")
        except NoWrappingKey:
            raise
        except OSError as error:
            raise NoWrappingKey(path, reason_of(error)) from error

    def _opened(self, path, content):
        for secret in filter(None, self.secrets):
            try:
                return decrypt(_derived(secret, path), content, path)
            except InvalidTag:
                continue
        raise NoWrappingKey(path, "it needs a secret that is not configured")


def _derived(secret, path):
    info = b"partner_anonymization|" + path.parent.name.encode()
    return HKDF(hashes.SHA256(), KEY_SIZE, salt=None, info=info).derive(secret)


def encrypt(key, payload, path):
    """Encrypt a key, bound to the names of a file and its folder."""
    nonce = os.urandom(_NONCE_SIZE)
    return nonce + AESGCM(key).encrypt(nonce, payload, _bound(path))


def decrypt(key, content, path):
    """The other way. Raise InvalidTag."""
    nonce, rest = content[:_NONCE_SIZE], content[_NONCE_SIZE:]
    if len(rest) != KEY_SIZE + 16:
        raise InvalidTag
    return AESGCM(key).decrypt(nonce, rest, _bound(path))


def _bound(path):
    return f"{path.parent.name}/{path.name}".encode()
