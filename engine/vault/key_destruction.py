"""Keys that are to be destroyed, until they really are.

The order is given in the transaction that deletes the seal; after its commit the key is
overwritten and the order struck. Whatever comes in between (a crash, a disk that has
become read-only, a directory that belongs to another database) leaves the order, which
is shown with the line, and tried again every quarter of an hour.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable

from odoo import SUPERUSER_ID, api

from . import key_directory, key_errors, key_store, key_writable

_logger = logging.getLogger(__name__)


def order(env, pairs):
    """Have keys destroyed once the transaction has committed.

    :param pairs: (line id, reference of a key as text)
    """
    if not pairs:
        return
    line_ids, texts = map(list, zip(*sorted(pairs), strict=True))
    env.cr.execute(
        "INSERT INTO partner_anonymization_key_destruction (line_id, key_ref)"
        " SELECT * FROM unnest(%s::int[], %s::text[]) ON CONFLICT DO NOTHING",
        [line_ids, texts],
    )
    registry = env.registry
    env.cr.postcommit.add(lambda: _after_commit(registry, texts))


def _after_commit(registry, texts):
    with registry.cursor() as cr:
        try:
            carry_out(api.Environment(cr, SUPERUSER_ID, {}), texts)
        except key_store.KeyStoreError as error:
            _logger.warning("Keys are destroyed later. %s", error)


def carry_out(env, texts=None):
    """Destroy what is to be destroyed.

    :param texts: references; all when None
    :return: how many orders are left
    :raise KeyDirectoryError: the key directory cannot be read
    """
    condition = "" if texts is None else "WHERE key_ref = ANY(%s)"
    env.cr.execute(
        f"SELECT key_ref FROM partner_anonymization_key_destruction {condition}"
        " ORDER BY key_ref FOR UPDATE SKIP LOCKED",
        [] if texts is None else [texts],
    )
    refs = [key_store.KeyRef.from_text(text) for (text,) in env.cr.fetchall()]
    if not refs:
        return 0
    reasons = check_destroyable(env, refs)
    left, failure = key_store.destroy_each(
        env, [ref for ref in refs if ref not in reasons]
    )
    for error in filter(None, (failure, *reasons.values())):
        _logger.warning("A key is destroyed later. %s", error)
        break
    done = set(refs) - set(left) - reasons.keys()
    env.cr.execute(
        "DELETE FROM partner_anonymization_key_destruction WHERE key_ref = ANY(%s)",
        [[ref.to_text() for ref in done]],
    )
    return len(refs) - len(done)


def waiting(cr, line_ids=None):
    """Ids of the lines (all, or among the given) with a key that is still to be
    destroyed."""
    condition = "" if line_ids is None else "WHERE line_id = ANY(%s)"
    cr.execute(
        "SELECT DISTINCT line_id FROM partner_anonymization_key_destruction"
        f" {condition}",
        [] if line_ids is None else [list(line_ids)],
    )
    return {line_id for (line_id,) in cr.fetchall()}


def check_destroyable(
    env, refs: Iterable[key_store.KeyRef]
) -> dict[key_store.KeyRef, key_store.KeyStoreError]:
    """Tell why keys cannot be destroyed now; those are left out that can.

    A key of another database, of which this is a copy, is not ours to destroy: that is
    no reason. Raise KeyDirectoryError as identity.key_root().
    """
    root, reasons = key_directory.key_root(env), {}
    for uuid, of_one in _grouped(refs).items():
        state = key_directory.standing(env, uuid, root)
        if state in (key_directory.ABSENT, key_directory.DAMAGED):
            reasons.update(dict.fromkeys(of_one, _not_here(env, root / uuid, state)))
        elif state == key_directory.OURS:
            folder = key_directory.directory(env, uuid, root)
            by_file = {}
            for ref in of_one:
                by_file.setdefault(ref.file, []).append(ref)
            for file, error in key_writable.check_writable(folder, by_file).items():
                message = key_errors.translated(env, file, error)
                reasons.update(dict.fromkeys(by_file[file], message))
    return reasons


def _grouped(refs):
    result = defaultdict(list)
    for ref in refs:
        result[ref.identity].append(ref)
    return result


def _not_here(env, folder, state):
    if state == key_directory.DAMAGED:
        message = env._(
            "The key directory %(path)s has no valid owner file, so that no key in it "
            "may be destroyed. If it is this database's, press Take Over the Keys in "
            "the settings.",
            path=folder,
        )
    else:
        message = env._(
            "The key directory %(path)s is not there, so that its keys, which may be "
            "elsewhere, cannot be destroyed: bring the folder back, or correct the "
            "system parameter %(parameter)s.",
            path=folder,
            parameter=key_directory.KEY_DIR_PARAMETER,
        )
    return key_store.KeyDirectoryError(message)
