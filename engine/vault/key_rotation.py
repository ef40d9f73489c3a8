"""A new wrapping key for the keys that are left; the old one is destroyed.

An older copy of a key directory holds the keys of people who were deleted since, but
wrapped with a key that nobody has any more. All keys that are left are packed into one
file, so that a rotation writes 64 bytes for each of them and no file for each.

1. A new key encryption key and the new pack are made, beside the old ones.
2. `wrapping.json` is replaced: from here on the new ones count.
3. The old key encryption keys are destroyed in their providers, then the files go that
   are in the pack.

A crash before 2 leaves what nobody reads, a crash after it what is destroyed the next
time; every key can be read at any moment.
"""

import logging
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from ..database import sync_directory
from . import kek, key_file, key_folder, wrapping
from .key_errors import damaged

_logger = logging.getLogger(__name__)

_ASIDE = ".unusable"


def rotate(folder: Path, added=None) -> int:
    """Give the keys of a key directory a new wrapping key, and wrap those of earlier
    versions; return how many there are.

    Nothing is changed where a file cannot be read: its keys would be lost.

    :param added: `{file: (Header, {slot: key})}`, keys that are to be there afterwards,
        from an export; a key that is there already stays, and what nothing opens any
        more is set aside
    :raise OSError: NoWrappingKey among others; the keys can be read as before
    """
    with wrapping.locked(folder, exclusive=True) as lock:
        if added is not None and not _can_open(folder):
            _set_aside(folder)
        before = key_folder.begin(folder, lock)
        if before.cleaning:
            _clean(folder, before, lock)
        _remove_leftovers(folder, before)
        after, count = _prepare(folder, before, added or {})
        wrapping.write(folder, after)
        wrapping.forget()
        _clean(folder, after, lock)
    return count


def _can_open(folder):
    """Whether what wraps the keys is there, and the pack."""
    try:
        state = wrapping.read(folder)
        if state is None:
            return not key_folder.has_wrapped(folder)
        wrapping.key(folder, state)
        for path in key_folder.packs(folder, state):
            with key_file.opened(path):
                pass
    except OSError:
        return False
    return True


def _set_aside(folder):
    """Begin anew, in a way that can be interrupted: nothing is removed."""
    paths = [p for p in key_folder.loose(folder) if not key_folder.is_plain(p)]
    for path in (*key_folder.packs(folder, None), *paths, folder / wrapping.NAME):
        if path.exists():
            path.rename(path.with_name(f"{path.name}{_ASIDE}"))
    sync_directory(folder)


def _prepare(folder, before, added):
    """Make the new keys and the new pack; return the state that puts them to use, and
    the number of keys."""
    version, wrapping_key = wrapping.make()
    path = folder / (version + key_folder.PACK_SUFFIX)
    try:
        after = wrapping.encrypted(folder, version, wrapping_key)
        with ExitStack() as stack:
            groups = [
                _wrapped(wrapping_key, *group, added)
                for group in _groups(folder, before, added, stack)
            ]
            key_file.write(path, bytes.fromhex(version), groups)
        count = _check(path, wrapping_key)
    except OSError:
        _give_up(folder, path, version)
        raise
    providers = {before.provider, after.provider}
    return after._replace(pack=path.name, cleaning=tuple(sorted(providers))), count


def _give_up(folder, path, version):
    """Nothing is left of a rotation that failed; what is left all the same goes with
    the next one."""
    try:
        path.unlink(missing_ok=True)
        kek.configured().destroy(folder.name, version)
    except OSError as error:
        _logger.warning("A rotation left something: %s", error.strerror)


def read_all(folder: Path) -> dict:
    """Return all keys of a key directory: `{file: (Header, {slot: key})}`. Raise
    OSError."""
    with wrapping.locked(folder), ExitStack() as stack:
        state = wrapping.read(folder)
        return {
            file: (header, read())
            for file, header, read in _groups(folder, state, {}, stack)
        }


def _groups(folder, state, added, stack):
    """Yield (file, Header, function that returns `{slot: key}`) of all groups with a
    key.

    :param stack: ExitStack, keeps the pack open
    """
    seen = set()
    for path in key_folder.files(folder, state):
        is_pack = bool(state and path.name == state.pack)
        with key_file.opened(path) as found:
            if state and found.version.hex() not in ("", state.version):
                _logger.warning("%s is an old copy: nothing opens it.", path.name)
                continue
            groups = [g for g in found.groups() if found.filled(g)]
        pack = stack.enter_context(key_file.opened(path)) if is_pack else None
        for group in groups:
            if group.name not in seen:
                seen.add(group.name)
                read = partial(_read, folder, state, path, pack, group)
                yield group.name, group.header, read
    for file in added.keys() - seen:
        yield file, added[file][0], dict


def _read(folder, state, path, pack, group):
    """`{slot: key}`"""
    if pack:
        return _opened(folder, state, pack, group)
    with key_file.opened(path) as found:
        return _opened(folder, state, found, group)


def _opened(folder, state, found, group):
    keys, version = found.filled(group), found.version
    if version:
        return key_folder.opened(folder, state, version, group.name, keys)
    return keys


def _wrapped(wrapping_key, file, header, read, added):
    """Return what key_file.write() asks for a group."""
    extra_header, extra = added.get(file, (header, {}))
    if extra_header.slots != header.slots:
        raise damaged(f"{file} has another number of keys")
    return file, header, lambda: wrapping.wrap(wrapping_key, file, extra | read())


def _check(path, wrapping_key):
    """Read back what was written before anything of the old is destroyed; return the
    number of keys."""
    count = 0
    with key_file.opened(path) as found:
        for group in found.groups():
            filled = found.filled(group)
            wrapping.unwrap(wrapping_key, group.name, filled)
            count += len(filled)
    return count


def _remove_leftovers(folder, state):
    """Packs that no rotation has put to use."""
    for path in key_folder.packs(folder, None):
        if path.name != state.pack:
            path.unlink(missing_ok=True)


def _clean(folder, state, lock):
    """Destroy the key encryption keys of before, then the files that are packed."""
    for name in state.cleaning:
        provider = kek.named(name)
        for version in provider.versions(folder.name) - {state.version}:
            provider.destroy(folder.name, version)
    _remove_leftovers(folder, state)
    with key_file.opened(folder / state.pack) as pack:
        packed = {group.name for group in pack.groups()}
    for path in key_folder.loose(folder):
        with key_file.opened(path) as found:
            is_plain = not found.version
            is_empty = not any(map(found.filled, found.groups()))
        if is_plain and path.name in packed:
            key_file.destroy(path)
        elif is_empty or path.name in packed:  # wrapped with what is destroyed
            path.unlink(missing_ok=True)
    sync_directory(folder)
    wrapping.write(folder, state._replace(cleaning=()))
    wrapping.set_due(lock, False)
    _logger.info("The keys of %s have a new wrapping key.", folder.name)
