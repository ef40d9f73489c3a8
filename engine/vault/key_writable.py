"""Whether keys could be overwritten, found out before anything is changed."""

from pathlib import Path

from . import key_file, key_folder, wrapping
from .key_errors import NoGroup, damaged


def check_writable(folder: Path, names) -> dict[str, OSError]:
    """See whether keys could be overwritten, changing nothing but a mode that lets
    others read them.

    :param names: of files, as references have them
    :return: `{name: OSError}` of those that could not; keys that are gone are none
    """
    failed, wanted = {}, dict.fromkeys(names, set())
    try:
        with wrapping.locked(folder, exclusive=True):
            state = wrapping.read(folder)
            for path, some in key_folder.by_path(folder, state, wanted).items():
                failed |= _check(path, some)
    except OSError as error:
        failed = dict.fromkeys(wanted, error)
    return failed


def _check(path, names):
    try:
        with key_file.opened(path, writable=True) as found:
            if path.name in names:
                found.find(path.name)
    except NoGroup as error:
        return {error.filename: damaged("not a whole key file")}
    except FileNotFoundError:
        return {}
    except OSError as error:
        return dict.fromkeys(names, error)
    return {}
