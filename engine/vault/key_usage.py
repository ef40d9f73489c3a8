"""Which keys are still needed."""

from . import key_store


def alive(cr, files):
    """Which slots of key files still have a seal, of either kind, or opt-outs, as
    ``key_store.sweep_orphans`` asks."""
    cr.execute(
        "SELECT key_ref FROM partner_anonymization_seal"
        " UNION SELECT key_ref FROM partner_anonymization_document_seal"
        " UNION SELECT key_ref FROM partner_anonymization_opt_out"
    )
    refs = (key_store.KeyRef.from_text(ref) for (ref,) in cr.fetchall())
    return {(ref.file, ref.slot) for ref in refs if ref.file in set(files)}
