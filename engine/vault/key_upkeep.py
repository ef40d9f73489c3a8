"""The rotation of all key directories that a database owns."""

from . import key_directory, key_errors, key_rotation, patience, wrapping


def rotate(env, only_due=True):
    """Give the keys of this database new wrapping keys.

    :param only_due: leave the directories alone in which no key was destroyed since the
        last time
    :return: `{identity: number of keys}` of those that were rotated, and `{identity:
        KeyStoreError}` of those that could not be; nothing of these is lost
    :raise KeyDirectoryError: the key directory cannot be read
    """
    done, failed = {}, {}
    for uuid in key_directory.owned(env):
        folder = key_directory.directory(env, uuid)
        try:
            if not only_due or wrapping.is_due(folder):
                done[uuid] = key_rotation.rotate(folder)
        except OSError as error:
            failed[uuid] = key_errors.translated(env, uuid, error)
    return done, failed


def due(env, seconds=None):
    """Return the identities of this database with a rotation that is due.

    :raise KeyStoreError: the key directory, or one of them, cannot be read
    """
    root = key_directory.key_root(env, seconds=seconds)
    names = key_directory.owned(env)

    def look():
        return [name for name in names if wrapping.is_due(root / name)]

    with key_errors.told(env, root.name):
        return patience.within(root, seconds or patience.PATIENT, look)


def check_wrapping(env, seconds=None):
    """See that keys can be wrapped, before anything is erased.

    :raise KeyStoreError: the wrapping key cannot be had
    """
    uuid = key_directory.current(env).uuid
    if not uuid:
        return
    folder = key_directory.directory(env, uuid)

    def look():
        if state := wrapping.read(folder):
            wrapping.key(folder, state)

    with key_errors.told(env, uuid):
        patience.within(folder, seconds or patience.PATIENT, look)
