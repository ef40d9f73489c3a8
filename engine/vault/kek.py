"""Key encryption keys: where they are, behind one interface.

A key encryption key (KEK) wraps one key of 32 bytes for each key directory, the
wrapping key, and that the keys of the subjects. It has a version, is replaced by
another one when keys were destroyed, and is destroyed itself then, in its provider.

Which provider is used, and how it is reached, is told by the environment of the
process, not by the database: what is in there could be changed by whoever administers
Odoo, and goes along with every dump.
"""

import os
from pathlib import Path
from typing import Protocol

from odoo.tools import config

from . import kek_file, kek_pkcs11
from .key_errors import NoWrappingKey, reason_of

PREFIX = "PARTNER_ANONYMIZATION_"
_MOST_BYTES = 4096


class Provider(Protocol):
    """Keeps key encryption keys.

    Every method raises OSError, or NoWrappingKey where a sentence can say more.

    :param name: how a key directory remembers it
    :param place: for users, where the keys are
    """

    name: str
    place: str

    def generate(self, identity: str, version: str):
        """Make a key for a key directory."""

    def wrap(self, identity: str, version: str, key: bytes) -> bytes:
        """Encrypt a key of 32 bytes."""

    def unwrap(self, identity: str, version: str, wrapped: bytes) -> bytes:
        """Return what wrap() was given."""

    def destroy(self, identity: str, version: str):
        """Destroy a key, if there is one, so that nothing brings it back."""

    def versions(self, identity: str) -> set[str]:
        """The keys of a key directory."""


def configured() -> Provider:
    """Return the provider for new keys: the one that is named, or the token where there
    is one. Raise OSError."""
    is_hsm = bool(os.environ.get(f"{PREFIX}PKCS11_MODULE"))
    name = os.environ.get(f"{PREFIX}KEK", "").strip()
    return named(name or (kek_pkcs11.NAME if is_hsm else kek_file.NAME))


def named(name: str) -> Provider:
    """Return a provider by the name that a key directory remembers. Raise OSError."""
    if name == kek_pkcs11.NAME:
        module = os.environ.get(f"{PREFIX}PKCS11_MODULE", "")
        token = os.environ.get(f"{PREFIX}PKCS11_TOKEN", "")
        return kek_pkcs11.Pkcs11Keys(module, token, secret("PKCS11_PIN"))
    if name == kek_file.NAME:
        secrets = (secret("SECRET"), secret("SECRET_PREVIOUS"))
        return kek_file.FileKeys(directory(), secrets)
    raise NoWrappingKey(name[:20], "unknown provider")


def directory() -> Path:
    """Return the folder of the keys in files: outside of the key directory, so that a
    copy of one of them opens nothing."""
    told = os.environ.get(f"{PREFIX}KEK_DIR", "").strip()
    return Path(told or Path(config["data_dir"], "partner_anonymization", "kek"))


def secret(name: str) -> bytes:
    """Return a secret from the environment, or from the file that it names, such as a
    mounted one; b"" when there is none. Raise NoWrappingKey."""
    value = os.environ.get(PREFIX + name, "")
    path = os.environ.get(f"{PREFIX}{name}_FILE", "")
    if value or not path:
        return os.fsencode(value.strip())
    try:
        # Mounted secrets are links, and others may read them: not ours to change.
        content = Path(path).read_bytes()[: _MOST_BYTES + 1]
    except OSError as error:
        raise NoWrappingKey(path, reason_of(error)) from error
    content = content.strip()
    if not content or len(content) > _MOST_BYTES:
        raise NoWrappingKey(path, "empty or too long")
    return content


def is_beside(root: Path) -> bool:
    """Whether whoever copies the key directory copies the keys that open it."""
    if configured().name != kek_file.NAME:
        return False
    folder, root = directory().resolve(), root.resolve()
    return folder.is_relative_to(root) or root.is_relative_to(folder)
