"""Anonymized and deleted subjects, by the line of the log that holds them."""

from collections import defaultdict
from dataclasses import dataclass, replace

from odoo.tools import SQL

from ..log import log_entries
from ..plan import OUTSIDE
from ..subject import Subject
from .turns import RESWEEP


@dataclass
class HeldSubject:
    """A subject by the line that holds it."""

    line_id: int
    subject: Subject
    deleted: bool


def lines_to_sweep(cr, run_id, limit, partner_ids=None):
    """The next lines that hold anonymized or deleted partners, and that neither this
    run has swept nor one that was asked for later.

    :param partner_ids: of these partners only, unless None
    """
    cr.execute(
        SQL(
            """
            SELECT id FROM partner_anonymization_line line
             WHERE COALESCE(resweep_run, 0) < %(run)s
               AND EXISTS (SELECT FROM res_partner partner
                            WHERE partner.anonymization_line_id = line.id
                              AND partner.anonymization_state IS NOT NULL
                              AND (%(all)s OR partner.id = ANY(%(ids)s)))
             ORDER BY %(order)s LIMIT %(limit)s
            """,
            run=run_id,
            all=partner_ids is None,
            ids=list(partner_ids or ()),
            order=SQL(RESWEEP.order),
            limit=limit,
        )
    )
    return [id_ for (id_,) in cr.fetchall()]


def swept(cr, run_id, line_ids):
    """This run is done with these lines."""
    cr.execute(
        "UPDATE partner_anonymization_line SET resweep_run = %s WHERE id = ANY(%s)",
        [run_id, list(line_ids)],
    )


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
        HeldSubject(line_id, Subject(root or min(ids), frozenset(ids)), deleted)
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


def prove_again(cr, line_ids):
    """The proofs of these lines no longer say all."""
    cr.execute(
        "UPDATE partner_anonymization_line SET proof_state = 'pending',"
        " accepted_date = NULL, accepted_uid = NULL, accepted_reason = NULL"
        " WHERE id = ANY(%s)",
        [list(line_ids)],
    )


def log_failed(env, run_id, failed, kind="resweep"):
    """A line for each subject that was left alone.

    :param dict failed: ``{id of the line that holds it: code}``
    """
    roots = log_entries.roots(env.cr, failed)
    entries = [(roots.get(id_), "failed", None, code) for id_, code in failed.items()]
    ids = log_entries.add_lines(env, run_id, entries)
    log_entries.add_events(env, kind, ids, "failed")
