"""One run from end to end: subject, checks, plan, vault, sweep, log."""

from datetime import timedelta

from odoo import fields

from ..checks import find_blockers, guard, since_the_lock, unseen_payments
from ..database import WorkerThread, door, without_gc
from ..datamap import DataMap
from ..log import log_entries, waiting_rows
from ..plan import kept_debtor, plan
from ..subject import links, membership, scope
from ..sweep import writing
from ..vault import all_or_nothing, document_seal, seal_store, subject_seal
from ..worklist import candidate_rows
from .request import Outcome
from .steps import call_hooks, kind_of, members_of


def blockers(env, partner_ids, user=None):
    """All reasons against anonymizing these partners, in this transaction's eyes."""
    env.flush_all()
    subjects = membership.collect(env.cr, partner_ids)
    return find_blockers.find(env, DataMap(env), subjects, user or env.user)


def preview(env, partner_ids, options):
    """What would be erased: the plan, without any lock on a row or any write."""
    env.flush_all()
    subjects = membership.collect(env.cr, partner_ids)
    found = scope.find(env, DataMap(env), subjects, options.ticked)
    return plan.build(env, found, options, lock=False)


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
    changed_before = since_the_lock.has_written(env.cr)
    subjects = membership.collect(env.cr, partner_ids)
    _lock(env, subjects)
    datamap = DataMap(env)
    found = find_blockers.find(env, datamap, subjects, env.user, request.by_policy)
    found += since_the_lock.blockers_since(
        env, datamap, subjects, found, partner_ids, changed_before, request.by_policy
    )
    effective = [blocker for blocker in found if not request.passes(blocker)]
    blocked = {blocker.subject for blocker in effective}
    if blocked and not request.one_by_one:
        return Outcome(blockers=effective)
    allowed = [one for index, one in enumerate(subjects) if index not in blocked]
    outcome = Outcome(
        blockers=effective,
        done=allowed,
        payments=unseen_payments.find(env, allowed, request.payment_days),
    )
    refused = [
        (one.root, _codes(effective, index))
        for index, one in enumerate(subjects)
        if index in blocked
    ]
    with all_or_nothing(env):
        if allowed:
            call_hooks(env, "before", kind_of(request), members_of(allowed))
            outcome.plan = _plan(env, datamap, allowed, options, request)
        outcome.run_id = _write(env, outcome, refused, request)
        guard.forget_written(env.cr)
    return outcome


def _plan(env, datamap, subjects, options, request):
    """Plan, and write each table in a second thread as soon as its plan is complete."""
    found = scope.find(env, datamap, subjects, options.ticked)
    with WorkerThread(env.cr) as worker:

        def write(planned, table):
            worker.do(writing.update, env.cr, planned, table)

        return plan.build(env, found, options, request.check_note, write)


def _lock(env, subjects):
    env["res.partner"].browse(members_of(subjects)).lock_for_update()


def _codes(found, index):
    return ", ".join(sorted({one.code for one in found if one.subject == index}))


def _write(env, outcome, refused, request):
    """Seal, erase and log the allowed subjects; log the refused ones."""
    kind = kind_of(request)
    count = len(outcome.done) + len(refused)
    run_id = door.models.start_run(env, kind, request.note, count, request.interactive)
    purge_date = fields.Date.today() + timedelta(days=request.purge_days)
    cards = kept_debtor.keep(env, outcome.plan) if outcome.plan else {}
    unfinished = log_entries.waiting(outcome.plan.kept) if outcome.plan else ()
    ids = log_entries.add_lines(
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
    if outcome.plan:
        _erase(env, outcome.plan, lines, request, cards, unfinished)
        candidate_rows.drop(env.cr, members_of(outcome.done))
        call_hooks(env, "after", kind, members_of(outcome.done))
    log_entries.add_events(env, kind, ids[len(outcome.done) :], "refused")
    door.models.finish_run(env, run_id, len(refused))
    return run_id


def _erase(env, planned, lines, request, cards, unfinished):
    """Seal, erase and log what a plan says.

    :param cards: ``{subject: partners whose card stays readable}``
    :param unfinished: the subjects of which something is erased later
    """
    key_source = seal_store.memory_keys if request.rehearsal else None
    sealing = {index: lines[index] for index in sorted(unfinished)}
    document_seal.store(env, planned, sealing, cards, key_source)
    with subject_seal.storing(env, planned, lines, key_source):
        writing.write(env, planned, "anonymized", lines, request.rehearsal)
    links.remember(env, lines.values())
    log_entries.add_kept(env, planned.kept, lines, request.reasons)
    waiting_rows.schedule(env.cr, sealing.values())
    for outcome in ("done", "partial"):
        wanted = outcome == "partial"
        ids = [id_ for i, id_ in lines.items() if (i in unfinished) == wanted]
        log_entries.add_events(env, kind_of(request), ids, outcome)
