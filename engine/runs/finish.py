"""Finish what waited for its own day, document by document.

Each document is erased on the day after its legal retention has ended by the periods of
that day, none earlier. While the first seal of a subject is there, what is erased is
sealed next to it, so that de-anonymizing still brings all back; after the purge it is
gone for good. The words to look for come from both seals.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from ..database import caches, columns, door, file_store, without_gc
from ..datamap import DataMap
from ..log import log_entries, waiting_rows
from ..periods import NOT_YET
from ..plan import plan, trim
from ..subject import identifying_values, legal_hold
from ..sweep import kept_files
from ..vault import document_seal, large_values, subject_seal
from . import find_lost_records, held_subjects


@dataclass
class Finished:
    """What a batch did.

    :param count: subjects that were looked at
    :param lines: ids of the new lines, of subjects on which something was finished
    :param failed: ``{holding line id: code}`` of subjects that were left alone
    """

    count: int = 0
    lines: list = field(default_factory=list)
    failed: dict = field(default_factory=dict)


@dataclass
class _Sorted:
    """The rows of a batch, by what becomes of them today.

    :param due: rows to finish
    :param kept: (row, last day or NOT_YET) of those that the law still keeps
    :param shared: files that turned out to belong to somebody else's document
    """

    due: list = field(default_factory=list)
    kept: list = field(default_factory=list)
    shared: list = field(default_factory=list)


@without_gc
def batch(env, run_id, line_ids, options, reasons):
    """Finish what is due of the subjects that these lines hold, and log it.

    Subjects that somebody else holds locked or that are on legal hold are left for
    another night.

    :param run_id: called when there is something to log, gives the id of the run
    :param options: :class:`engine.plan.Options` of a run with all categories
    :param reasons: ``{reason code: sentence}``
    :return: :class:`Finished`
    """
    env.flush_all()
    result = Finished()
    held = held_subjects.lock(env, held_subjects.holders(env.cr, line_ids), result)
    partner_ids = sorted(id_ for one in held for id_ in one.subject.partner_ids)
    on_hold = legal_hold.held(env, partner_ids)
    held = [one for one in held if not one.subject.partner_ids & on_hold]
    datamap = DataMap(env)
    terms = _terms(env, datamap, held, options, result)
    held = [one for one in held if one.line_id not in result.failed]
    result.count = len(held)
    partners = env["res.partner"].browse(
        sorted(id_ for one in held for id_ in one.subject.partner_ids)
    )
    door.models.before_run(env, "finish", partners.ids)
    env.flush_all()
    for members, chosen in held_subjects.alike(env.cr, datamap, held, options):
        known = {i: terms.get(one.line_id, []) for i, one in enumerate(members)}
        planned, found = _plan(env, datamap, members, chosen, known)
        result.lines += _finish(env, run_id, planned, found, members, reasons)
    door.models.after_run(env, "finish", partners.ids)
    _log_failed(env, run_id, result.failed, [one.line_id for one in held])
    caches.refresh(env)
    return result


def _terms(env, datamap, held, options, result):
    """``{line id: [Term]}``: those of the document seals, and while they can be opened
    those of the first seals, without what living partners have as well."""
    opened, failed = document_seal.load_usable(env, [one.line_id for one in held])
    sealed, lost = subject_seal.load_usable(
        env, [one.line_id for one in held if not one.deleted]
    )
    for one in held:
        if not one.deleted and one.line_id in lost:
            result.failed[one.line_id] = lost[one.line_id]
        elif one.deleted and one.line_id in failed:
            result.failed[one.line_id] = failed[one.line_id]
    values = identifying_values.sealed_values(datamap, sealed)
    index_of = {one.line_id: index for index, one in enumerate(held)}
    owner = {id_: i for i, one in enumerate(held) for id_ in one.subject.partner_ids}
    more = identifying_values.terms_by_subject(
        env,
        owner,
        {index_of[id_]: pairs for id_, pairs in values.items()},
        (options.placeholder, options.deleted),
    )
    terms = {line_id: one.terms for line_id, one in opened.items()}
    for line_id, index in index_of.items():
        found = [*terms.get(line_id, ()), *more.get(index, ())]
        terms[line_id] = list(dict.fromkeys(found))
    return terms


def _plan(env, datamap, members, options, known):
    """The plan of a batch, and the rows that wait, with all that still exists."""
    subjects = [one.subject for one in members]
    planned = plan.build(env, datamap, subjects, options, known)
    index_of = _index_of(members)
    found = waiting_rows.rows(env.cr, index_of)
    gone = _gone(env, planned, found)
    by_model = planned.scope.by_model
    missing = [
        row
        for row in found
        if row.key not in gone and row.res_id not in by_model.get(row.model, {})
    ]
    if missing:
        also = find_lost_records.lost(env.cr, missing, index_of)
        planned = plan.build(env, datamap, subjects, options, known, also=also)
    return planned, found


def _index_of(members):
    return {one.line_id: index for index, one in enumerate(members)}


def _finish(env, run_id, planned, found, members, reasons):
    """Erase what is due, seal it where it can still be restored, and log it.

    :return: ids of the new lines
    """
    today, index_of = date.today(), _index_of(members)
    sorted_ = _sort(env, planned, found, index_of, today)
    trim.to_records(planned, {row.key for row in sorted_.due})
    if not members[0].deleted:
        _seal(env, planned, members)
    large_values.erase(env.cr, planned)
    for table, changes in planned.changes.items():
        columns.update(env.cr, table, planned.types[table], changes)
    file_store.remove_at_commit(env, {name for _s, _id, name in planned.files})
    over = [*sorted_.due, *sorted_.shared]
    kept_files.finished(
        env.cr, [row.res_id for row in over if row.model == kept_files.MODEL]
    )
    waiting_rows.refresh(env.cr, sorted_.kept, reasons)
    waiting_rows.share(env.cr, sorted_.shared, reasons)
    ids = _log(env, run_id, members, sorted_, reasons, today)
    waiting_rows.schedule(env.cr, index_of)
    waiting_rows.retrace(env.cr, {row.line_id for row in found})
    left = {row.holder for row in waiting_rows.rows(env.cr, index_of)}
    document_seal.drop(env, index_of.keys() - left)
    return ids


def _sort(env, planned, found, index_of, today):
    """What of the rows is due, by the periods of today."""
    postponed = waiting_rows.postponed(env.cr, today)
    foreign = {
        (one.subject, one.model, one.res_id)
        for one in planned.kept
        if one.status == "shared"
    }
    gone = _gone(env, planned, found)
    result = _Sorted()
    for row in found:
        hit = planned.scope.by_model.get(row.model, {}).get(row.res_id)
        until = row.until or NOT_YET
        if hit and (hit.until or not hit.recalled):
            until = hit.until
        if row.key not in gone and until and until >= today:
            result.kept.append((row, until))
        elif row.key in postponed and row.key not in gone:
            continue
        elif not hit and row.key not in gone:
            result.shared.append(row)
        elif row.field == "raw" and (index_of[row.holder], *row.key) in foreign:
            result.shared.append(row)
        else:
            result.due.append(row)
    return result


def _gone(env, planned, found):
    """Keys of records that were deleted, or whose app was uninstalled."""
    ids = defaultdict(set)
    for row in found:
        if row.res_id not in planned.scope.by_model.get(row.model, {}):
            ids[row.model].add(row.res_id)
    return {
        (model, res_id)
        for model, wanted in ids.items()
        for res_id in wanted - _existing(env, model, wanted)
    }


def _existing(env, model, ids):
    return set(env[model].browse(ids).exists().ids) if model in env else set()


def _seal(env, planned, members):
    """Seal what is erased next to what the subjects' lines have; the proof looks for
    what is sealed, and there is more of it now."""
    files = {subject for subject, _id, _name in planned.files}
    files.update(one.subject for one in planned.large)
    sealing = {
        index: one.line_id
        for index, one in enumerate(members)
        if planned.sealed.get(index) or index in files
    }
    if sealing:
        subject_seal.add(env, planned, sealing)
        held_subjects.prove_again(env.cr, sealing.values())


def _log(env, run_id, members, sorted_, reasons, today):
    """One line for each subject on which something was finished.

    :return: their ids
    """
    holders = sorted({row.holder for row in sorted_.due})
    if not holders:
        return []
    done = {row.id for row in sorted_.due}
    left = {
        row.holder for row in waiting_rows.rows(env.cr, holders) if row.id not in done
    }
    roots = {one.line_id: one.subject.root for one in members}
    ids = log_entries.add_lines(
        env,
        run_id(),
        [
            (roots[holder], "partial" if holder in left else "done", None, None)
            for holder in holders
        ],
    )
    line_ids = dict(zip(holders, ids, strict=True))
    waiting_rows.finish(env.cr, sorted_.due, line_ids, today)
    counts = Counter((row.holder, row.model, row.field) for row in sorted_.due)
    log_entries.add_finished(
        env.cr,
        [(line_ids[h], model, name, n) for (h, model, name), n in counts.items()],
        reasons["finished"],
    )
    for outcome in ("done", "partial"):
        of_outcome = [
            line_ids[h] for h in holders if (h in left) == (outcome == "partial")
        ]
        log_entries.add_events(env, "finish", of_outcome, outcome)
    return ids


def leave(env, run_id, failed):
    """Log subjects that an error stopped.

    :param run_id: as :func:`batch` takes it
    :param dict failed: ``{line id: code}``
    :return: :class:`Finished`
    """
    result = Finished(failed=dict(failed))
    _log_failed(env, run_id, result.failed)
    env.invalidate_all()
    return result


def _log_failed(env, run_id, failed, done=()):
    """Those that were left alone; whom somebody else holds keeps its place.

    :param done: ids of the lines that were not
    """
    tried = [line_id for line_id, code in failed.items() if code != "locked"]
    waiting_rows.looked_at(env.cr, done, tried, date.today())
    news = log_entries.unsaid(env.cr, "finish", failed)
    if news:
        held_subjects.log_failed(env, run_id(), news, "finish")
    failed.clear()
    failed.update(news)
