"""Sentences about what de-anonymizing could not bring back: where, never what."""

from collections import defaultdict

from . import labels

PLACES, RECORDS = 10, 5


def reasons(env):
    """Why something did not come back, by the engine's reason codes."""
    return {
        "lost_field": env._("Its app was uninstalled: there is no such field any more"),
        "lost_record": env._("The record has been deleted meanwhile"),
        "lost_target": env._("What it refers to has been deleted meanwhile"),
        "lost_choice": env._("The field does not have this choice any more"),
        "lost_taken": env._("Another record has the value by now"),
        "lost_refused": env._("The field does not take the value any more"),
    }


def describe(env, run):
    """What a run could not bring back, for its user.

    :param run: the ``partner.anonymization`` record
    :return: a sentence for each place, empty when all came back
    """
    places = defaultdict(list)
    for one in run.line_ids.kept_ids.filtered(lambda one: one.status == "lost"):
        places[one.model, one.field, one.reason_label].append(one.res_id)
    found = [
        env._(
            "%(model)s, %(field)s (ID %(ids)s): %(reason)s.",
            model=labels.model_label(env, model),
            field=labels.field_label(env, model, name),
            ids=", ".join(map(str, sorted(ids)[:RECORDS]))
            + (" …" if len(ids) > RECORDS else ""),
            reason=reason,
        )
        for (model, name, reason), ids in places.items()
    ]
    return found[:PLACES] + ["…"] if len(found) > PLACES else found


def set_logins(env):
    """What to do about logins that somebody else has by now."""
    return env._(
        "Until they have another login these users cannot sign in: set one in the "
        "window that opens now, or later by “Set Another Login” on the line of the log."
    )


def refused(env, error):
    """The message for ``engine.database.StatementRefused``."""
    return env._(
        "The table %(table)s refuses a change of the records %(ids)s (%(name)s, error "
        "%(state)s). Nothing has been changed. Ask your administrator to look at that "
        "rule of the database, which another app may have added.",
        table=error.table,
        ids=", ".join(map(str, error.ids[:RECORDS]))
        + (" …" if len(error.ids) > RECORDS else ""),
        name=error.name or "-",
        state=error.state,
    )
