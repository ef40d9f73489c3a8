"""The keys of opt-outs, which belong to no subject, and who needs them at every turn.

Whoever saves an address needs them, so that they stay in the memory of the process as
long as an opt-out uses them: a key directory that is away or slow is nothing to people
who do not anonymize. A key that no opt-out uses any more is forgotten.
"""

import logging
import time

from ..database import door
from . import key_store

_logger = logging.getLogger(__name__)

# Under this key the transaction notes that it has changed which keys are in use.
_CHANGED = "partner_anonymization.opt_out_keys"
# A query per key, not per row: the index is skipped through.
_KEY_REFS = """
    WITH RECURSIVE ref AS (
        (SELECT min(key_ref) AS key_ref FROM partner_anonymization_opt_out)
        UNION ALL
        SELECT (SELECT min(key_ref) FROM partner_anonymization_opt_out o
                 WHERE o.key_ref > ref.key_ref)
          FROM ref WHERE ref.key_ref IS NOT NULL
    ) SELECT key_ref FROM ref WHERE key_ref IS NOT NULL
"""
_SILENT_SECONDS = 3600

_memory = {}
_said = {}


def in_use(env):
    """Whether there are hashed opt-outs at all, as far as this process knows."""
    return bool(env.registry.ready and _key_refs(env))


def known(env, strict=False):
    """The keys in use that can be had.

    :param strict: ask the database, not the registry, which ones are in use
    :return: ``{reference as text: key}``, and the error of another one, or None; that
        is logged, but not again within an hour
    """
    if not env.registry.ready:
        return {}, None
    texts = read_key_refs(env.cr) if strict else _key_refs(env)
    memory = _memory.setdefault(env.cr.dbname, {})
    for text in memory.keys() - set(texts):
        memory.pop(text, None)
    result, failure = {}, None
    for text in texts:
        try:
            result[text] = memory.get(text) or _read(env, memory, text)
        except key_store.KeyStoreError as error:
            failure = failure or error
    if failure:
        _say(env.cr.dbname, failure)
    return result, failure


def _read(env, memory, text):
    key = key_store.read_key_quickly(env, key_store.KeyRef.from_text(text))
    memory[text] = key
    return key


def _say(dbname, error):
    now = time.monotonic()
    if now - _said.get(dbname, -_SILENT_SECONDS) >= _SILENT_SECONDS:
        _said[dbname] = now
        _logger.warning("Opt-outs of anonymized partners are not seen. %s", error)


def forget():
    """Read all keys again."""
    _memory.clear()
    _said.clear()


def _key_refs(env):
    """The keys in use; no query where the registry remembers them."""
    if _CHANGED in env.cr.postcommit.data:
        return read_key_refs(env.cr)
    return door.models.opt_out_key_refs(env)


def read_key_refs(cr):
    """The keys in use, from the database."""
    cr.execute(_KEY_REFS)
    return tuple(text for (text,) in cr.fetchall())


def have_changed(env):
    """What the registry remembers is void: from now on in this transaction, and for
    all others once it is committed."""
    if _CHANGED not in env.cr.postcommit.data:
        env.cr.postcommit.data[_CHANGED] = True
        env.cr.postcommit.add(env.registry.clear_cache)
    env.registry.clear_cache()
