"""Records that wait for their own day although no link leads from them to their subject
any more.

A document that was found by its e-mail or phone lost both when its subject was
anonymized. The rows that wait still know it, and the mark of a kept file says that the
file is the subject's own.
"""

from collections import defaultdict

from ..subject import Hit
from ..sweep import MODEL


def lost(cr, rows, index_of):
    """The records of waiting rows that a batch did not find, for its scope.

    :param list rows: ``engine.log.waiting_rows.Row``
    :param dict index_of: ``{line that holds a subject: index of the subject}``
    :return: ``{model: {id: Hit}}``; only what a file is attached to is its owner's
        besides the file, the rest mentions the subject
    """
    found = defaultdict(dict)
    for row in rows:
        _add(found, row.key, index_of[row.holder], False)
    files = [row.res_id for row in rows if row.model == MODEL]
    for file_id, holder, document, is_own in _documents(cr, files, index_of):
        _add(found, (MODEL, file_id), index_of[holder], True)
        if all(document):
            _add(found, document, index_of[holder], is_own)
    return found


def _add(found, key, subject, is_own):
    model, res_id = key
    hit = found[model].setdefault(res_id, Hit(remembered=True))
    hit.subjects.add(subject)
    if is_own and hit.owner is None:
        hit.owner = subject


def _documents(cr, ids, holders):
    """The documents that kept files hang on, the second way by their messages, which
    tell how long a file is kept, but not whose the document is.

    :return: list of (file id, line, (model, id), whether the file is attached to it)
    """
    if not ids:
        return []
    cr.execute(
        """
          WITH file AS (SELECT id, anonymization_kept_line_id AS line, res_model, res_id
                          FROM ir_attachment
                         WHERE id = ANY(%s) AND anonymization_kept_line_id = ANY(%s))
        SELECT id, line, res_model, res_id, TRUE FROM file
         UNION
        SELECT file.id, line, message.model, message.res_id, FALSE
          FROM file
          JOIN message_attachment_rel rel ON rel.attachment_id = file.id
          JOIN mail_message message ON message.id = rel.message_id
        """,
        [list(ids), list(holders)],
    )
    return [
        (file_id, line, (model, res_id), is_own)
        for file_id, line, model, res_id, is_own in cr.fetchall()
    ]
