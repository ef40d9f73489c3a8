"""Which key directory belongs to which database.

An identity is a uuid4; its keys are in `<key root>/<uuid>/`, where `owner.json` names
the database that owns them by PostgreSQL's system identifier and the database's oid.
Nothing of it is stored in the database: `createdb -T`, pg_restore and Odoo's duplicate
would copy that, but never the oid. A copy reads the original's keys, which its seals
name, while it can reach them, and owns none of them.

A physical copy of a whole PostgreSQL cluster (pg_basebackup, a disk snapshot) is
the same database by these two numbers: it must not reach the original's key root.
"""

import json
import logging
import os
import re
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from odoo.exceptions import UserError
from odoo.tools import config

from .keyfile import make_directory, write_file

_logger = logging.getLogger(__name__)

KEY_DIR_PARAMETER = "partner_anonymization.key_dir"
OWNER_FILE = "owner.json"
_RIGHTS = os.R_OK | os.W_OK | os.X_OK
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Identity(NamedTuple):
    """A key directory's name ("" when there is none), and whether it is ours."""

    uuid: str
    owner: bool


class Database(NamedTuple):
    """What tells this database from its copies."""

    system_identifier: int
    database_oid: int


def database(env) -> Database:
    """Return the cluster's system identifier and the database's oid."""
    env.cr.execute(
        "SELECT system_identifier, oid::bigint FROM pg_control_system(), pg_database"
        " WHERE datname = current_database()"
    )
    return Database(*env.cr.fetchone())


def key_root(env) -> Path:
    """Return the folder of all key directories, which need not exist yet.

    Raise UserError when the system parameter names a relative path, a path inside
    the file store (its backups would hold the keys), or one Odoo cannot write.
    """
    value = env["ir.config_parameter"].sudo().get_param(KEY_DIR_PARAMETER)
    root = Path(value or Path(config["data_dir"], "partner_anonymization", "keys"))
    if value and not root.is_absolute():
        raise UserError(
            env._("The key directory %(path)s must be an absolute path.", path=value)
        )
    root = root.resolve()
    if any(root.is_relative_to(store) for store in _file_stores(env)):
        raise UserError(
            env._(
                "The key directory %(path)s lies inside the file store, whose backups "
                "would hold the keys: choose a directory outside of it.",
                path=root,
            )
        )
    existing = next(path for path in (root, *root.parents) if path.exists())
    if not existing.is_dir() or not os.access(existing, _RIGHTS):
        raise _not_writable(env, root)
    return root


def is_valid(uuid: str) -> bool:
    """Tell whether `uuid` may name a key directory."""
    return bool(_UUID.fullmatch(uuid))


def directory(env, uuid: str) -> Path:
    """Return the key directory of an identity, which need not exist.

    Raise UserError for anything but a lower-case uuid.
    """
    if not is_valid(uuid):
        raise UserError(env._("%(uuid)s is no key directory's name.", uuid=uuid))
    return key_root(env) / uuid


def current(env) -> Identity:
    """Return the present identity, changing nothing."""
    uuid = next(iter(owned(env)), "")
    return Identity(uuid, bool(uuid))


def owns(env, uuid: str) -> bool:
    """Tell whether this database owns the key directory `uuid`.

    No, when there is none or its owner file is damaged. Raise UserError when the
    owner file is there but cannot be read.
    """
    if not is_valid(uuid):
        return False
    folder = directory(env, uuid)
    try:
        return _owner(folder) == database(env)
    except OSError as error:
        raise UserError(
            env._(
                "The key directory %(path)s cannot be read (%(reason)s): make it "
                "belong to the user who runs Odoo.",
                path=folder,
                reason=error.strerror,
            )
        ) from error


def owned(env) -> list[str]:
    """Return all identities that this database owns, sorted.

    More than one after adopt(), or when two processes needed the first one at once.
    """
    root, ours, found = key_root(env), database(env), []
    names = os.listdir(root) if root.is_dir() else ()
    for name in filter(is_valid, names):
        try:
            if _owner(root / name) == ours:
                found.append(name)
        except OSError:  # The directory of another Odoo with a user of its own.
            continue
    return sorted(found)


def for_writing(env) -> Identity:
    """Return an identity that this database owns, made if there is none.

    A copied database gets its own here; the original's directory stays untouched.
    Raise UserError when the directory cannot be made.
    """
    present = current(env)
    if present.owner:
        return present
    uuid = str(uuid4())
    with _writing(env, directory(env, uuid)) as folder:
        make_directory(folder)
        _write_owner(env, folder)
    return Identity(uuid, True)


def adopt(env, uuid: str) -> Identity:
    """Take over a key directory and return it as an identity of this database.

    For a database that moved to another server with its keys: the former owner
    loses the right to destroy them. Raise UserError when there is no such directory
    or it cannot be written.
    """
    with _writing(env, directory(env, uuid)) as folder:
        if not folder.is_dir():
            raise UserError(
                env._("There is no key directory %(path)s to adopt.", path=folder)
            )
        folder.chmod(0o700)
        _write_owner(env, folder)
    _logger.info("This database adopted the key directory %s.", uuid)
    return Identity(uuid, True)


def _file_stores(env):
    stores = env["ir.attachment"]._filestore(), Path(config["data_dir"], "filestore")
    return [Path(store).resolve() for store in stores]


def _owner(folder):
    """Return the Database in an owner file, None without a valid one."""
    try:
        content = json.loads((folder / OWNER_FILE).read_bytes())
        return Database(int(content["system_identifier"]), int(content["database_oid"]))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (ValueError, KeyError, TypeError):
        _logger.warning(
            "The owner file of the key directory %s is damaged.", folder.name
        )
        return None


def _write_owner(env, folder):
    content = json.dumps({k: str(v) for k, v in database(env)._asdict().items()})
    write_file(folder / OWNER_FILE, content.encode())


@contextmanager
def _writing(env, folder):
    try:
        yield folder
    except OSError as error:
        raise _not_writable(env, folder) from error


def _not_writable(env, folder):
    return UserError(
        env._(
            "Odoo cannot write to the key directory %(path)s: give it to the user that "
            "runs Odoo, or set the system parameter %(parameter)s to another "
            "directory.",
            path=folder,
            parameter=KEY_DIR_PARAMETER,
        )
    )
