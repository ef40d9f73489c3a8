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
from ..subject import identifying_values, legal_hold, scope
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


@without_gc
def batch(env, run_id, line_ids, options, reasons):
    """Finish what is due of the subjects that these lines hold, and log it.

    Subjects that somebody else holds locked or that are on legal hold are left for
    another night.

    :param run_id: called when there is something to log, gives the id of the run
    :param options: :class:`engine.plan.Options` of a run with all categories
    :param reasons: ``{reason code: sentence}``
    :return: :class:`Finished`; what failed is to be logged by the caller
    """
    env.flush_all()
    result = Finished()
    held = _lock(env, line_ids, result)
    datamap = DataMap(env)
    terms = _terms(env, datamap, held, options, result)
    held = [one for one in held if one.line_id in terms]
    result.count = len(held)
    partner_ids = _partner_ids(held)
    door.models.before_run(env, "finish", partner_ids)
    env.flush_all()
    for members, chosen in held_subjects.alike(env.cr, datamap, held, options):
        some = Batch(env, members, reasons)
        result.lines += some.finish(datamap, chosen, terms, run_id)
    door.models.after_run(env, "finish", partner_ids)
    waiting_rows.looked_at(env.cr, [one.line_id for one in held], date.today())
    caches.refresh(env)
    return result


def _partner_ids(held):
    return sorted(id_ for one in held for id_ in one.subject.partner_ids)


def _lock(env, line_ids, result):
    """The subjects that nobody else holds and that are not on legal hold."""
    held = held_subjects.lock(env, held_subjects.holders(env.cr, line_ids), result)
    on_hold = legal_hold.held(env, _partner_ids(held))
    return [one for one in held if not one.subject.partner_ids & on_hold]


def _terms(env, datamap, held, options, result):
    """``{line id: [Term]}``: those of the document seals, and while they can be opened
    those of the first seals, without what living partners have as well. Subjects whose
    seal cannot be opened have failed, and are not in it."""
    documents, failed = document_seal.load_usable(env, [one.line_id for one in held])
    first_ids = [one.line_id for one in held if not one.deleted]
    sealed, lost = subject_seal.load_usable(env, first_ids)
    result.failed |= lost | {
        one.line_id: failed[one.line_id]
        for one in held
        if one.deleted and one.line_id in failed
    }
    owner = {id_: i for i, one in enumerate(held) for id_ in one.subject.partner_ids}
    values = identifying_values.sealed_values(datamap, sealed)
    more, _of_others = identifying_values.terms_by_subject(
        env,
        datamap,
        owner,
        {i: values[one.line_id] for i, one in enumerate(held) if one.line_id in values},
        options.words,
    )
    known = {line_id: one.terms for line_id, one in documents.items()}
    return {
        one.line_id: list(
            dict.fromkeys([*known.get(one.line_id, ()), *more.get(index, ())])
        )
        for index, one in enumerate(held)
        if one.line_id not in result.failed
    }


class Batch:
    """Subjects that are finished alike. Each step reads what it needs once, and leaves
    it to those behind it; :meth:`finish` has them in order.

    :param members: list of :class:`engine.runs.held_subjects.HeldSubject`, all of them
        deleted, or none
    """

    def __init__(self, env, members, reasons):
        self._env, self._members, self._reasons = env, members, reasons
        self._index_of = {one.line_id: index for index, one in enumerate(members)}
        self._today = date.today()
        self._waiting = waiting_rows.rows(env.cr, self._index_of)
        self._gone = set()
        self._planned = None
        self._ripe, self._due, self._kept, self._shared = [], [], [], []

    def finish(self, datamap, options, terms, run_id):
        """Erase what is due, seal it where it can still be restored, and log it.

        :param dict terms: ``{line id: [Term]}``
        :param run_id: as :func:`batch` takes it
        :return: ids of the new lines
        """
        known = {index: terms[id_] for id_, index in self._index_of.items()}
        subjects = [one.subject for one in self._members]
        found = scope.find(
            self._env, datamap, subjects, options.ticked, known, self._lost
        )
        self._sort_by_day(found)
        # The other records were erased when the subjects were anonymized.
        ripe = trim.scope_to_records(found, {row.key for row, _hit in self._ripe})
        self._planned = plan.build(self._env, ripe, options)
        self._sort_by_owner()
        self._erase()
        left = self._note_kept()
        ids = self._log(run_id, left)
        self._note_finished(left)
        return ids

    def _lost(self, by_model):
        """What waits, is there, and nothing leads to: of each record that is not in the
        scope, whether it is gone is known now.

        :param by_model: what was found for the scope
        :return: ``{model: {id: Hit}}``
        """
        missing = [
            row
            for row in self._waiting
            if row.res_id not in by_model.get(row.model, {})
        ]
        ids = defaultdict(set)
        for row in missing:
            ids[row.model].add(row.res_id)
        self._gone = {
            (model, res_id)
            for model, wanted in ids.items()
            for res_id in wanted - _existing(self._env, model, wanted)
        }
        lost = [row for row in missing if row.key not in self._gone]
        return find_lost_records.lost(self._env.cr, lost, self._index_of)

    def _sort_by_day(self, found):
        """Which of the waiting rows the periods of today let go: the law still keeps
        the others (with the last day, or NOT_YET), or they are postponed."""
        postponed = waiting_rows.postponed(self._env.cr, self._today)
        for row in self._waiting:
            hit = found.by_model.get(row.model, {}).get(row.res_id)
            until = row.until or NOT_YET
            if hit and (hit.until or not hit.remembered):
                until = hit.until
            if row.key in self._gone:
                self._due.append(row)
            elif until and until >= self._today:
                self._kept.append((row, until))
            elif row.key not in postponed:
                self._ripe.append((row, hit))

    def _sort_by_owner(self):
        """Which of these are due; the others turned out to be somebody else's, as are
        files that belong to somebody else's document."""
        foreign = {
            (one.subject, one.model, one.res_id)
            for one in self._planned.kept
            if one.status == "shared"
        }
        for row, hit in self._ripe:
            is_foreign = (self._index_of[row.holder], *row.key) in foreign
            if not hit or (row.field == "raw" and is_foreign):
                self._shared.append(row)
            else:
                self._due.append(row)

    def _erase(self):
        """Seal what is erased next to what the subjects' lines have, and erase it."""
        cr, planned = self._env.cr, self._planned
        trim.to_records(planned, {row.key for row in self._due})
        if not self._members[0].deleted:
            self._seal()
        large_values.erase(cr, planned)
        for table, changes in planned.changes.items():
            columns.update(cr, table, planned.types[table], changes)
        file_store.remove_at_commit(self._env, {name for *_key, name in planned.files})

    def _seal(self):
        """The proof looks for what is sealed, and there is more of it now."""
        planned = self._planned
        files = {subject for subject, _id, _name in planned.files}
        files.update(one.subject for one in planned.large)
        sealing = {
            index: line_id
            for line_id, index in self._index_of.items()
            if planned.sealed.get(index) or index in files
        }
        if sealing:
            subject_seal.add(self._env, planned, sealing)
            held_subjects.prove_again(self._env.cr, sealing.values())

    def _note_kept(self):
        """Write down until when the rest is kept, and what is not theirs.

        :return: the holding lines of what still waits
        """
        cr, over = self._env.cr, [*self._due, *self._shared]
        files = [row.res_id for row in over if row.model == kept_files.MODEL]
        kept_files.finished(cr, files)
        waiting_rows.refresh(cr, self._kept, self._reasons)
        waiting_rows.share(cr, self._shared, self._reasons)
        done = {row.id for row in over}
        return {row.holder for row in self._waiting if row.id not in done}

    def _log(self, run_id, left):
        """One line for each subject on which something was finished.

        :return: their ids
        """
        holders = sorted({row.holder for row in self._due})
        if not holders:
            return []
        roots = {one.line_id: one.subject.root for one in self._members}
        outcomes = {id_: "partial" if id_ in left else "done" for id_ in holders}
        entries = [(roots[id_], outcomes[id_], None, None) for id_ in holders]
        ids = log_entries.add_lines(self._env, run_id(), entries)
        line_ids = dict(zip(holders, ids, strict=True))
        waiting_rows.finish(self._env.cr, self._due, line_ids, self._today)
        counts = Counter((row.holder, row.model, row.field) for row in self._due)
        log_entries.add_finished(
            self._env.cr,
            [(line_ids[h], model, name, n) for (h, model, name), n in counts.items()],
            self._reasons["finished"],
        )
        for outcome in ("done", "partial"):
            some = [line_ids[id_] for id_ in holders if outcomes[id_] == outcome]
            log_entries.add_events(self._env, "finish", some, outcome)
        return ids

    def _note_finished(self, left):
        """When the next document is due, what waits in sum, and no seal for those of
        whom nothing does."""
        waiting_rows.schedule(self._env.cr, self._index_of)
        waiting_rows.retrace(self._env.cr, {row.line_id for row in self._waiting})
        document_seal.drop(self._env, self._index_of.keys() - left)


def _existing(env, model, ids):
    return set(env[model].browse(ids).exists().ids) if model in env else set()
