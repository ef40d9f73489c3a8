"""One purge from end to end: seals and keys are destroyed, nothing comes back."""

from ..checks import since_the_lock
from ..database import caches, file_store, without_gc
from ..datamap import DataMap
from ..log import ledger, log_entries
from ..proof import words_in_seals
from ..subject import identifying_values, known_again
from ..sweep import delete_for_good
from ..vault import guard_hashes, subject_seal
from .steps import call_hooks, log_followup, partners_of


@without_gc
def purge(env, line_ids, note, options):
    """Destroy the seals and keys of these log lines and mark the partners deleted.

    A seal that cannot be opened any more is destroyed all the same.

    :param note: for the log; the caller has checked it
    :return: id of the run
    :raise Held: one of the partners is on legal hold; nothing has been changed
    :raise KeyStoreError: a key that is there, or may be, cannot be destroyed now;
        nothing has been changed
    :raise UserError: the ledger cannot be written; to be rolled back by the caller
    """
    env.flush_all()
    partner_ids = partners_of(env, line_ids)
    env["res.partner"].browse(partner_ids).lock_for_update()
    since_the_lock.check_hold(env, partner_ids)
    since_the_lock.check_links(env, partner_ids)
    for error in subject_seal.undestroyable(env, line_ids).values():
        raise error
    datamap = DataMap(env)
    opened, failed = subject_seal.load_usable(env, line_ids)
    terms = identifying_values.sealed_terms(datamap, opened)
    call_hooks(env, "before", "purge", partner_ids)
    roots = log_entries.roots(env.cr, opened)
    # They lead to the records that hang on no partner.
    known = {roots.get(line_id): terms[line_id] for line_id in opened}
    delete_for_good.finalize(env, datamap, partner_ids, options, known)
    words_in_seals.forget(env, opened, terms, options.placeholder)
    # What a restore that was killed has left of them.
    files = {name for sealed in opened.values() for name in sealed.files}
    file_store.remove_at_commit(env, files, drafts=bool(files or failed))
    subject_seal.drop(env, line_ids)
    if options.guard_until:
        values = known_again.of_seals(env, datamap, opened)
        guard_hashes.remember(env, values, options.guard_until)
    run_id = log_followup(env, "purge", line_ids, note)
    ledger.note(env, "purge", run_id, partner_ids)
    caches.refresh(env)
    call_hooks(env, "after", "purge", partner_ids)
    return run_id
