"""One run from end to end: subject, checks, plan, vault, sweep, log."""

from datetime import timedelta

from odoo import fields

from ..checks import (
    find_blockers,
    guard,
    missing_pdf,
    since_the_lock,
    unseen_payments,
)
from ..database import WorkerThread, door, has_written, id_arrays, without_gc
from ..datamap import DataMap
from ..log import decisions, ledger, log_entries, waiting_lines, waiting_rows
from ..plan import kept_debtor, plan, removed
from ..subject import identifying_values, links, membership, scope
from ..sweep import writing
from ..vault import all_or_nothing, document_seal, seal_store, subject_seal
from ..worklist import candidate_rows
from .request import Outcome, ReasonMissing
from .steps import call_hooks, kind_of, members_of


def blockers(env, partner_ids, user=None, by_policy=False):
    """All reasons against anonymizing these partners, in this transaction's eyes.

    :param by_policy: as in :class:`Request`
    """
    env.flush_all()
    subjects = membership.collect(env.cr, partner_ids)
    user = user or env.user
    return find_blockers.find(env, DataMap(env), subjects, user, by_policy)


def preview(env, partner_ids, options, datamap=None):
    """What would be erased: the plan, without any lock on a row or any write.

    :param datamap: the :class:`DataMap` where it is read already
    """
    env.flush_all()
    subjects = membership.collect(env.cr, partner_ids)
    found = scope.find(env, datamap or DataMap(env), subjects, options.ticked)
    planned = plan.build(env, found, options, lock=False)
    kept_debtor.keep(env, planned)
    return planned


@without_gc
def anonymize(env, partner_ids, options, request):
    """Anonymize subjects.

    :param env: environment with superuser rights and the acting user
    :param request: :class:`Request`
    :return: :class:`Outcome`; with blockers and nothing done where the request wants
        all or nothing and one subject is blocked
    :raise ReasonMissing: a blocker would be skipped without a reason
    :raise LockError: another transaction holds one of the partners
    :raise ConcurrencyError: a partner changed since this transaction began
    """
    env.flush_all()
    changed_before = has_written(env.cr)
    subjects = membership.collect(env.cr, partner_ids)
    _lock(env, subjects)
    datamap = DataMap(env)
    found = since_the_lock.blockers(
        env, datamap, subjects, partner_ids, changed_before, request.by_policy
    )
    with all_or_nothing(env):
        return _run(env, datamap, subjects, found, options, request)


def _run(env, datamap, subjects, found, options, request):
    """Do it with those of whom nothing is in the way."""
    effective = [blocker for blocker in found if not request.passes(blocker)]
    effective += _make_pdfs(env, datamap, subjects, effective, request)
    blocked = {blocker.subject for blocker in effective}
    if blocked and not request.one_by_one:
        return Outcome(blockers=effective)
    allowed = [one for index, one in enumerate(subjects) if index not in blocked]
    outcome = Outcome(
        blockers=effective,
        done=allowed,
        payments=unseen_payments.find(env, allowed, request.payment_days),
    )
    outcome.skipped = _skipped(found, subjects, blocked, request)
    refused = [
        (one.root, _codes(effective, index))
        for index, one in enumerate(subjects)
        if index in blocked
    ]
    _check_texts(env, datamap, [subjects[index] for index in blocked], request)
    key_source = seal_store.memory_keys if request.rehearsal else None
    planned, sealing = None, subject_seal.Sealing(env, key_source)
    if allowed:
        call_hooks(env, "before", kind_of(request), members_of(allowed))
        planned = _plan(env, datamap, allowed, options, request, sealing)
    outcome.run_id = _write(env, outcome, planned, refused, request, sealing)
    # Not of a batch: a plan is so many objects that the collector would be busy.
    outcome.plan = planned if request.interactive or request.rehearsal else None
    if not request.rehearsal:
        ledger.note(env, "anonymize", outcome.run_id, members_of(outcome.done))
    guard.forget_written(env.cr)
    return outcome


def _check_texts(env, datamap, refused, request):
    """Texts of the run stand at the refused ones, too: they do not name them."""
    if refused and request.has_texts:
        terms = identifying_values.card_terms(env, datamap, members_of(refused))
        request.check_note(terms)


def _make_pdfs(env, datamap, subjects, effective, request):
    """Have the missing PDFs made while the names are there.

    :return: blockers of those that cannot be made, unless that has been decided on
    """
    blocked = {one.subject for one in effective}
    allowed = [one for index, one in enumerate(subjects) if index not in blocked]
    if request.rehearsal or not allowed or (blocked and not request.one_by_one):
        return []
    failed = door.models.make_pdfs(env, members_of(allowed), datamap)
    if request.without_pdf or not failed:
        return []
    found = missing_pdf.of_invoices(membership.owners(subjects), failed, env.user)
    refused = [subjects[index] for index in {blocker.subject for blocker in found}]
    taken_back = members_of(refused if request.one_by_one else allowed)
    door.models.take_back_pdfs(env, taken_back)
    return found


def _skipped(found, subjects, blocked, request):
    """What the run passes over by the user's decision: ``{code of the decision: roots
    of the subjects}``.

    :raise ReasonMissing: nobody has said why
    """
    skipped = {one.subject for one in found if one.overridable} - blocked
    if not request.override or not skipped:
        return {}
    if not request.override_reason and not request.rehearsal:
        raise ReasonMissing
    return {"override": {subjects[index].root for index in skipped}}


def _plan(env, datamap, subjects, options, request, sealing):
    """Plan. Of many at once each table is written, in a second thread, as soon as its
    plan is complete, and the originals are sealed meanwhile. In a run that other
    workers share, one is done after the other: they need the processor, too."""
    found = scope.find(env, datamap, subjects, options.ticked)
    if id_arrays.is_few(members_of(subjects)):
        return plan.build(env, found, options, request.check_note)

    def check(terms):
        request.check_note(terms)
        sealing.make_keys(len(subjects))

    if request.run_id:
        planned = plan.build(env, found, options, check)
        sealing.begin(planned)
        return planned
    with WorkerThread(env.cr) as worker:

        def write(planned, table):
            worker.do(writing.update, env.cr, planned, table)

        planned = plan.build(env, found, options, check, write)
        sealing.begin(planned)
    return planned


def _lock(env, subjects):
    env["res.partner"].browse(members_of(subjects)).lock_for_update()


def _codes(found, index):
    return ", ".join(sorted({one.code for one in found if one.subject == index}))


def _write(env, outcome, planned, refused, request, sealing):
    """Seal, erase and log the allowed subjects; log the refused ones."""
    kind = kind_of(request)
    count = len(outcome.done) + len(refused)
    run_id = request.run_id or _start(env, kind, count, request)
    today = fields.Date.context_today(env.user)
    purge_date = today + timedelta(days=request.purge_days)
    cards = kept_debtor.keep(env, planned) if planned else {}
    unfinished = log_entries.waiting(planned.kept) if planned else ()
    add_lines = waiting_lines.fill if request.run_id else log_entries.add_lines
    ids = add_lines(
        env,
        run_id,
        [
            (one.root, "partial" if index in unfinished else "done", purge_date, None)
            for index, one in enumerate(outcome.done)
        ]
        + [(root, "refused", None, codes) for root, codes in refused],
        "none" if request.rehearsal else "pending",
    )
    lines = dict(enumerate(ids[: len(outcome.done)]))
    log_entries.add_warnings(
        env.cr, [lines[index] for index in outcome.payments], unseen_payments.CODE
    )
    if planned:
        _erase(env, planned, lines, request, cards, unfinished, sealing)
        candidate_rows.drop(env.cr, members_of(outcome.done))
        datamap = planned.scope.datamap
        call_hooks(env, "after", kind, members_of(outcome.done), datamap)
    log_entries.add_events(env, kind, ids[len(outcome.done) :], "refused")
    _log_decisions(env, run_id, lines, outcome, request)
    if not request.run_id:
        door.models.finish_run(env, run_id, len(refused))
    return run_id


def _start(env, kind, count, request):
    return door.models.start_run(env, kind, request.note, count, request.interactive)


def _log_decisions(env, run_id, lines, outcome, request):
    """Log what was passed over, and why."""
    line_of = {one.root: lines[index] for index, one in enumerate(outcome.done)}
    owner = membership.owners(outcome.done)
    if request.without_pdf and not request.rehearsal and outcome.done:
        left = door.models.without_pdf(env, list(owner))
        found = missing_pdf.of_invoices(owner, left, env.user)
        roots = {outcome.done[one.subject].root for one in found}
        outcome.skipped["without_pdf"] = roots
    reasons = {"override": request.override_reason, "without_pdf": request.without_pdf}
    for kind, roots in outcome.skipped.items():
        ids = sorted(line_of[root] for root in roots)
        decisions.add_decision(env, run_id, ids, kind, reasons[kind])


def _erase(env, planned, lines, request, cards, unfinished, sealing):
    """Seal, erase and log what a plan says.

    :param cards: ``{subject: partners whose card stays readable}``
    :param unfinished: the subjects of which something is erased later
    """
    later = {index: lines[index] for index in sorted(unfinished)}
    document_seal.store(env, planned, later, cards, sealing.key_source)
    with sealing.storing(planned, lines):
        writing.write(env, planned, "anonymized", lines, request.rehearsal)
    counts = removed.count(planned)
    of_lines = {lines[index]: counts[index] for index in counts if index in lines}
    links.remember(env, lines.values(), of_lines)
    log_entries.add_kept(env, planned.kept, lines, request.reasons)
    waiting_rows.schedule(env.cr, later.values())
    for outcome in ("done", "partial"):
        wanted = outcome == "partial"
        ids = [id_ for i, id_ in lines.items() if (i in unfinished) == wanted]
        log_entries.add_events(env, kind_of(request), ids, outcome)
