"""Sweep anonymized and deleted subjects again, after an app or a rule was added.

Records are found by the ids of the partners; the words to redact come from the opened
seals. What is found is sealed next to the first seal of its subject, so that it comes
back with it and goes with it. Of deleted subjects no words are left: the records that
belong to them are erased, and nothing is sealed.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace

from . import document_seal, hold, log, narrow, person, plan, sweep, vault, waiting
from .datamap import DataMap
from .erase import OUTSIDE
from .quiet import without_gc
from .subject import Subject


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


@dataclass
class Held:
    """A subject by the line that holds it."""

    line_id: int
    subject: Subject
    deleted: bool


def lines_after(cr, line_id, limit, partner_ids=None):
    """The next lines, in order, that hold anonymized or deleted partners."""
    cr.execute(
        """
        SELECT DISTINCT anonymization_line_id FROM res_partner
         WHERE anonymization_state IS NOT NULL AND anonymization_line_id > %(line)s
           AND (%(all)s OR id = ANY(%(ids)s))
         ORDER BY 1 LIMIT %(limit)s
        """,
        {
            "line": line_id,
            "limit": limit,
            "all": partner_ids is None,
            "ids": list(partner_ids or ()),
        },
    )
    return [id_ for (id_,) in cr.fetchall()]


@without_gc
def batch(env, run_id, line_ids, options, reasons):
    """Sweep the subjects of these lines again, and log those with something found.

    :param options: :class:`engine.plan.Options` of a run with all categories
    :param reasons: ``{reason code: sentence}`` for what stays
    :return: :class:`Swept`
    """
    env.flush_all()
    result = Swept()
    held = lock(env, holders(env.cr, line_ids), result)
    on_hold = hold.held_lines(env, [one.line_id for one in held])
    result.failed.update(dict.fromkeys(on_hold, "hold"))
    held = [one for one in held if one.line_id not in on_hold]
    opened, failed = vault.load_usable(
        env, [one.line_id for one in held if not one.deleted]
    )
    result.failed.update(failed)
    held = [one for one in held if one.deleted or one.line_id in opened]
    result.count = len(held)
    partners = env["res.partner"].browse(
        sorted(id_ for one in held for id_ in one.subject.partner_ids)
    )
    hooks = env["partner.anonymization"]
    hooks._anonymization_before("resweep", partners)
    env.flush_all()
    datamap = DataMap(env)
    terms = person.sealed_terms(datamap, opened)
    for members, chosen in alike(env.cr, datamap, held, options):
        known = {
            index: terms.get(one.line_id, [])
            for index, one in enumerate(members)
            if not one.deleted
        }
        subjects = [one.subject for one in members]
        planned = plan.build(env, datamap, subjects, chosen, known)
        result.found += _write(env, run_id, planned, members, options, reasons)
    hooks._anonymization_after("resweep", partners)
    log_failed(env, run_id, result.failed)
    sweep.refresh(env)
    return result


def alike(cr, datamap, held, options):
    """Subjects that are swept alike, with the options to do it by."""
    declined = _declined(cr, datamap, [one.line_id for one in held])
    groups = defaultdict(list)
    for one in held:
        groups[(one.deleted, declined[one.line_id])].append(one)
    for (deleted, categories), members in groups.items():
        chosen = replace(options, categories=options.categories - categories)
        if deleted:
            chosen = replace(chosen, placeholder=options.deleted)
        yield members, chosen


def holders(cr, line_ids):
    """The subjects that these lines hold, as :class:`Held`."""
    cr.execute(
        """
        SELECT line.id, line.partner_id, array_agg(partner.id),
               bool_or(partner.anonymization_state = 'deleted')
          FROM partner_anonymization_line line
          JOIN res_partner partner ON partner.anonymization_line_id = line.id
         WHERE line.id = ANY(%s) AND partner.anonymization_state IS NOT NULL
         GROUP BY line.id ORDER BY line.id
        """,
        [list(line_ids)],
    )
    return [
        Held(line_id, Subject(root or min(ids), frozenset(ids)), deleted)
        for line_id, root, ids, deleted in cr.fetchall()
    ]


def lock(env, held, result):
    """The subjects of which nobody else holds a partner."""
    ids = sorted(id_ for one in held for id_ in one.subject.partner_ids)
    locked = set(env["res.partner"].browse(ids).try_lock_for_update().ids)
    for one in held:
        if not one.subject.partner_ids <= locked:
            result.failed[one.line_id] = "locked"
    return [one for one in held if one.line_id not in result.failed]


def _declined(cr, datamap, line_ids):
    """The data categories that the user of the first run did not want erased."""
    categories = {
        (rule.model, "raw" if column.content else column.name): column.category
        for rule in datamap.rules
        for column in rule.fields
    }
    cr.execute(
        "SELECT DISTINCT line_id, model, field FROM partner_anonymization_kept"
        " WHERE line_id = ANY(%s) AND status = 'declined'"
        "   AND found_by_proof IS NOT TRUE AND field <> ALL(%s)",
        [list(line_ids), [OUTSIDE, "invoice_pdf_report_file"]],
    )
    found = defaultdict(set)
    for line_id, model, name in cr.fetchall():
        found[line_id].add(categories.get((model, name), "notes"))
    return defaultdict(frozenset, {id_: frozenset(one) for id_, one in found.items()})


def _write(env, run_id, planned, members, options, reasons):
    """Seal, erase and log what was found.

    :return: ids of the lines that held the subjects with something found
    """
    lines = {index: one.line_id for index, one in enumerate(members)}
    narrow.without_waiting(env.cr, planned)
    _forget_known_kept(env.cr, planned)
    found = sorted(_touched(planned))
    deleted = members[0].deleted
    sealing = [] if deleted else [i for i in found if _holds_values(planned, i)]
    if sealing:
        vault.add(env, planned, {index: lines[index] for index in sealing})
    sweep.write(env, planned, "anonymized", lines)
    if deleted and found:
        ids = [id_ for i in found for id_ in members[i].subject.partner_ids]
        sweep.finalize(env, planned.scope.datamap, ids, options)
    elif found:  # the proof looks for what is sealed, and there is more of it now
        prove_again(env.cr, [lines[index] for index in found])
    kept = {one.subject for one in planned.kept}
    logged = sorted(kept.union(found))
    ids = log.add_lines(
        env, run_id, [(members[i].subject.root, "done", None, None) for i in logged]
    )
    log.add_kept(env, planned.kept, dict(zip(logged, ids, strict=True)), reasons)
    waits = {index: lines[index] for index in sorted(log.waiting(planned.kept))}
    document_seal.store(env, planned, waits, {})
    waiting.schedule(env.cr, waits.values())
    log.add_events(env, "resweep", ids, "done")
    return [lines[index] for index in logged]


def prove_again(cr, line_ids):
    """The proofs of these lines no longer say all."""
    cr.execute(
        "UPDATE partner_anonymization_line SET proof_state = 'pending',"
        " accepted_date = NULL, accepted_uid = NULL, accepted_reason = NULL"
        " WHERE id = ANY(%s)",
        [list(line_ids)],
    )


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
    scope = planned.scope
    for table, changes in planned.changes.items():
        hits = scope.by_model[planned.models[table]]
        for res_id in changes:
            if (table, res_id) not in sealed:
                result |= hits[res_id].subjects
    for rule in scope.datamap.rules:
        if planned.discard.get(rule.table):
            hits = scope.by_rule.get(rule.id, {}).values()
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


def log_failed(env, run_id, failed, kind="resweep"):
    """A line for each subject that was left alone.

    :param dict failed: ``{id of the line that holds it: code}``
    """
    lines = env["partner.anonymization.line"].browse(failed)
    entries = [
        (line.partner_id.id or None, "failed", None, failed[line.id]) for line in lines
    ]
    ids = log.add_lines(env, run_id, entries)
    log.add_events(env, kind, ids, "failed")
