"""One run from end to end: subject, checks, plan, vault, sweep, log."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import LockError

from . import (
    checks,
    concurrency,
    debtor,
    document_seal,
    filestore,
    guard,
    kept_files,
    links,
    log,
    newer,
    person,
    plan,
    restorable,
    restore,
    subject,
    sweep,
    vault,
    waiting,
    worklist,
)
from .beside import Beside
from .datamap import DataMap
from .file_messages import all_or_nothing
from .quiet import without_gc
from .request import Outcome, Request


def blockers(env, partner_ids, user=None):
    """All reasons against anonymizing these partners, in this transaction's eyes."""
    env.flush_all()
    subjects = subject.collect(env.cr, partner_ids)
    return checks.find(env, DataMap(env), subjects, user or env.user)


def preview(env, partner_ids, options):
    """What would be erased: the plan, without locks that outlast it or any write."""
    env.flush_all()
    subjects = subject.collect(env.cr, partner_ids)
    return plan.build(env, DataMap(env), subjects, options)


@without_gc
def anonymize(env, partner_ids, options, request):
    """Anonymize subjects.

    :param env: environment with superuser rights and the acting user
    :param request: :class:`Request`
    :return: :class:`Outcome`; with blockers and nothing done where the request wants
        all or nothing and one subject is blocked
    :raise LockError: another transaction holds one of the partners
    :raise ConcurrencyError: a partner changed since this transaction began
    """
    env.flush_all()
    changed_before = concurrency.has_written(env.cr)
    subjects = subject.collect(env.cr, partner_ids)
    _lock(env, subjects)
    datamap = DataMap(env)
    found = checks.find(env, datamap, subjects, env.user, request.by_policy)
    found += concurrency.blockers_since(
        env, datamap, subjects, found, partner_ids, changed_before, request.by_policy
    )
    effective = [
        blocker for blocker in found if not (request.override and blocker.overridable)
    ]
    blocked = {blocker.subject for blocker in effective}
    if blocked and not request.one_by_one:
        return Outcome(blockers=effective)
    allowed = [one for index, one in enumerate(subjects) if index not in blocked]
    outcome = Outcome(blockers=effective, done=allowed)
    refused = [
        (one.root, _codes(effective, index))
        for index, one in enumerate(subjects)
        if index in blocked
    ]
    with all_or_nothing(env):
        if allowed:
            _hook(env, "before", _kind(request), _members(allowed))
            outcome.plan = _plan(env, datamap, allowed, options, request)
        outcome.run = _write(env, outcome, refused, request)
        guard.forget_written(env.cr)
    return outcome


def _plan(env, datamap, subjects, options, request):
    """Plan, and write each table beside, as soon as its plan is complete."""
    with Beside() as beside:

        def write(plan_, table):
            beside.do(sweep.update, env.cr, plan_, table)

        check = request.check_note
        return plan.build(
            env, datamap, subjects, options, check_terms=check, is_complete=write
        )


def _lock(env, subjects):
    env["res.partner"].browse(_members(subjects)).lock_for_update()


def _kind(request):
    return "rehearsal" if request.rehearsal else "anonymize"


def _members(subjects):
    return sorted(id_ for one in subjects for id_ in one.partner_ids)


def _hook(env, when, kind, partner_ids):
    """Let other modules add what the map cannot say."""
    method = getattr(env["partner.anonymization"], f"_anonymization_{when}")
    method(kind, env["res.partner"].browse(partner_ids))
    env.flush_all()


def _codes(found, index):
    return ", ".join(sorted({one.code for one in found if one.subject == index}))


def _write(env, outcome, refused, request):
    """Seal, erase and log the allowed subjects; log the refused ones."""
    kind = _kind(request)
    count = len(outcome.done) + len(refused)
    run = env["partner.anonymization"]._start(
        kind, request.note, count, request.interactive
    )
    purge_date = fields.Date.today() + timedelta(days=request.purge_days)
    cards = debtor.keep(env, outcome.plan) if outcome.plan else {}
    waiting_ = log.waiting(outcome.plan.kept) if outcome.plan else ()
    ids = log.add_lines(
        env,
        run.id,
        [
            (one.root, "partial" if index in waiting_ else "done", purge_date, None)
            for index, one in enumerate(outcome.done)
        ]
        + [(root, "refused", None, codes) for root, codes in refused],
        "none" if request.rehearsal else "pending",
    )
    lines = dict(enumerate(ids[: len(outcome.done)]))
    if outcome.plan:
        _erase(env, outcome.plan, lines, request, cards, waiting_)
        worklist.drop(env.cr, _members(outcome.done))
        _hook(env, "after", kind, _members(outcome.done))
    log.add_events(env, kind, ids[len(outcome.done) :], "refused")
    run._finish(len(refused))
    return run


def _erase(env, planned, lines, request, cards, waiting_):
    """Seal, erase and log what a plan says.

    :param cards: ``{subject: partners whose card stays readable}``
    :param waiting_: the subjects of which something is erased later
    """
    key_source = vault.memory_keys if request.rehearsal else None
    sealing = {index: lines[index] for index in sorted(waiting_)}
    document_seal.store(env, planned, sealing, cards, key_source)
    with vault.storing(env, planned, lines, key_source):
        sweep.write(env, planned, "anonymized", lines, request.rehearsal)
    links.remember(env, lines.values())
    log.add_kept(env, planned.kept, lines, request.reasons)
    waiting.schedule(env.cr, sealing.values())
    for outcome in ("done", "partial"):
        ids = [
            id_ for i, id_ in lines.items() if (i in waiting_) == (outcome == "partial")
        ]
        log.add_events(env, _kind(request), ids, outcome)


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
    partner_ids = _partners_of(env, line_ids)
    env["res.partner"].browse(partner_ids).lock_for_update()
    opened = vault.load(env, line_ids)
    check_note(person.sealed_terms(DataMap(env), opened))
    with all_or_nothing(env):
        return _restore(env, line_ids, opened, partner_ids, note, reasons)


def _restore(env, line_ids, opened, partner_ids, note, reasons):
    _hook(env, "before", "deanonymize", partner_ids)
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
    sweep.refresh(env)
    newer.compute(env, line_ids, restored)
    run = _log_followup(env, "deanonymize", line_ids, note)
    restorable.log_lost(env, line_ids, run, restored.lost, reasons)
    sweep.refresh(env)
    _hook(env, "after", "deanonymize", partner_ids)
    return run


@without_gc
def purge(env, line_ids, note, options):
    """Destroy the seals and keys of these log lines and mark the partners deleted.

    A seal that cannot be opened any more is destroyed all the same.

    :param note: for the log; the caller has checked it
    :return: the run
    :raise Held: one of the partners is on legal hold; nothing has been changed
    :raise KeyStoreError: a key that is there, or may be, cannot be destroyed now;
        nothing has been changed
    """
    env.flush_all()
    partner_ids = _partners_of(env, line_ids)
    env["res.partner"].browse(partner_ids).lock_for_update()
    concurrency.check_hold(env, partner_ids)
    concurrency.check_links(env, partner_ids)
    for error in vault.undestroyable(env, line_ids).values():
        raise error
    datamap = DataMap(env)
    opened, failed = vault.load_usable(env, line_ids)
    terms = person.sealed_terms(datamap, opened)
    _hook(env, "before", "purge", partner_ids)
    lines = env["partner.anonymization.line"].browse(opened)
    # They lead to the records that hang on no partner.
    known = {line.partner_id.id: terms[line.id] for line in lines}
    sweep.finalize(env, datamap, partner_ids, options, known)
    # What a restore that was killed has left of them.
    files = {name for sealed in opened.values() for name in sealed.files}
    filestore.remove_at_commit(env, files, drafts=bool(files or failed))
    vault.drop(env, line_ids)
    run = _log_followup(env, "purge", line_ids, note)
    sweep.refresh(env)
    _hook(env, "after", "purge", partner_ids)
    return run


def _partners_of(env, line_ids):
    env.cr.execute(
        "SELECT id FROM res_partner WHERE anonymization_line_id = ANY(%s) ORDER BY id",
        [list(line_ids)],
    )
    return [partner_id for (partner_id,) in env.cr.fetchall()]


def _log_followup(env, kind, line_ids, note):
    run = env["partner.anonymization"]._start(kind, note, len(line_ids))
    roots = env["partner.anonymization.line"].browse(line_ids).mapped("partner_id")
    ids = log.add_lines(env, run.id, [(root, "done", None, None) for root in roots.ids])
    log.add_events(env, kind, ids, "done")
    run._finish()
    return run


__all__ = ["LockError", "Outcome", "Request", "anonymize", "deanonymize", "purge"]
