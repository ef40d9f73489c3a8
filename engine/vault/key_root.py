"""Where the key directories are, and whether that is a place for keys."""

import errno
import os
import stat
from pathlib import Path

from odoo.tools import config

from . import patience
from .key_disk import close_to_others
from .key_errors import KeyDirectoryError

PARAMETER = "partner_anonymization.key_dir"
_READ, _WRITE = os.R_OK | os.X_OK, os.R_OK | os.W_OK | os.X_OK
_OTHERS_WRITE = stat.S_IWOTH


def find(env, writing=False, seconds=None) -> Path:
    """Return the folder of all key directories, which need not exist yet.

    Raise KeyDirectoryError when the system parameter names a relative path, a path that
    is in the file store or holds it (its backups would hold the keys), or one that Odoo
    cannot read, or with `writing` cannot write, or that does not answer in `seconds`
    (patience.PATIENT).
    """
    root = told_path(env)
    if not root.is_absolute():
        message = env._(
            "The key directory %(path)s must be an absolute path: correct the system "
            "parameter %(parameter)s.",
            path=root,
            parameter=PARAMETER,
        )
        raise KeyDirectoryError(message)
    try:
        found = patience.within(
            root, seconds or patience.PATIENT, _look, root, stores(env), writing
        )
    except OSError as error:
        raise unusable(env, root, error, writing) from error
    if found is None:
        raise in_file_store(env, root)
    return found


def told_path(env) -> Path:
    """The path in the system parameter, or the default."""
    value = env["ir.config_parameter"].sudo().get_param(PARAMETER)
    value = (value or "").strip()
    return Path(value or Path(config["data_dir"], "partner_anonymization", "keys"))


def is_in_data_directory(env) -> bool:
    """Tell whether the keys are to lie where the file store does, which is usually
    backed up with the database. By the names alone: nobody waits for a drive."""
    data = os.path.abspath(config["data_dir"])
    return Path(os.path.abspath(told_path(env))).is_relative_to(data)


def stores(env) -> list[str]:
    """The file stores: this database's, and that of all."""
    own = env["ir.attachment"]._filestore()
    return [own, os.path.join(config["data_dir"], "filestore")]


def overlaps(path, file_stores) -> bool:
    """Tell whether a resolved path is in a file store, or a file store in it."""
    resolved = [Path(store).resolve() for store in file_stores]
    return any(
        path.is_relative_to(store) or store.is_relative_to(path) for store in resolved
    )


def _look(root, file_stores, writing):
    """Return the real path, None when it and a file store overlap. Raise OSError."""
    root = resolve(root)
    if overlaps(root, file_stores):
        return None
    existing = next(path for path in (root, *root.parents) if path.exists())
    if not existing.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    if writing and any(_links_to(store, root) for store in file_stores):
        return None
    if existing != root and not writing:
        return root
    if not os.access(existing, _WRITE if writing else _READ):
        code = errno.EROFS if _is_read_only(existing) else errno.EACCES
        raise PermissionError(code, os.strerror(code))
    if writing and existing == root:
        _close(root)
    return root


def resolve(path) -> Path:
    """Return the real path. Raise OSError."""
    try:
        return path.resolve()
    except RuntimeError as error:  # Python raises it for symbolic links in a circle
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP)) from error


def _links_to(store, root):
    """Whether a link in the file store leads backups to the keys."""
    try:
        entries = list(os.scandir(store))
    except FileNotFoundError:
        return False
    targets = (Path(entry.path) for entry in entries if entry.is_symlink())
    return any(overlaps(root, [target]) for target in targets)


def _is_read_only(path):
    return bool(os.statvfs(path).f_flag & os.ST_RDONLY)


def _close(root):
    """Who may write here could put another directory in the place of ours; others may
    have key directories of their own here, so that they may read."""
    mode = stat.S_IMODE(root.stat().st_mode)
    if mode & _OTHERS_WRITE and not mode & stat.S_ISVTX:
        close_to_others(root, root, mode & ~_OTHERS_WRITE)


def in_file_store(env, path):
    message = env._(
        "The key directory %(path)s lies inside the file store, or one is linked into "
        "the other: backups of the file store would hold the keys. Choose a directory "
        "outside of it in the system parameter %(parameter)s, and remove the link.",
        path=path,
        parameter=PARAMETER,
    )
    return KeyDirectoryError(message)


def unusable(env, path, error, writing):
    """The error for a directory that the file system refuses."""
    values = {
        "path": path,
        "reason": error.strerror or type(error).__name__,
        "parameter": PARAMETER,
    }
    if writing:
        message = env._(
            "Odoo cannot write to the key directory %(path)s (%(reason)s): give it to "
            "the user that runs Odoo and see that its disk is there and has space, or "
            "set the system parameter %(parameter)s to another directory.",
            **values,
        )
    else:
        message = env._(
            "The key directory %(path)s cannot be read (%(reason)s): see that it is "
            "there and belongs to the user who runs Odoo, or correct the system "
            "parameter %(parameter)s.",
            **values,
        )
    return KeyDirectoryError(message)
