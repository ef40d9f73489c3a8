"""What the wizards show: blockers with links, the preview, the outcome."""

from collections import defaultdict
from functools import partial

from markupsafe import Markup

from odoo import fields
from odoo.tools import format_date

from ..engine.checks import visibility
from ..engine.log import WAITING
from ..wording import refusals
from ..wording.labels import documents
from . import anonymize_effects

LINKS_SHOWN = 5
ADDRESSES_SHOWN = 20


def summary(env, blocked, allowed):
    """One sentence above the blockers."""
    if not allowed:
        return env._("Cannot be anonymized now.")
    return env._(
        "Cannot be anonymized now: %(blocked)s of %(all)s. They are skipped, the "
        "others can be anonymized.",
        blocked=len(blocked),
        all=len(blocked) + len(allowed),
    )


def blockers(env, found, subjects):
    """Blockers for the widget ``anonymization_blockers``: one group per subject.

    :param list found: ``engine.subject.Blocker``
    :param list subjects: ``engine.subject.Subject``
    """
    groups = defaultdict(list)
    for one in found:
        groups[one.subject].append(one)
    return [
        {
            "id": subjects[index].root,
            "name": refusals.partner_name(env, subjects[index].root),
            "items": [_item(env, one, subjects[index].root) for one in groups[index]],
        }
        for index in sorted(groups)
    ]


def _item(env, blocker, root):
    words = refusals.describe(env, blocker, partial(format_date, env))
    records = words.records
    if records:
        openable = documents(records.sudo()).sudo(False)
        records = records if openable == records else openable._filtered_access("read")
    other = blocker.partner_id if blocker.partner_id != root else False
    return {
        "address": other and refusals.partner_name(env, other),
        "address_id": other,
        "what": words.what,
        "remedy": words.remedy,
        "count": words.count,
        "model": records._name if records else False,
        "ids": records.ids if records else [],
        "records": [
            {"id": record.id, "name": record.display_name or f"#{record.id}"}
            for record in records[:LINKS_SHOWN]
        ],
    }


def preview(env, planned, purge_days):
    """What would be erased, what stays, and how to undo it.

    :param planned: the plan for the subjects that are not blocked
    :param int purge_days: days until the originals are destroyed
    """
    if not planned.scope.subjects:
        return ""
    until = fields.Date.add(fields.Date.context_today(env.user), days=purge_days)
    restorable = env._(
        "The originals are sealed and can be restored until %(date)s. After that they "
        "are deleted for good.",
        date=format_date(env, until),
    )
    if not purge_days:
        restorable = env._("The originals are deleted for good in the next night.")
    return Markup(
        "<div class='row'><div class='col-md-5'>%s</div>"
        "<div class='col-md-7'>%s</div></div>%s%s<p>%s</p>"
    ) % (
        _addresses(env, planned.scope.subjects),
        anonymize_effects.goes(env, planned),
        anonymize_effects.stays(env, planned),
        anonymize_effects.heading(env._("How to Undo")),
        restorable,
    )


def _addresses(env, subjects):
    ids = [
        id_
        for one in subjects
        for id_ in (one.root, *sorted(one.partner_ids - {one.root}))
    ]
    seen = visibility.readable(env, env.user, ids)
    partners = env["res.partner"].sudo().browse(id_ for id_ in ids if id_ in seen)
    kinds = dict(partners._fields["type"]._description_selection(env))
    items = [
        Markup("<li>%s <span class='text-muted small'>%s</span></li>")
        % (partner.display_name or f"#{partner.id}", kinds.get(partner.type, ""))
        for partner in partners[:ADDRESSES_SHOWN]
    ]
    if len(ids) > len(items):
        more = env._("and %s more", len(ids) - len(items))
        items.append(Markup("<li class='text-muted'>%s</li>") % more)
    return Markup("<p class='fw-bold mb-1'>%s</p><ul class='ps-3'>%s</ul>") % (
        env._("Addresses to be anonymized: %s", len(ids)),
        Markup("").join(items),
    )


def outcome(env, result):
    """The report of a rehearsal: counts only, it is stored with the wizard."""
    refused = len({one.subject for one in result.blockers})
    head = env._(
        "Rehearsal successful, everything has been rolled back. Partners that would be "
        "anonymized: %(done)s. Refused: %(refused)s.",
        done=len(result.done),
        refused=refused,
    )
    report = Markup("<p>%s</p>%s") % (head, _payments(env, result))
    if result.plan:
        report += anonymize_effects.goes(env, result.plan)
        report += anonymize_effects.stays(env, result.plan)
    return report


def _payments(env, result):
    """The warning of payments that no bank statement shows yet."""
    if not result.payments:
        return ""
    told = env._(
        "Partners with payments that are allocated, but that no bank statement shows "
        "yet: %(count)s. This does not block.",
        count=len(result.payments),
    )
    return Markup("<p>%s</p>") % told


def anonymized(env, result):
    """The confirmation message after a run."""
    addresses = sum(len(one.partner_ids) for one in result.done)
    refused = len({one.subject for one in result.blockers})
    if addresses == len(result.done):
        message = env._("Partners anonymized: %s.", addresses)
    else:
        message = env._(
            "Partners anonymized: %(done)s, with %(addresses)s addresses.",
            done=len(result.done),
            addresses=addresses,
        )
    waiting = {
        (one.model, one.res_id)
        for one in result.plan.kept
        if one.status == "kept" and one.reason in WAITING
    }
    if waiting:
        message += " " + env._("Kept by law until their own day: %s.", len(waiting))
    if refused:
        message += " " + env._("Refused: %s.", refused)
    run = env["partner.anonymization"].browse(result.run_id)
    return done(env, run, message)


def done(env, record, message, kind="success"):
    """A message that links to the log, closes the wizard and reloads what is behind."""
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {
            "type": kind,
            "title": record.name,
            "message": message.replace("%", "%%") + " %s",
            "links": [
                {
                    "label": env._("Open the log"),
                    "url": f"/odoo/anonymization-log/{record.id}",
                }
            ],
            "sticky": True,
            "next": {"type": "ir.actions.act_window_close"},
        },
    }
