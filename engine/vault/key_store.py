"""The key store: a 32-byte key per subject, outside database and file store.

The keys of a batch are wrapped in one file, `<key root>/<identity>/<uuid4>.keys`,
durable before the database commits their seals, and from the next rotation on in the
pack; see key_file for the format, key_folder for where a key is, key_directory for
whose they are.
"""

import logging
import os
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from odoo.sql_db import BaseCursor

from . import key_directory, key_disk, key_errors, key_file, key_folder, patience
from .key_errors import KeyDirectoryError, KeyMissing, KeyStoreError, KeyUnreadable

__all__ = [
    "KeyDirectoryError",
    "KeyMissing",
    "KeyRef",
    "KeyStoreError",
    "KeyUnreadable",
    "create_keys",
    "destroy_keys",
    "read_key",
    "sweep_orphans",
]
_logger = logging.getLogger(__name__)

SUFFIX = key_file.SUFFIX
KEY_SIZE = 32
STALE_SECONDS = 3600
_RUNNING = "in progress"
_SLOT = re.compile(r"0|[1-9][0-9]{0,8}")
# pg_xact_status() raises for a number that the cluster has not reached.
_STATUS = """
    SELECT xid::text,
           CASE WHEN xid < pg_snapshot_xmax(pg_current_snapshot())
                THEN pg_xact_status(xid) ELSE %s END
      FROM (SELECT text::xid8 AS xid FROM unnest(%s::text[]) AS text) AS asked
"""


class KeyRef(NamedTuple):
    """Where a key is: a key directory, a file's name, a slot from 0."""

    identity: str
    file: str
    slot: int

    def to_text(self) -> str:
        """Return "uuid/file/slot"."""
        return f"{self.identity}/{self.file}/{self.slot}"

    @classmethod
    def from_text(cls, text: str) -> "KeyRef":
        """Return what to_text() was called on. Raise KeyUnreadable if malformed."""
        parts = text.split("/")
        if len(parts) != 3 or not is_slot(parts[2]):
            raise KeyUnreadable("The reference to a key is malformed.")
        return cls(parts[0], parts[1], int(parts[2])).checked()

    def checked(self) -> "KeyRef":
        """Return self. Raise KeyUnreadable if it could lead out of the key root."""
        named = key_directory.is_valid(
            self.identity
        ) and key_folder.FILE_NAME.fullmatch(self.file)
        if not named or self.slot < 0:
            raise KeyUnreadable("The reference to a key is malformed.")
        return self


def is_slot(text: str) -> bool:
    """Tell whether a text is the number of a slot."""
    return bool(_SLOT.fullmatch(text))


def create_keys(env, count: int, made=None) -> list[tuple[KeyRef, bytes]]:
    """Make `count` keys in one durable file; return each with its reference.

    `made` are the keys to write, where they exist already.

    They are orphans until the transaction of `env` commits their seals. Raise
    KeyStoreError when the file cannot be written, KeyDirectoryError as
    identity.for_writing().
    """
    if not count:
        return []
    uuid = key_directory.for_writing(env).uuid
    name = f"{uuid4().hex}{SUFFIX}"
    keys = made or [os.urandom(KEY_SIZE) for _index in range(count)]
    cluster = key_directory.database(env).system_identifier
    header = key_file.Header(_transaction(env), cluster, count)
    folder = key_directory.directory(env, uuid)
    try:
        key_folder.create(folder, name, header, keys)
    except key_errors.NoWrappingKey as error:
        raise key_errors.no_wrapping_key(env, error, name) from error
    except OSError as error:
        message = env._(
            "The key file %(file)s cannot be written (%(reason)s): check the key "
            "directory's rights and free space, then try again.",
            file=name,
            reason=error.strerror or type(error).__name__,
        )
        raise KeyStoreError(message, name) from error
    return [(KeyRef(uuid, name, slot), key) for slot, key in enumerate(keys)]


def read_key(env, ref: KeyRef) -> bytes:
    """Return a key of any identity, owned by this database or not.

    Where many are read, see key_reader.

    Raise KeyMissing (file absent, key destroyed) or KeyUnreadable (rights, I/O,
    damaged file, malformed reference); KeyDirectoryError as identity.key_root().
    """
    folder = folder_of(env, None, ref)
    with key_errors.told(env, ref.file, ref.slot):
        return key_folder.fetch(folder, ref.file, ref.slot)


def read_key_quickly(env, ref: KeyRef) -> bytes:
    """The same for who does not work with keys: nobody waits longer than
    patience.QUICK seconds, and not again as long as there is no answer.

    Raise as read_key().
    """
    root = key_directory.key_root(env, seconds=patience.QUICK)
    folder = folder_of(env, root, ref)
    with key_errors.told(env, ref.file, ref.slot):
        return patience.within(
            root, patience.QUICK, key_folder.fetch, folder, ref.file, ref.slot
        )


def destroy_keys(env, refs: Iterable[KeyRef]) -> list[KeyRef]:
    """Overwrite keys durably and return the references that were skipped.

    Skipped are those of identities that this database does not own (of a copy's
    original, or after a move: see identity.adopt). A key that is gone already is no
    error. Raise KeyUnreadable when a file cannot be changed, after the others were;
    KeyDirectoryError as identity.owns().
    """
    left, failure = destroy_each(env, refs)
    if failure:
        raise failure
    return left


def destroy_each(env, refs: Iterable[KeyRef]):
    """Overwrite keys durably.

    Return the references whose key may still be there, and the first KeyUnreadable
    that a file of ours has raised, or None. Raise as destroy_keys() otherwise.
    """
    left, failure = [], None
    for folder, wanted in _by_folder(env, refs, left).items():
        slots = defaultdict(set)
        for ref in wanted:
            slots[ref.file].add(ref.slot)
        _count, failed = key_folder.overwrite(folder, slots)
        for file, error in failed.items():
            failure = failure or key_errors.translated(env, file, error)
        left += [ref for ref in wanted if ref.file in failed]
    return left, failure


def _by_folder(env, refs, skipped):
    """``{folder: references}`` of ours; the others are added to `skipped`."""
    root, owned = key_directory.key_root(env), {}
    result = defaultdict(list)
    for ref in refs:
        folder = folder_of(env, root, ref)
        if ref.identity not in owned:
            owned[ref.identity] = key_directory.owns(env, ref.identity)
        if owned[ref.identity]:
            result[folder].append(ref)
        else:
            skipped.append(ref)
    return result


def sweep_orphans(
    env, alive: Callable[[BaseCursor, list[str]], set[tuple[str, int]]]
) -> int:
    """Destroy keys without a seal; return how many.

    `alive(cr, file names)` returns the (file name, slot) pairs that have a seal. It is
    called with a cursor of its own, opened when the transactions that made the files
    are known to be over: whatever they committed is visible to it.

    Only directories that this database owns are swept. Transaction numbers mean
    nothing in another cluster, so a file from one (its directory was adopted) counts
    as finished. A number that this cluster has not reached counts as in progress: the
    cluster was wound back, or is a copy of one that went on. Raise KeyDirectoryError
    as identity.key_root().
    """
    groups = {}
    for uuid in key_directory.owned(env):
        folder = key_directory.directory(env, uuid)
        _remove_abandoned(folder)
        groups.update(_groups(env, folder))
    finished = _finished(env, groups)
    if not finished:
        return 0
    with env.registry.cursor() as cr:
        living = alive(cr, [file for _folder, file in finished])
    orphans = defaultdict(dict)
    for folder, file in finished:
        filled = groups[folder, file][1]
        slots = {slot for slot in filled if (file, slot) not in living}
        if slots or not filled:
            orphans[folder][file] = slots
    return sum(_destroy_orphans(env, *one) for one in orphans.items())


def _groups(env, folder):
    """Return {(folder, file): (header, slots that hold a key)} of a directory."""
    try:
        found, failed = key_folder.survey(folder)
    except OSError as error:
        found, failed = {}, {folder.name: error}
    for name, error in failed.items():
        message = key_errors.translated(env, name, error)
        _logger.warning("The sweep skipped a key file. %s", message)
    return {(folder, file): values for file, values in found.items()}


def _finished(env, groups):
    """Return the keys of `groups` whose creating transaction is over."""
    cluster = key_directory.database(env).system_identifier
    headers = [header for header, _filled in groups.values()]
    asked = {h.transaction for h in headers if h.cluster == cluster}
    running = _running(env, asked) if asked else set()
    return [
        one
        for one, (header, _filled) in groups.items()
        if header.cluster != cluster or header.transaction not in running
    ]


def _running(env, transactions):
    """Return the transactions in progress; one too old to be known is over."""
    with env.registry.cursor() as cr:
        cr.execute(_STATUS, [_RUNNING, [str(number) for number in transactions]])
        return {int(xid) for xid, status in cr.fetchall() if status == _RUNNING}


def _destroy_orphans(env, folder, orphans):
    count, failed = key_folder.overwrite(folder, orphans)
    for file, error in failed.items():
        message = key_errors.translated(env, file, error)
        _logger.warning("The sweep left orphaned keys. %s", message)
    return count


def _remove_abandoned(folder):
    """Remove the temporary files that a crash left; no seal ever used their keys."""
    for path in folder.glob(f".*{key_disk.TEMPORARY_SUFFIX}"):
        try:
            if path.lstat().st_mtime < time.time() - STALE_SECONDS:
                path.unlink()
        except OSError:
            _logger.warning("The temporary file %s cannot be removed.", path.name)


def folder_of(env, root, ref) -> Path:
    """Where a key is; raises KeyUnreadable, and what key_directory.directory() does."""
    ref.checked()
    return key_directory.directory(env, ref.identity, root)


def _transaction(env):
    env.cr.execute("SELECT pg_current_xact_id()::text")
    return int(env.cr.fetchone()[0])
