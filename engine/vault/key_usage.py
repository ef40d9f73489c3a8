"""Which keys are still needed."""

from odoo.tools import SQL

from . import guard_hashes, key_store


def alive(cr, files):
    """Which slots of key files still have a seal, of either kind, or opt-outs, or are
    the guard's, as ``key_store.sweep_orphans`` asks."""
    cr.execute(
        SQL(
            "SELECT key_ref FROM partner_anonymization_seal"
            " UNION SELECT key_ref FROM partner_anonymization_document_seal"
            " UNION SELECT key_ref FROM partner_anonymization_opt_out"
            " UNION %s",
            SQL(guard_hashes.KEY_IN_USE),
        )
    )
    refs = (key_store.KeyRef.from_text(ref) for (ref,) in cr.fetchall())
    return {(ref.file, ref.slot) for ref in refs if ref.file in set(files)}
