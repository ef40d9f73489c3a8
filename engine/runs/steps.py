"""Steps that anonymizing, restoring and purging have in common."""

from ..log import log_entries


def kind_of(request):
    return "rehearsal" if request.rehearsal else "anonymize"


def members_of(subjects):
    return sorted(id_ for one in subjects for id_ in one.partner_ids)


def call_hooks(env, when, kind, partner_ids):
    """Let other modules add what the map cannot say."""
    method = getattr(env["partner.anonymization"], f"_anonymization_{when}")
    method(kind, env["res.partner"].browse(partner_ids))
    env.flush_all()


def partners_of(env, line_ids):
    env.cr.execute(
        "SELECT id FROM res_partner WHERE anonymization_line_id = ANY(%s) ORDER BY id",
        [list(line_ids)],
    )
    return [partner_id for (partner_id,) in env.cr.fetchall()]


def log_followup(env, kind, line_ids, note):
    run = env["partner.anonymization"]._start(kind, note, len(line_ids))
    roots = env["partner.anonymization.line"].browse(line_ids).mapped("partner_id")
    ids = log_entries.add_lines(
        env, run.id, [(root, "done", None, None) for root in roots.ids]
    )
    log_entries.add_events(env, kind, ids, "done")
    run._finish()
    return run
