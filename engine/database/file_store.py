"""Files of the file store: gone at commit unless another record shares them, and
written back whole or not at all."""

import errno
import hashlib
import logging
import os
import re
from contextlib import contextmanager, suppress
from uuid import uuid4

import psycopg2

from odoo import SUPERUSER_ID, api

from .durable import sync_directory
from .errors import FileUnusable

_logger = logging.getLogger(__name__)

# The name of a file while it is being written. Without a dot: Odoo's collector of
# unused files would take that away.
_DRAFT = re.compile(r".+-[0-9a-f]{32}-draft")
_BLOCK = 1 << 20
_BUSY = psycopg2.errors.LockNotAvailable, psycopg2.errors.DeadlockDetected


def remove_at_commit(env, names, drafts=False):
    """Remove stored files once the transaction has committed.

    Odoo's own collector of unused files gets the names as well, for the case that the
    process ends in between.

    :param names: ``store_fname`` values
    :param drafts: also what processes that were killed had half written back
    """
    if not names and not drafts:
        return
    for name in names:
        env["ir.attachment"]._mark_for_gc(name)
    registry = env.registry
    env.cr.postcommit.add(lambda: _remove_unused(registry, names, drafts))


def _remove_unused(registry, names, drafts=False):
    """Remove files that no record uses, in the order of Odoo's collector: lock first,
    then look who uses them."""
    with registry.cursor() as cr:
        cr.execute("SET LOCAL lock_timeout TO '5s'")
        try:
            cr.execute("LOCK ir_attachment IN SHARE MODE")
        except _BUSY:
            cr.rollback()
            _logger.info("%s files left to the collector of unused files", len(names))
            return
        cr.execute(
            "SELECT store_fname FROM ir_attachment WHERE store_fname = ANY(%s)",
            [list(names)],
        )
        used = {name for (name,) in cr.fetchall()}
        attachments = api.Environment(cr, SUPERUSER_ID, {})["ir.attachment"]
        gone = set(names) - used
        if drafts:  # whoever writes a draft holds a lock that conflicts with ours
            gone |= _drafts(attachments)
        for name in gone:
            with suppress(FileNotFoundError):
                os.unlink(attachments._full_path(name))


def _drafts(attachments):
    """Names of the drafts on the list of Odoo's collector, where each is put first."""
    checklist = attachments._full_path("checklist")
    return {
        os.path.relpath(os.path.join(folder, name), checklist)
        for folder, _folders, names in os.walk(checklist)
        for name in names
        if _DRAFT.fullmatch(name)
    }


def put_back(env, files):
    """Write files to the file store again, durably, and verify them.

    A file is written under another name first, so that what stands under its own is
    whole. What is there already stays where its content is what its name, the
    checksum, says; anything else is replaced.

    The records of the files must have been written before: that keeps Odoo's collector
    out until the end of the transaction.

    :param dict files: ``{store_fname: object with pieces(cr)}``
    :raise FileUnusable: a file cannot be written; nothing stands under its name that
        was not there before
    """
    if not files:
        return
    env.cr.execute("LOCK ir_attachment IN ROW EXCLUSIVE MODE")
    remove_at_rollback(env, files)
    folders = set()
    for name, file in files.items():
        with _problems_of(name):
            path = env["ir.attachment"]._full_path(name)
            if not _is_whole(path, name):
                folders |= _make_folder(os.path.dirname(path))
                _write(env, name, file.pieces(env.cr))
    with _problems_of(""):
        for folder in folders:
            sync_directory(folder)


@contextmanager
def _problems_of(name):
    try:
        yield
    except OSError as error:
        raise FileUnusable(name, error.strerror or str(error)) from error


def _is_whole(path, name):
    try:
        with open(path, "rb") as stream:
            return _digest(stream) == os.path.basename(name)
    except FileNotFoundError:
        return False


def _digest(stream):
    found = hashlib.sha1(usedforsecurity=False)
    while block := stream.read(_BLOCK):
        found.update(block)
    return found.hexdigest()


def _make_folder(folder):
    """Make a folder of the file store; return those whose entries are to be synced."""
    if os.path.isdir(folder):
        return {folder}
    os.makedirs(folder, exist_ok=True)
    return {folder, os.path.dirname(folder)}


def _write(env, name, pieces):
    attachments = env["ir.attachment"]
    draft = f"{name}-{uuid4().hex}-draft"
    # Marked for Odoo's collector: the draft goes if this process is killed, the file if
    # nothing is committed.
    attachments._mark_for_gc(draft)
    attachments._mark_for_gc(name)
    path = attachments._full_path(draft)
    try:
        _write_draft(path, pieces)
        os.rename(path, attachments._full_path(name))
    finally:
        for left in (path, os.path.join(attachments._full_path("checklist"), draft)):
            with suppress(FileNotFoundError):
                os.unlink(left)


def _write_draft(path, pieces):
    """Write a file and read it again, so that a damaged disk is noticed before the
    transaction commits."""
    wanted = hashlib.sha1(usedforsecurity=False)
    with open(path, "xb") as stream:
        for piece in pieces:
            wanted.update(piece)
            stream.write(piece)
        stream.flush()
        os.fsync(stream.fileno())
    with open(path, "rb") as stream:
        if _digest(stream) != wanted.hexdigest():
            raise OSError(errno.EIO, "what was written cannot be read again")


def remove_at_rollback(env, names):
    """Remove files that this transaction has stored, unless it commits."""
    registry, names = env.registry, {name for name in names if name}
    if names:
        env.cr.postrollback.add(lambda: _remove_unused(registry, names))
