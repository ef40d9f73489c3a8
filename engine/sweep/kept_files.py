"""Files that the law keeps: marked, so that only accounting finds them."""

from odoo.tools import SQL

from ..log import log_entries
from ..plan import kept_names

MODEL = kept_names.MODEL


def mark(cr, plan, line_ids):
    """Mark the files of the subjects' own documents that a plan keeps.

    Those of somebody else's document, which a subject is only named on, stay as
    they are, and so do those of an address that was anonymized before, on its own.

    :param dict line_ids: ``{subject: id of the line that holds its seals}``
    """
    hits = plan.scope.by_model.get(MODEL, {})
    ids, lines = [], []
    for one in plan.kept:
        is_file = (one.model, one.field) == (MODEL, "raw") and one.status == "kept"
        if is_file and one.reason in log_entries.WAITING and one.res_id in hits:
            if hits[one.res_id].owner == one.subject:
                ids.append(one.res_id)
                lines.append(line_ids[one.subject])
    if ids:
        cr.execute(
            SQL(
                "UPDATE ir_attachment SET anonymization_kept_line_id = u.line"
                " FROM unnest(%s::int[], %s::int[]) u(id, line)"
                " WHERE ir_attachment.id = u.id"
                "   AND ir_attachment.anonymization_kept_line_id IS NULL",
                ids,
                lines,
            )
        )


def release(cr, line_ids):
    """Take the mark off: the subjects of these lines are live again."""
    cr.execute(
        "UPDATE ir_attachment SET anonymization_kept_line_id = NULL"
        " WHERE anonymization_kept_line_id = ANY(%s)",
        [list(line_ids)],
    )


def finished(cr, ids):
    """Take the mark off attachments whose file was erased."""
    if not ids:
        return
    cr.execute(
        "UPDATE ir_attachment SET anonymization_kept_line_id = NULL WHERE id = ANY(%s)",
        [list(ids)],
    )
