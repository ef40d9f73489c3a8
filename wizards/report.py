"""What the wizards show: blockers with links, the preview, the outcome."""

from collections import defaultdict

from markupsafe import Markup

from ..engine import run

LINKS_SHOWN = 5


def _link(model, res_id, label):
    return Markup('<a href="/odoo/%s/%s" target="_blank">%s</a>') % (
        model,
        res_id,
        label,
    )


def blockers(env, dicts):
    """A list of all blockers, each with links to its records.

    :param dicts: as ``res.partner.anonymization_blockers()`` gives them
    """
    items = []
    for one in dicts:
        records = env[one["model"]].sudo().browse(one["res_ids"][:LINKS_SHOWN])
        links = Markup(", ").join(
            _link(one["model"], record.id, record.display_name or f"#{record.id}")
            for record in records
        )
        items.append(
            Markup("<li class='mb-1'>%s%s</li>")
            % (one["message"], Markup(" <br/>→ %s") % links if links else "")
        )
    return Markup("<ul class='mb-0'>%s</ul>") % Markup("").join(items) if items else ""


def preview(env, subjects):
    """Addresses of the subjects and the number of records per model.

    :param list subjects: ``engine.subject.Subject`` that are not blocked
    """
    if not subjects:
        return ""
    ids = [id_ for one in subjects for id_ in sorted(one.partner_ids)]
    partners = env["res.partner"].sudo().browse(ids)
    addresses = Markup("").join(
        Markup("<li>%s <span class='text-muted'>%s</span></li>")
        % (partner.display_name or "", _type(env, partner))
        for partner in partners[:50]
    )
    scope = run.plan.Scope(
        env(su=True), run.DataMap(env(su=True)), subjects
    )
    counts = {model: len(hits) for model, hits in scope.by_model.items() if hits}
    return Markup("<p>%s</p><ul>%s</ul>%s") % (
        env._("%s addresses will be anonymized:", len(ids)),
        addresses,
        _table(env, counts),
    )


def _type(env, partner):
    kinds = dict(partner._fields["type"]._description_selection(env))
    return kinds.get(partner.type, "")


def _table(env, counts):
    rows = Markup("").join(
        Markup("<tr><td>%s</td><td class='text-end'>%s</td></tr>")
        % (env["ir.model"]._get(model).name, count)
        for model, count in sorted(counts.items(), key=lambda item: -item[1])
    )
    return Markup(
        "<table class='table table-sm w-auto'><thead><tr><th>%s</th><th>%s</th></tr>"
        "</thead><tbody>%s</tbody></table>"
    ) % (env._("Data"), env._("Records"), rows)


def outcome(env, result):
    """The report of a rehearsal: what would change and what would stay."""
    changed = defaultdict(int)
    if result.plan:
        for table, rows in result.plan.changes.items():
            changed[result.plan.models[table]] += len(rows)
    head = env._(
        "Rehearsal successful: %(done)s would be anonymized, %(refused)s refused. "
        "Everything has been rolled back.",
        done=len(result.done),
        refused=len({one.subject for one in result.blockers}),
    )
    kept = len({(k.model, k.res_id) for k in result.plan.kept}) if result.plan else 0
    return Markup("<p>%s</p>%s<p>%s</p>") % (
        head,
        _table(env, changed),
        env._("%s records would be kept, each with its reason and date.", kept),
    )


def notification(env, result):
    refused = len({one.subject for one in result.blockers})
    message = env._("%s anonymized.", len(result.done))
    if refused:
        message += " " + env._("%s refused, see the log.", refused)
    return done(env, result.run, message)


def done(env, record, message):
    """A confirmation that links to the log, and closes the wizard."""
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {
            "type": "success",
            "title": env._("Anonymization"),
            "message": "%s " + message,
            "links": [
                {"label": record.name, "url": f"/odoo/partner.anonymization/{record.id}"}
            ],
            "next": {
                "type": "ir.actions.client",
                "tag": "soft_reload",
            },
        },
    }
