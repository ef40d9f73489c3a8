"""What the certificates of a subject and of a run have in common."""

import base64

from reportlab.graphics.barcode import createBarcodeDrawing

from ...engine.log import certified, chain
from ...wording import labels, why_kept

QR_SIZE = 180


def contents(records, line_ids, path):
    """What both certificates say of these lines.

    :param records: of the log, for which the certificate is; only their ids are told
    :param line_ids: of a run that anonymizes
    :param str path: of the log entry, behind the address of this Odoo
    :return: dict with ``removed`` (rows of what and how many), ``kept`` (dicts with
        ``status``, ``data``, ``reason``, ``count``, ``until``), ``head``
        (:class:`engine.log.chain.Head`), ``database``, ``url`` and ``qr`` (an
        image that leads to it, base64)
    """
    env = records.env
    ids = certified.of_subjects(env.cr, line_ids)
    url = f"{records.get_base_url()}/odoo/{path}"
    removed = certified.removed(env.cr, ids).items()
    return {
        "removed": sorted((labels.model_label(env, name), n) for name, n in removed),
        "kept": _kept(env, ids),
        "head": chain.head(env.cr),
        "database": env["ir.config_parameter"].sudo().get_param("database.uuid"),
        "url": url,
        "qr": base64.b64encode(_qr(url)),
    }


def _qr(text):
    """The code as an SVG: sharp on paper, and a server needs no drawing library."""
    size = {"width": QR_SIZE, "height": QR_SIZE}
    return createBarcodeDrawing("QR", value=text, **size).asString("svg").encode()


def _kept(env, line_ids):
    reasons = why_kept.reasons(env)
    trace = env["partner.anonymization.trace"]
    statuses = dict(trace._fields["status"]._description_selection(env))
    return [
        {
            "status": statuses[status],
            "data": labels.model_label(env, model),
            "reason": reasons.get(code) or reason or "",
            "count": count,
            "until": until,
        }
        for status, model, code, reason, count, until in certified.kept(
            env.cr, line_ids
        )
    ]
