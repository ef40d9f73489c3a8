"""What needs a second person, and what was asked for, in words that name nobody."""

from odoo.tools import format_datetime

from . import blocker_codes
from .labels import field_label, model_label

MOST_SHOWN = 50


def somebody_with(env, right):
    """Whom a request waits for."""
    name = env.ref(f"partner_anonymization.{right}").sudo().name
    return env._("somebody else with the right “%(right)s”", right=name)


def second_person(env, right):
    return env._(
        "The settings want four eyes: this waits for %(who)s. Nothing has been "
        "changed; ask for the approval, and carry it out from the request then.",
        who=somebody_with(env, right),
    )


def waiting(env, approval, right):
    return env._(
        "“%(request)s” of %(date)s is waiting for %(who)s. Nothing has been changed.",
        request=approval.display_name,
        date=format_datetime(env, approval.date),
        who=somebody_with(env, right),
    )


def changed(env, approval):
    return env._(
        "It is not any more as it was when “%(request)s” was asked for. Nothing has "
        "been changed; ask again.",
        request=approval.display_name,
    )


def not_needed(env):
    return env._(
        "The settings do not want four eyes: do it directly, without asking anybody."
    )


def same_person(env, right):
    return env._(
        "Who asks does not approve: leave it to %(who)s.",
        who=somebody_with(env, right),
    )


def not_yours(env, approval):
    return env._(
        "“%(request)s” is carried out by whoever has asked for it.",
        request=approval.display_name,
    )


def not_open(env, approval, is_over):
    """:param is_over: nobody has done anything in time"""
    states = dict(approval._fields["state"]._description_selection(env))
    return env._(
        "“%(request)s” is in the state “%(state)s”, in which this cannot be done. Ask "
        "again if it is still needed.",
        request=approval.display_name,
        state=states["expired" if is_over else approval.state],
    )


def alone(env):
    return env._(
        "Four eyes need two users with the role “%(role)s”, or nobody could approve "
        "anything: give it to somebody else first.",
        role=env.ref("partner_anonymization.group_manager").sudo().name,
    )


def few_only(env, most):
    return env._(
        "Overriding the retention needs a second person, who has to see what is "
        "overridden. Select at most %(most)s partners.",
        most=most,
    )


def please_decide(env):
    return env._("Somebody asks you to agree to this as a second person.")


def was_approved(env):
    return env._("It was approved: carry it out, as long as nothing of it changes.")


def was_refused(env):
    return env._("It was refused.")


def summary(env, call, shown):
    """What is asked for.

    :param call: ``models.approvals.four_eyes.Call``
    :param shown: what the records have shown to whoever has asked
    """
    if call.model == "res.partner":
        return "\n".join(_of_partners(env, call, shown))
    if call.model == "ir.config_parameter":
        return "\n".join(
            f"{key}: {shown.get(key)} → {value}" for key, value in call.values.items()
        )
    return "\n".join(_of_records(env, call, shown))


def _of_partners(env, call, shown):
    ids = ", ".join(f"#{id_}" for id_ in call.ids[:MOST_SHOWN])
    yield env._("Partners: %s", ids + (", …" if len(call.ids) > MOST_SHOWN else ""))
    labels = blocker_codes.labels(env)
    for partner_id, code, model, res_ids, overridable in shown.get("blockers", ()):
        if not overridable:
            continue
        what = env._(
            "In the way of #%(id)s: %(reason)s",
            id=partner_id,
            reason=labels.get(code, code),
        )
        if model and model != call.model:
            what += f" ({model_label(env, model)}: {len(res_ids)})"
        yield what
    counts = {model: len(found) for model, found in shown.get("documents", {}).items()}
    if any(counts.values()):
        yield env._(
            "Documents: %s",
            ", ".join(
                f"{model_label(env, model)} {count}"
                for model, count in counts.items()
                if count
            ),
        )
    if kept := shown.get("kept"):
        yield env._("Records that stay until their own day: %s", len(kept))
    if traces := shown.get("traces"):
        yield env._("Unexpected traces: %s", sum(one[-1] for one in traces))
    if requests := shown.get("requests"):
        yield env._("Requests of the persons: %s", len(requests))
    yield from _reasons(env, call.values)


def _reasons(env, values):
    """What whoever asks has written."""
    if reason := values.get("override_reason"):
        yield env._("Override reason: %s", reason)
    if reason := values.get("without_pdf"):
        yield env._("Reason to go on without PDFs: %s", reason)
    if note := values.get("note"):
        yield env._("Note: %s", note)


def _of_records(env, call, shown):
    label = model_label(env, call.model)
    if call.method == "create":
        for values in call.values:
            yield env._("New: %s", label)
            yield from _changes(env, call.model, values, {})
    for record in shown or ():
        if call.method == "unlink":
            yield env._("Removed: %s", f"{label} #{record['id']}")
            yield from (
                f"  {field_label(env, call.model, name)}: {_text(value)}"
                for name, value in record.items()
                if value and name != "id"
            )
        elif call.method == "write":
            yield env._("Changed: %s", f"{label} #{record['id']}")
            yield from _changes(env, call.model, call.values, record)
        else:
            yield f"{record['model']}: {record['field']}"


def _changes(env, model, values, before):
    for name, value in values.items():
        old = f"{_text(before[name])} → " if name in before else ""
        yield f"  {field_label(env, model, name)}: {old}{_text(value)}"


def _text(value):
    return "-" if value in (False, None, "", []) else str(value)
