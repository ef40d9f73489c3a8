"""The wrapping key of a key directory, and who may work there at the same time.

`wrapping.json` names the key encryption key, its provider, the wrapping key that it has
encrypted, and the pack: the file that holds all keys as they were at the last rotation.
Keys made since are in files of their own, under the same wrapping key. Replacing
`wrapping.json` is the one moment at which a rotation takes effect.
"""

import base64
import fcntl
import json
import os
import re
import time
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from . import kek, key_disk
from .key_errors import NoWrappingKey, damaged

NAME = "wrapping.json"
LOCK = "wrapping.lock"
KEY_SIZE = 32
# Reading a thousand keys asks the provider once.
REMEMBERED_SECONDS = 10
_MOST_BYTES = 4096
_NONCE_SIZE = 12
_VERSION = re.compile(r"[0-9a-f]{32}")
_PACK = re.compile(r"([0-9a-f]{32}\.pack)?")
_remembered = {}


class State(NamedTuple):
    """What `wrapping.json` says.

    :param version: 32 hexadecimal digits, of both keys
    :param provider: name of the KEK's provider
    :param wrapped: the wrapping key, as the provider has encrypted it
    :param pack: name of the pack, "" for none
    :param cleaning: names of providers in which older keys are still to be destroyed;
        while there are any, files of before the last rotation may be there too
    """

    version: str
    provider: str
    wrapped: bytes
    pack: str = ""
    cleaning: tuple[str, ...] = ()


@contextmanager
def locked(folder: Path, exclusive=False):
    """Keep a rotation away, or with `exclusive` everybody else. Raise OSError.

    Yield a descriptor of the lock file, whose one byte says whether a rotation is due:
    changing it needs no space on the disk. A folder of an earlier version has no such
    file until something is written to it.
    """
    path = folder / LOCK
    flags = os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        # NFS wants a descriptor for writing for an exclusive lock.
        flags |= os.O_RDWR | os.O_CREAT if exclusive else os.O_RDONLY
        handle = os.open(path, flags, 0o600)
    except FileNotFoundError:
        if exclusive:
            raise
        yield None
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH)
        yield handle
    finally:
        os.close(handle)


def set_due(handle: int, is_due: bool):
    """Note, durably, whether older copies of the folder hold keys that are destroyed.
    Raise OSError."""
    wanted = b"1" if is_due else b"0"
    if os.pread(handle, 1, 0) != wanted:
        os.pwrite(handle, wanted, 0)
        os.fsync(handle)


def is_due(folder: Path) -> bool:
    """Tell whether a rotation is due, or one was not finished. Raise OSError."""
    with locked(folder) as handle:
        state = read(folder)
        told = handle is not None and os.pread(handle, 1, 0) == b"1"
        return told or bool(state and state.cleaning)


def read(folder: Path) -> State | None:
    """Return the state, None in a folder whose keys are not wrapped. Raise OSError."""
    try:
        content = key_disk.read_file(folder / NAME, _MOST_BYTES)
    except FileNotFoundError:
        return None
    state = parse(content)
    if state is None:
        raise damaged(f"{NAME} is damaged")
    return state


def parse(content: bytes) -> State | None:
    """What the content of `wrapping.json` says, None for any other content."""
    try:
        values = json.loads(content)
        state = State(**values)
        wrapped = base64.b64decode(state.wrapped, validate=True)
        state = state._replace(wrapped=wrapped, cleaning=tuple(state.cleaning))
        texts = (state.version, state.provider, state.pack, *state.cleaning)
        if not all(isinstance(text, str) for text in texts):
            return None
        named = _VERSION.fullmatch(state.version) and _PACK.fullmatch(state.pack)
    except (ValueError, TypeError, RecursionError):
        return None
    return state if named else None


def write(folder: Path, state: State):
    """Make a state the present one, durably. Raise OSError."""
    values = state._asdict() | {"wrapped": base64.b64encode(state.wrapped).decode()}
    key_disk.write_file(folder / NAME, json.dumps(values).encode())


def make() -> tuple[str, bytes]:
    """Return a new version and wrapping key."""
    return uuid4().hex, os.urandom(KEY_SIZE)


def encrypted(folder: Path, version: str, key: bytes) -> State:
    """Make a key encryption key, and return the state that it makes possible. Raise
    OSError."""
    provider = kek.configured()
    provider.generate(folder.name, version)
    wrapped = provider.wrap(folder.name, version, key)
    if provider.unwrap(folder.name, version, wrapped) != key:
        raise NoWrappingKey(provider.place, "it does not give back what it was given")
    return State(version, provider.name, wrapped)


def key(folder: Path, state: State | None) -> bytes:
    """Return the wrapping key of a state. Raise NoWrappingKey, OSError."""
    if state is None:
        raise NoWrappingKey(NAME, os.strerror(2))
    now = time.monotonic()
    version, value, until = _remembered.get(str(folder), ("", b"", 0))
    if version == state.version and now < until:
        return value
    provider = kek.named(state.provider)
    value = provider.unwrap(folder.name, state.version, state.wrapped)
    if len(value) != KEY_SIZE:
        raise NoWrappingKey(provider.place, "it is another key")
    _remembered[str(folder)] = state.version, value, now + REMEMBERED_SECONDS
    return value


def forget():
    """Ask the providers again."""
    _remembered.clear()


def wrap(wrapping_key: bytes, file: str, keys: dict[int, bytes]) -> dict[int, bytes]:
    """Wrap the keys of a group, each bound to its place: `{slot: key}`."""
    cipher, nonces = AESGCM(wrapping_key), os.urandom(_NONCE_SIZE * len(keys))
    result = {}
    for number, (slot, one) in enumerate(keys.items()):
        nonce = nonces[number * _NONCE_SIZE : (number + 1) * _NONCE_SIZE]
        result[slot] = nonce + cipher.encrypt(nonce, one, _bound(file, slot))
    return result


def unwrap(wrapping_key: bytes, file: str, keys: dict[int, bytes]) -> dict[int, bytes]:
    """The other way. Raise OSError for a key that is damaged, or of another place."""
    opener = Opener(wrapping_key)
    return {slot: opener.open(file, slot, one) for slot, one in keys.items()}


class Opener:
    """Unwraps keys one by one, with one wrapping key."""

    def __init__(self, wrapping_key: bytes):
        self._cipher = AESGCM(wrapping_key)

    def open(self, file: str, slot: int, wrapped: bytes) -> bytes:
        """Return a key. Raise OSError as :func:`unwrap`."""
        nonce, content = wrapped[:_NONCE_SIZE], wrapped[_NONCE_SIZE:]
        try:
            return self._cipher.decrypt(nonce, content, _bound(file, slot))
        except (InvalidTag, ValueError) as error:
            raise damaged("a wrapped key is damaged") from error


def _bound(file, slot):
    return f"{file}/{slot}".encode()
