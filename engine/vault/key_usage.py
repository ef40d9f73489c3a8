"""Which keys are still needed."""

from odoo.tools import SQL

from . import guard_hashes, key_store

_REFERENCES = """
    SELECT key_ref FROM partner_anonymization_seal
     UNION SELECT key_ref FROM partner_anonymization_document_seal
     UNION SELECT key_ref FROM partner_anonymization_opt_out
"""


def alive(cr, files):
    """Which slots of key files still have a seal, of either kind, or opt-outs, or are
    the guard's, as ``key_store.sweep_orphans`` asks."""
    files = set(files)
    refs = references(cr)
    return {(file, slot) for _identity, file, slot in refs if file in files}


def references(cr):
    """All keys that seals, opt-outs or the guard need: set of KeyRef."""
    cr.execute(SQL("%s UNION %s", SQL(_REFERENCES), SQL(guard_hashes.KEY_IN_USE)))
    return {key_store.KeyRef.from_text(ref) for (ref,) in cr.fetchall()}
