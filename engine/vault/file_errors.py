"""Errors of files and disks, as sentences that say what to do."""

from contextlib import contextmanager

import psycopg2

from odoo.exceptions import UserError

from ..database import FileUnusable
from .key_errors import KeyStoreError


@contextmanager
def sealing(env):
    """What goes wrong with files and keys while originals are sealed, as UserError."""
    try:
        yield
    except KeyStoreError as error:
        raise UserError(str(error)) from error
    except FileUnusable as error:
        raise UserError(_cannot_seal(env, error)) from error


@contextmanager
def all_or_nothing(env):
    """Take back, on any error, what the block has written to the database.

    :raise UserError: a disk is full, or a file cannot be written back
    """
    try:
        with env.cr.savepoint(flush=False):
            yield
    except Exception as error:
        env.transaction.clear()  # what hooks wrote is not in the database any more
        if isinstance(error, FileUnusable):
            raise UserError(_cannot_put_back(env, error)) from error
        if isinstance(error, psycopg2.errors.DiskFull):
            raise UserError(_disk_full(env)) from error
        raise


def _cannot_seal(env, error):
    return env._(
        "The file %(file)s of the file store cannot be read (%(reason)s). Nothing has "
        "been changed: check the file store's rights and its disk, then try again.",
        file=error.name,
        reason=error.reason,
    )


def _cannot_put_back(env, error):
    return env._(
        "The file %(file)s cannot be written back to the file store (%(reason)s). "
        "Nothing has been changed, and the sealed data is still there: check the file "
        "store's rights and free space, then restore again.",
        file=error.name,
        reason=error.reason,
    )


def _disk_full(env):
    return env._(
        "The disk of the database is full. Nothing has been changed: free space on "
        "it, then try again."
    )
