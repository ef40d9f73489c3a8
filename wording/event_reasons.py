"""What an event of the log says that was changed, in the words of the screens."""

import re

from .labels import field_label, model_label

MODULE = "partner_anonymization"
_RECORD = re.compile(r"([a-z][a-z0-9_.]*) ([0-9]+): (.+)")
_RIGHT = re.compile(r"([+-]?)(group_[a-z_]+)")


def label(env, kind, reason):
    """The reason of an event, as a user reads it.

    :param kind: of the event; what users have written is left as it is
    :param reason: as it is in the log, with technical names
    """
    if not reason or kind not in ("settings", "map", "rights", "denied"):
        return reason
    if kind in ("rights", "denied"):
        return _of_right(env, reason)
    if found := _RECORD.fullmatch(reason):
        model, id_, names = found.groups()
        if model in env:
            shown = [_of_field(env, model, name) for name in names.split(", ")]
            return f"{model_label(env, model)} #{id_}: {', '.join(shown)}"
    return _of_parameter(env, reason)


def _of_field(env, model, name):
    words = {"created": env._("created"), "removed": env._("removed")}
    return words.get(name) or field_label(env, model, name)


def _of_parameter(env, key):
    """The label of the setting that is stored under the key."""
    settings = env["res.config.settings"]
    for name, field in settings._fields.items():
        if getattr(field, "config_parameter", None) == key:
            return field_label(env, settings._name, name)
    return key


def _of_right(env, reason):
    found = _RIGHT.fullmatch(reason)
    group = found and env.ref(f"{MODULE}.{found[2]}", raise_if_not_found=False)
    if not group:
        return reason
    name = group.sudo().name
    if not found[1]:
        return name
    return env._("given: %s", name) if found[1] == "+" else env._("taken: %s", name)
