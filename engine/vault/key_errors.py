"""What can be wrong with a key, for whoever works with it.

What works on files knows no environment and raises OSError, of the kinds below where
the file system has none; :func:`told` makes a sentence of it.
"""

import errno
import os
from contextlib import contextmanager

from odoo.exceptions import UserError


class KeyStoreError(UserError):
    """A key cannot be had.

    The message is a whole sentence in the language of `env`, with the remedy; `file`
    is the key file's name.
    """

    def __init__(self, message, file=""):
        super().__init__(message)
        self.file = file


class KeyMissing(KeyStoreError):
    """The key file is absent, or the key was destroyed."""


class KeyUnreadable(KeyStoreError):
    """The key file is there but cannot be used (rights, I/O, damage)."""


class KeyDirectoryError(KeyStoreError):
    """The key directory cannot be used at all."""


class Destroyed(OSError):
    """The slot is empty."""

    def __init__(self):
        super().__init__(errno.ENODATA, "destroyed")


class NoGroup(FileNotFoundError):
    """A key file does not hold the keys of that name."""

    def __init__(self, name):
        super().__init__(errno.ENOENT, os.strerror(errno.ENOENT), name)


class Superseded(OSError):
    """The key was wrapped with a wrapping key that has been replaced since."""

    def __init__(self):
        super().__init__(errno.ESTALE, "wrapped with a key that was destroyed")


class NoWrappingKey(OSError):
    """The key encryption key cannot be had, or not be made or destroyed.

    :param place: where it is, or should be
    """

    def __init__(self, place, reason):
        super().__init__(errno.ENOKEY, f"{place}: {reason}")


def damaged(what):
    """The error for a file that is not what it should be."""
    return OSError(errno.EILSEQ, what)


def reason_of(error):
    """What the operating system says, in short."""
    return error.strerror or type(error).__name__


@contextmanager
def told(env, name, slot=0):
    """OSError as KeyMissing or KeyUnreadable.

    :param name: of the key file
    """
    try:
        yield
    except OSError as error:
        raise translated(env, name, error, slot) from error


def translated(env, name, error, slot=0):
    """Return the KeyStoreError for an OSError."""
    if isinstance(error, Destroyed):
        return _destroyed(env, name, slot)
    if isinstance(error, Superseded):
        return _superseded(env, name)
    if isinstance(error, NoWrappingKey):
        return no_wrapping_key(env, error, name)
    if isinstance(error, FileNotFoundError):
        return _missing(env, name)
    return _unreadable(env, name, reason_of(error))


def no_wrapping_key(env, error, name=""):
    message = env._(
        "The wrapping key of the keys cannot be used (%(reason)s): bring it back from "
        "its own backup, or give Odoo access to it again. Without it no key can be "
        "opened.",
        reason=reason_of(error),
    )
    return KeyUnreadable(message, name)


def _missing(env, name):
    return KeyMissing(
        env._(
            "The key file %(file)s is missing. Either its keys were destroyed, or the "
            "key directory was moved: check the system parameter "
            "partner_anonymization.key_dir, and copy the file back.",
            file=name,
        ),
        name,
    )


def _destroyed(env, name, slot):
    return KeyMissing(
        env._(
            "Key %(slot)s in the key file %(file)s was destroyed: what it sealed is "
            "gone for good.",
            slot=slot,
            file=name,
        ),
        name,
    )


def _superseded(env, name):
    return KeyMissing(
        env._(
            "The key file %(file)s is an old copy: the wrapping key that it needs was "
            "replaced and destroyed. Bring the key directory back as it was after the "
            "last deletion, or import an export of the keys.",
            file=name,
        ),
        name,
    )


def _unreadable(env, name, reason):
    return KeyUnreadable(
        env._(
            "The key file %(file)s cannot be used (%(reason)s): give the user who "
            "runs Odoo the right to read and write it, or copy it back from the key "
            "directory's backup.",
            file=name,
            reason=reason,
        ),
        name,
    )
