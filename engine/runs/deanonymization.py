"""One restore from end to end."""

import logging

from ..database import caches, without_gc
from ..datamap import DataMap
from ..log import ledger, waiting_rows
from ..proof import words_of_others
from ..subject import identifying_values
from ..sweep import company_names, kept_files, newer_fields, restorable, restore
from ..vault import KeyStoreError, all_or_nothing, document_seal, subject_seal
from .held_subjects import prove_again
from .steps import call_hooks, log_followup, partners_of

_logger = logging.getLogger(__name__)


@without_gc
def deanonymize(env, line_ids, note, check_note, reasons, placeholder):
    """Restore the subjects of these log lines.

    :param note: for the log, or None
    :param check_note: called with the terms, raises when the note contains one
    :param placeholder: what takes the place of the words of others who went since
    :return: id of the run; what did not come back is listed on its lines
    :param reasons: ``{reason code: sentence}`` for what does not come back
    :raise SealUnusable: nothing has been changed
    :raise UserError: a disk is full; nothing has been changed
    """
    env.flush_all()
    partner_ids = partners_of(env, line_ids)
    env["res.partner"].browse(partner_ids).lock_for_update()
    opened = subject_seal.load(env, line_ids)
    terms = identifying_values.sealed_terms(DataMap(env), opened) if note else {}
    check_note(terms)
    with all_or_nothing(env):
        run_id, restored = _restore(env, line_ids, opened, partner_ids, note, reasons)
        prove_again(env.cr, words_of_others.take_out(env, restored, placeholder))
        caches.refresh(env)
        call_hooks(env, "after", "deanonymize", partner_ids)
        return run_id


def _note(env, run_id, partner_ids):
    """A restore erases nothing: it does not wait for a ledger that cannot be written.
    Should an old backup come back, they would be anonymized once more."""
    try:
        ledger.note(env, "deanonymize", run_id, partner_ids)
    except KeyStoreError as error:
        _logger.warning("The ledger does not know of the run %s. %s", run_id, error)


def _restore(env, line_ids, opened, partner_ids, note, reasons):
    call_hooks(env, "before", "deanonymize", partner_ids)
    restored = restore.restore(env, opened)
    waiting_rows.forget(env.cr, line_ids)
    kept_files.release(env.cr, line_ids)
    document_seal.drop(env, line_ids)
    env.cr.execute(
        "UPDATE res_partner"
        " SET anonymization_state = NULL, anonymization_line_id = NULL"
        " WHERE id = ANY(%s)",
        [partner_ids],
    )
    company_names.rename_by_company(env.cr, partner_ids)
    caches.refresh(env)
    newer_fields.compute(env, line_ids, restored)
    run_id = log_followup(env, "deanonymize", line_ids, note)
    _note(env, run_id, partner_ids)
    restorable.log_lost(env, line_ids, run_id, restored.lost, reasons)
    caches.refresh(env)
    return run_id, restored
