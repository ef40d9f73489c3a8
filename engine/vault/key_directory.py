"""Which key directory belongs to which database.

An identity is a uuid4; its keys are in `<key root>/<uuid>/`, where `owner.json` names
the database that owns them by PostgreSQL's system identifier and the database's oid.
Nothing of it is stored in the database: `createdb -T`, pg_restore and Odoo's duplicate
would copy that, but never the oid. A copy reads the original's keys, which its seals
name, while it can reach them, and owns none of them.

A physical copy of a whole PostgreSQL cluster (pg_basebackup, a disk snapshot) is
the same database by these two numbers: it must not reach the original's key root.
"""

import logging
import os
import re
import stat
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from . import key_root as root_
from . import owner_file, patience
from .key_disk import close_to_others, make_directory
from .key_errors import KeyDirectoryError
from .owner_file import ABSENT, DAMAGED, FOREIGN, OURS, Database

__all__ = ["ABSENT", "DAMAGED", "FOREIGN", "OURS"]
_logger = logging.getLogger(__name__)

KEY_DIR_PARAMETER = root_.PARAMETER
OWNER_FILE = owner_file.NAME
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Identity(NamedTuple):
    """A key directory's name ("" when there is none), and whether it is ours."""

    uuid: str
    owner: bool


def database(env) -> Database:
    """Return the cluster's system identifier and the database's oid."""
    env.cr.execute(
        "SELECT system_identifier, oid::bigint FROM pg_control_system(), pg_database"
        " WHERE datname = current_database()"
    )
    return Database(*env.cr.fetchone())


def key_root(env, writing=False, seconds=None) -> Path:
    """Return the folder of all key directories; see :func:`key_root.find`."""
    return root_.find(env, writing, seconds)


def make_root(env, root: Path):
    """Make the folder of all key directories. Raise KeyDirectoryError."""
    with _writing(env, root):
        make_directory(root)


def is_valid(uuid: str) -> bool:
    """Tell whether `uuid` may name a key directory."""
    return bool(_UUID.fullmatch(uuid))


def directory(env, uuid: str, root: Path | None = None) -> Path:
    """Return the key directory of an identity, which need not exist.

    Raise KeyDirectoryError for anything but a lower-case uuid, and for one that is
    linked into the file store.
    """
    if not is_valid(uuid):
        message = env._("%(uuid)s is no key directory's name.", uuid=uuid)
        raise KeyDirectoryError(message)
    folder = (root or key_root(env)) / uuid
    if os.path.islink(folder):
        with _reading(env, folder):
            target = root_.resolve(folder)
        if root_.overlaps(target, root_.stores(env)):
            raise root_.in_file_store(env, folder)
    return folder


def current(env) -> Identity:
    """Return the present identity, changing nothing."""
    uuid = next(iter(owned(env)), "")
    return Identity(uuid, bool(uuid))


def standing(env, uuid: str, root: Path | None = None) -> str:
    """Tell whose a key directory is: OURS, FOREIGN, DAMAGED or ABSENT.

    Raise KeyDirectoryError when it is there but cannot be read.
    """
    if not is_valid(uuid):
        return ABSENT
    folder = directory(env, uuid, root)
    with _reading(env, folder):
        return owner_file.standing(folder, database(env))


def of_all(env, root: Path, names, ours: Database, seconds) -> dict[str, str]:
    """Return the standing of several key directories: `{name: as standing()}`.

    Raise KeyDirectoryError when one cannot be read, or does not answer in time.
    """

    def look():
        return {name: owner_file.standing(root / name, ours) for name in names}

    with _reading(env, root):
        return patience.within(root, seconds or patience.PATIENT, look)


def owns(env, uuid: str) -> bool:
    """Tell whether this database owns the key directory `uuid`.

    No, when there is none or its owner file is damaged. Raise KeyDirectoryError when
    the owner file is there but cannot be read.
    """
    return standing(env, uuid) == OURS


def owned(env) -> list[str]:
    """Return all identities that this database owns, sorted.

    More than one after adopt(), or when two processes needed the first one at once.
    """
    root, ours, found = key_root(env), database(env), []
    with _reading(env, root):
        names = os.listdir(root) if root.is_dir() else ()
    for name in filter(is_valid, names):
        try:
            state = owner_file.standing(root / name, ours)
        except OSError:  # that of an Odoo under another system user
            continue
        if state == OURS:
            found.append(name)
        elif state == DAMAGED:
            _logger.warning("The key directory %s has no valid owner file.", name)
    return sorted(found)


def for_writing(env) -> Identity:
    """Return an identity that this database owns, made if there is none.

    A copied database gets its own here; the original's directory stays untouched.
    Raise KeyDirectoryError when the directory cannot be made.
    """
    root = key_root(env, writing=True)
    present = current(env)
    if present.owner:
        with _writing(env, directory(env, present.uuid, root)) as folder:
            secure(folder)
        return present
    uuid = str(uuid4())
    with _writing(env, directory(env, uuid, root)) as folder:
        make_directory(folder)
        owner_file.write(folder, database(env))
    return Identity(uuid, True)


def secure(folder: Path):
    """Take others' rights on a key directory away. Raise OSError when others can write
    there and that cannot be changed."""
    found = folder.stat()
    mode = stat.S_IMODE(found.st_mode)
    if found.st_uid not in (os.geteuid(), 0):
        _logger.warning("The key directory %s belongs to another user.", folder.name)
    if mode & 0o077 and not close_to_others(folder, folder, 0o700) and mode & 0o022:
        raise PermissionError(1, "others can write there")


def adopt(env, uuid: str) -> Identity:
    """Take over a key directory and return it as an identity of this database.

    For a database that moved to another server with its keys: the former owner
    loses the right to destroy them. Raise KeyDirectoryError when there is no such
    directory or it cannot be written.
    """
    with _writing(env, directory(env, uuid)) as folder:
        if not folder.is_dir():
            raise KeyDirectoryError(
                env._("There is no key directory %(path)s to adopt.", path=folder)
            )
        folder.chmod(0o700)
        owner_file.write(folder, database(env))
    _logger.info("This database adopted the key directory %s.", uuid)
    return Identity(uuid, True)


@contextmanager
def _writing(env, folder):
    try:
        yield folder
    except OSError as error:
        raise root_.unusable(env, folder, error, True) from error


@contextmanager
def _reading(env, folder):
    try:
        yield folder
    except OSError as error:
        raise root_.unusable(env, folder, error, False) from error
