"""Sweep anonymized and deleted subjects again, after an app or a rule was added.

Records are found by the ids of the partners; the words to redact come from the opened
seals. What is found is sealed next to the first seal of its subject, so that it comes
back with it and goes with it. Of deleted subjects no words are left: the records that
belong to them are erased, and nothing is sealed.
"""

from dataclasses import dataclass, field

from ..database import caches, door, without_gc
from ..datamap import DataMap
from ..log import log_entries, waiting_rows
from ..plan import plan, removed, trim
from ..subject import identifying_values, legal_hold, scope
from ..sweep import delete_for_good, writing
from ..vault import document_seal, subject_seal
from .held_subjects import alike, holders, lock, prove_again


@dataclass
class Swept:
    """What a batch did.

    :param count: subjects that were looked at
    :param found: ids of the lines that held a subject on which something was found
    :param failed: ``{line id: code}`` of subjects that were left alone
    """

    count: int = 0
    found: list = field(default_factory=list)
    failed: dict = field(default_factory=dict)


@without_gc
def batch(env, run_id, line_ids, options, reasons):
    """Sweep the subjects of these lines again, and log those with something found.

    :param options: :class:`engine.plan.Options` of a run with all categories
    :param reasons: ``{reason code: sentence}`` for what stays
    :return: :class:`Swept`; what failed is to be logged by the caller
    """
    env.flush_all()
    result = Swept()
    held = lock(env, holders(env.cr, line_ids), result)
    on_hold = legal_hold.held_lines(env, [one.line_id for one in held])
    result.failed.update(dict.fromkeys(on_hold, "hold"))
    held = [one for one in held if one.line_id not in on_hold]
    opened, failed = subject_seal.load_usable(
        env, [one.line_id for one in held if not one.deleted]
    )
    result.failed.update(failed)
    held = [one for one in held if one.deleted or one.line_id in opened]
    result.count = len(held)
    partners = env["res.partner"].browse(
        sorted(id_ for one in held for id_ in one.subject.partner_ids)
    )
    door.models.before_run(env, "resweep", partners.ids)
    env.flush_all()
    datamap = DataMap(env)
    terms = identifying_values.sealed_terms(datamap, opened)
    for members, chosen in alike(env.cr, datamap, held, options):
        known = {
            index: terms.get(one.line_id, [])
            for index, one in enumerate(members)
            if not one.deleted
        }
        subjects = [one.subject for one in members]
        found = scope.find(env, datamap, subjects, chosen.ticked, known)
        planned = plan.build(env, found, chosen)
        result.found += _write(env, run_id, planned, members, options, reasons)
    door.models.after_run(env, "resweep", partners.ids)
    caches.refresh(env)
    return result


def _write(env, run_id, planned, members, options, reasons):
    """Seal, erase and log what was found.

    :return: ids of the lines that held the subjects with something found
    """
    lines = {index: one.line_id for index, one in enumerate(members)}
    trim.without_waiting(env.cr, planned)
    _forget_known_kept(env.cr, planned)
    found = sorted(_touched(planned))
    deleted = members[0].deleted
    sealing = [] if deleted else [i for i in found if _holds_values(planned, i)]
    if sealing:
        subject_seal.add(env, planned, {index: lines[index] for index in sealing})
    writing.write(env, planned, "anonymized", lines)
    if deleted and found:
        ids = [id_ for i in found for id_ in members[i].subject.partner_ids]
        delete_for_good.finalize(env, planned.scope.datamap, ids, options)
    elif found:  # the proof looks for what is sealed, and there is more of it now
        prove_again(env.cr, [lines[index] for index in found])
    kept = {one.subject for one in planned.kept}
    logged = sorted(kept.union(found))
    ids = log_entries.add_lines(
        env, run_id, [(members[i].subject.root, "done", None, None) for i in logged]
    )
    new_lines = dict(zip(logged, ids, strict=True))
    counts = removed.count(planned).items()
    log_entries.add_removed(
        env.cr, {new_lines[i]: number for i, number in counts if i in new_lines}
    )
    log_entries.add_kept(env, planned.kept, new_lines, reasons)
    waits = {index: lines[index] for index in sorted(log_entries.waiting(planned.kept))}
    document_seal.store(env, planned, waits, {})
    waiting_rows.schedule(env.cr, waits.values())
    log_entries.add_events(env, "resweep", ids, "done")
    return [lines[index] for index in logged]


def _touched(planned):
    """The subjects on whose records the plan changes anything."""
    result = {subject for subject, values in planned.sealed.items() if values}
    result.update(subject for subject, rows in planned.relations.items() if rows)
    result.update(subject for subject, _id, _name in planned.files)
    result.update(one.subject for one in planned.large)
    sealed = {
        (table, res_id)
        for values in planned.sealed.values()
        for table, _name, res_id, _old, _how in values
    }
    found = planned.scope
    for table, changes in planned.changes.items():
        hits = found.by_model[planned.models[table]]
        for res_id in changes:
            if (table, res_id) not in sealed:
                result |= hits[res_id].subjects
    for rule in found.datamap.rules:
        if planned.discard.get(rule.table):
            hits = found.by_rule.get(rule.id, {}).values()
            result.update(hit.owner for hit in hits)
    return result - {None}


def _holds_values(planned, index):
    return bool(
        planned.sealed.get(index)
        or planned.relations.get(index)
        or planned.sealed_large(index)
        or any(subject == index for subject, _id, _name in planned.files)
    )


def _forget_known_kept(cr, planned):
    """What an earlier run listed as kept is no news."""
    roots = [subject.root for subject in planned.scope.subjects]
    cr.execute(
        "SELECT line.partner_id, kept.model, kept.res_id, kept.field"
        "  FROM partner_anonymization_kept kept"
        "  JOIN partner_anonymization_line line ON line.id = kept.line_id"
        " WHERE line.partner_id = ANY(%s) AND kept.found_by_proof IS NOT TRUE"
        "   AND kept.date_finished IS NULL AND kept.status IS DISTINCT FROM 'lost'",
        [roots],
    )
    known = set(cr.fetchall())
    planned.kept = [
        one
        for one in planned.kept
        if (roots[one.subject], one.model, one.res_id, one.field) not in known
    ]
