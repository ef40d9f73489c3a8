"""The keys of one key directory, in whichever of its files they are.

Keys are in the pack, which the last rotation has written, or in a file that bears the
name of their group: made since, or by an earlier version. Where both have them, which
is so after a crash, the pack counts.
"""

import errno
import logging
import os
import re
from pathlib import Path

from . import key_file, wrapping
from .key_errors import Destroyed, NoGroup, NoWrappingKey, Superseded, damaged

_logger = logging.getLogger(__name__)

FILE_NAME = re.compile(r"[0-9a-f]{32}\.keys")
PACK_SUFFIX = ".pack"


def ensure(folder: Path):
    """See that keys can be wrapped in a folder from now on. Raise OSError."""
    if not (folder / wrapping.NAME).exists():
        with wrapping.locked(folder, exclusive=True) as lock:
            begin(folder, lock)


def begin(folder: Path, lock) -> wrapping.State:
    """Return the state of a folder that is locked, made if there is none. Raise
    OSError."""
    state = wrapping.read(folder)
    if state is None:
        if has_wrapped(folder):
            raise lost_state()
        if not os.fstat(lock).st_size:
            wrapping.set_due(lock, False)
        state = wrapping.encrypted(folder, *wrapping.make())
        wrapping.write(folder, state)
    return state


def lost_state():
    """The error where keys are wrapped and nothing says how."""
    return NoWrappingKey(wrapping.NAME, os.strerror(errno.ENOENT))


def create(folder: Path, file: str, header: key_file.Header, keys: list[bytes]):
    """Write keys, wrapped, to a file of their own, durably. Raise OSError."""
    ensure(folder)
    with wrapping.locked(folder):
        state = wrapping.read(folder)
        wrapped = wrapping.wrap(
            wrapping.key(folder, state), file, dict(enumerate(keys))
        )
        group = file, header, lambda: wrapped
        key_file.write(folder / file, bytes.fromhex(state.version), [group])


def fetch(folder: Path, file: str, slot: int) -> bytes:
    """Return a key. Raise OSError: FileNotFoundError, Destroyed, Superseded,
    NoWrappingKey, or what the file system says."""
    with wrapping.locked(folder):
        state = wrapping.read(folder)
        version, content = _content(folder, state, file, slot)
        if not content:
            raise Destroyed
        if not version:
            return content
        return opened(folder, state, version, file, {slot: content})[slot]


class Keys:
    """The keys of a group, read together, and opened one by one."""

    def __init__(self, file, version, slots, filled):
        self._file, self._version = file, version
        self._slots, self._filled = slots, filled
        self._opener, self._error = None, None

    def unlock(self, folder: Path, state):
        """Have what opens them, or know why not."""
        try:
            check_version(self._version, state)
            if self._version:
                self._opener = wrapping.Opener(wrapping.key(folder, state))
        except OSError as error:
            self._error = error
        return self

    def key(self, slot: int) -> bytes:
        """Return a key. Raise OSError as :func:`fetch`."""
        if slot >= self._slots:
            raise damaged("no such slot")
        content = self._filled.get(slot)
        if not content:
            raise Destroyed
        if not self._version:
            return content
        if self._error:
            raise self._error
        return self._opener.open(self._file, slot, content)


def group(folder: Path, file: str) -> Keys:
    """Return the keys of a group. Raise OSError as :func:`fetch`."""
    with wrapping.locked(folder):
        state = wrapping.read(folder)
        version, slots, filled = _from_group(folder, state, file, _filled)
        return Keys(file, version, slots, filled).unlock(folder, state)


def _filled(found, one):
    return found.version, one.header.slots, found.filled(one)


def _content(folder, state, file, slot):
    """(version, what the slot holds)"""
    return _from_group(
        folder, state, file, lambda found, one: (found.version, found.slot(one, slot))
    )


def _from_group(folder, state, file, ask):
    """What is read of a group, in whichever file it is.

    :param ask: called with the KeyFile and the Group
    """
    for path in _paths(folder, state, file):
        try:
            with key_file.opened(path) as found:
                return ask(found, found.find(file))
        except NoGroup as error:
            _check_name(path, error)
    raise NoGroup(file)


def _check_name(path, error):
    """Only the pack may lack a group: a file that lacks its own is damaged."""
    if path.name == error.filename:
        raise damaged("not a whole key file") from error


def _paths(folder, state, file):
    """Where the keys of a group may be, the pack first."""
    return [*packs(folder, state), folder / file]


def packs(folder: Path, state) -> list[Path]:
    """The pack; all that there are where nothing says which it is."""
    if state is None:
        return list(folder.glob(f"*{PACK_SUFFIX}"))
    return [folder / state.pack] if state.pack else []


def opened(folder: Path, state, version: bytes, file: str, keys: dict) -> dict:
    """Unwrap the keys of a group: `{slot: key}`. Raise OSError."""
    check_version(version, state)
    return wrapping.unwrap(wrapping.key(folder, state), file, keys)


def check_version(version: bytes, state):
    """Raise Superseded for a file whose wrapping key is not there any more; some may
    still lie about before a rotation is finished."""
    if version and state is None:
        raise lost_state()
    if version and version.hex() != state.version and not state.cleaning:
        raise Superseded


def survey(folder: Path):
    """Return `{file: (Header, slots that hold a key)}`, and `{name: OSError}` of the
    files that cannot be read, or whose keys nothing opens any more. Raise OSError."""
    found, failed = {}, {}
    with wrapping.locked(folder):
        state = wrapping.read(folder)
        for path in files(folder, state):
            try:
                with key_file.opened(path) as one:
                    check_version(one.version, state)
                    for group in one.groups():
                        filled = set(one.filled(group))
                        found.setdefault(group.name, (group.header, filled))
            except FileNotFoundError:
                continue
            except OSError as error:
                failed[path.name] = error
    return found, failed


def files(folder: Path, state) -> list[Path]:
    """Return the paths of the files with keys, the pack first. Raise OSError."""
    return [*packs(folder, state), *loose(folder)]


def loose(folder: Path) -> list[Path]:
    """Return the paths of the files with one group each. Raise OSError."""
    names = filter(FILE_NAME.fullmatch, os.listdir(folder))
    return [folder / name for name in sorted(names)]


def has_plain(folder: Path) -> bool:
    """Tell whether a folder has keys that are not wrapped. Raise OSError."""
    with wrapping.locked(folder):
        return any(map(is_plain, loose(folder)))


def has_wrapped(folder: Path) -> bool:
    """Tell whether a folder may have wrapped keys. Raise OSError."""
    return bool(packs(folder, None)) or not all(map(is_plain, loose(folder)))


def is_plain(path: Path) -> bool:
    """Tell whether the keys of a file are not wrapped; no for a damaged one."""
    try:
        with key_file.opened(path) as found:
            return found.version == key_file.PLAIN
    except OSError:
        return False


def overwrite(folder: Path, wanted: dict[str, set[int]]) -> tuple[int, dict]:
    """Destroy keys durably, each file with its last one.

    A key that is gone already is no error and does not count.

    :param wanted: `{file: slots}`
    :return: how many were destroyed, and `{file: OSError}` of those that may still be
        there
    """
    count, failed = 0, {}
    try:
        with wrapping.locked(folder, exclusive=True) as lock:
            wrapping.set_due(lock, True)
            state = wrapping.read(folder)
            for path, some in by_path(folder, state, wanted).items():
                done, errors = _clear(path, some)
                count += done
                failed |= errors
    except FileNotFoundError:  # the folder is gone with everything in it
        return count, failed
    except OSError as error:
        failed = dict.fromkeys(wanted, error)
    return count, failed


def by_path(folder, state, wanted):
    """`{path: {file: slots}}`, all of the pack at once."""
    result = {}
    for file, slots in wanted.items():
        for path in _paths(folder, state, file):
            result.setdefault(path, {})[file] = slots
    return result


def _clear(path, wanted):
    """Destroy keys of one file."""
    count, left = 0, False
    try:
        with key_file.opened(path, writable=True) as found:
            for file, slots in wanted.items():
                try:
                    done, more = found.clear(found.find(file), slots)
                except NoGroup as error:
                    _check_name(path, error)
                    continue
                count, left = count + done, left or more
            # Even if nothing was written: whoever wrote may have crashed before.
            found.sync()
            if path.name in wanted and not left:
                _remove(path)
    except FileNotFoundError:
        return count, {}
    except OSError as error:
        return count, dict.fromkeys(wanted, error)
    return count, {}


def _remove(path):
    """An empty file that stays holds no key: a later sweep tries again."""
    try:
        key_file.remove(path)
    except OSError as error:
        _logger.warning("The empty key file %s stays: %s", path.name, error.strerror)
