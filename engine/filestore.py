"""Files of the file store: gone at commit unless another record shares them."""

import logging
import os

import psycopg2

from odoo import SUPERUSER_ID, api

_logger = logging.getLogger(__name__)


def remove_at_commit(env, names):
    """Remove stored files once the transaction has committed.

    Odoo's own collector of unused files gets the names as well, for the case that the
    process ends in between.

    :param names: ``store_fname`` values
    """
    if not names:
        return
    for name in names:
        env["ir.attachment"]._mark_for_gc(name)
    registry = env.registry
    env.cr.postcommit.add(lambda: _remove_unused(registry, names))


def _remove_unused(registry, names):
    """Same order as Odoo's collector: lock first, then look who uses the files."""
    with registry.cursor() as cr:
        cr.execute("SET LOCAL lock_timeout TO '5s'")
        try:
            cr.execute("LOCK ir_attachment IN SHARE MODE")
        except psycopg2.errors.LockNotAvailable:
            cr.rollback()
            _logger.info("%s files left to the collector of unused files", len(names))
            return
        cr.execute(
            "SELECT store_fname FROM ir_attachment WHERE store_fname = ANY(%s)",
            [list(names)],
        )
        used = {name for (name,) in cr.fetchall()}
        attachments = api.Environment(cr, SUPERUSER_ID, {})["ir.attachment"]
        for name in names - used:
            path = attachments._full_path(name)
            if os.path.exists(path):
                os.unlink(path)


def put_back(env, contents):
    """Write file contents to the file store again.

    :param dict contents: ``{store_fname: content}``
    """
    attachments = env["ir.attachment"]
    for name, content in contents.items():
        path = attachments._full_path(name)
        if not os.path.exists(path):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as stream:
                stream.write(content)
            # Collected again if the transaction does not commit.
            attachments._mark_for_gc(name)


def remove_at_rollback(env, names):
    """Remove files that this transaction has stored, unless it commits."""
    registry, names = env.registry, {name for name in names if name}
    if names:
        env.cr.postrollback.add(lambda: _remove_unused(registry, names))
