"""Steps that anonymizing, restoring and purging have in common."""

from ..database import door
from ..log import log_entries


def kind_of(request):
    return "rehearsal" if request.rehearsal else "anonymize"


def members_of(subjects):
    return sorted(id_ for one in subjects for id_ in one.partner_ids)


def call_hooks(env, when, kind, partner_ids, datamap=None):
    """Let other modules add what the map cannot say.

    :param datamap: the one of the run, for what is done after it
    """
    if when == "before":
        door.models.before_run(env, kind, partner_ids)
    else:
        door.models.after_run(env, kind, partner_ids, datamap)
    env.flush_all()


def partners_of(env, line_ids):
    env.cr.execute(
        "SELECT id FROM res_partner WHERE anonymization_line_id = ANY(%s) ORDER BY id",
        [list(line_ids)],
    )
    return [partner_id for (partner_id,) in env.cr.fetchall()]


def log_followup(env, kind, line_ids, note):
    """Log a run on subjects that lines of an earlier run hold.

    :return: id of the run
    """
    run_id = door.models.start_run(env, kind, note, len(line_ids))
    roots = dict.fromkeys(filter(None, log_entries.roots(env.cr, line_ids).values()))
    ids = log_entries.add_lines(
        env, run_id, [(root, "done", None, None) for root in roots]
    )
    log_entries.add_events(env, kind, ids, "done")
    door.models.finish_run(env, run_id)
    return run_id
