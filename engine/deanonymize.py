"""One restore from end to end."""

from . import (
    caches,
    document_seal,
    kept_files,
    newer,
    person,
    restorable,
    restore,
    vault,
    waiting,
)
from .datamap import DataMap
from .file_messages import all_or_nothing
from .quiet import without_gc
from .steps import call_hooks, log_followup, partners_of


@without_gc
def deanonymize(env, line_ids, note, check_note, reasons):
    """Restore the subjects of these log lines.

    :param check_note: called with the terms, raises when the note contains one
    :return: the run; what did not come back is listed on its lines
    :param reasons: ``{reason code: sentence}`` for what does not come back
    :raise SealUnusable: nothing has been changed
    :raise UserError: a disk is full; nothing has been changed
    """
    env.flush_all()
    partner_ids = partners_of(env, line_ids)
    env["res.partner"].browse(partner_ids).lock_for_update()
    opened = vault.load(env, line_ids)
    check_note(person.sealed_terms(DataMap(env), opened))
    with all_or_nothing(env):
        return _restore(env, line_ids, opened, partner_ids, note, reasons)


def _restore(env, line_ids, opened, partner_ids, note, reasons):
    call_hooks(env, "before", "deanonymize", partner_ids)
    restored = restore.restore(env, opened)
    waiting.forget(env.cr, line_ids)
    kept_files.release(env.cr, line_ids)
    document_seal.drop(env, line_ids)
    env.cr.execute(
        "UPDATE res_partner"
        " SET anonymization_state = NULL, anonymization_line_id = NULL"
        " WHERE id = ANY(%s)",
        [partner_ids],
    )
    restore.rename_by_company(env.cr, partner_ids)
    caches.refresh(env)
    newer.compute(env, line_ids, restored)
    run = log_followup(env, "deanonymize", line_ids, note)
    restorable.log_lost(env, line_ids, run, restored.lost, reasons)
    caches.refresh(env)
    call_hooks(env, "after", "deanonymize", partner_ids)
    return run
