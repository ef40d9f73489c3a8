"""Fields of the contact that no line of the map names: what they hold.

They are erased in any case. Those that hold a name, an address or a number of the
person's own are looked for elsewhere as well.
"""

import re

from . import field_owner, paths
from .map_rules import NAME_PARTS, FieldRule

_FIELD = re.compile(r"<field\b[^<>]*>")
_ATTRIBUTE = re.compile(r"\b(name|widget)\s*=\s*[\"']([\w.]+)[\"']")
_WIDGETS = {"phone": "phone", "sms_widget": "phone", "email": "email"}


def fields(env, listed):
    """Rules for the fields that other modules, or users, have added to the contact.

    :param listed: names of the fields that lines of the map name
    :return: list of :class:`map_rules.FieldRule`
    """
    model = env[paths.PARTNER]
    names = [
        name
        for name, field in model._fields.items()
        if field.store and field.column_type and name not in listed
    ]
    hints = _widgets(env, names)
    found = []
    for name in names:
        field = model._fields[name]
        kind = field_owner.kind_on_card(field, hints.get(name))
        if kind:
            kind = "alias" if kind == "name" else kind
            term, part = (None, kind) if kind in NAME_PARTS else (kind, None)
            rule = FieldRule(name, "clear", "name", field.type, term, part=part)
            rule.marked = True
            found.append(rule)
    return found


def _widgets(env, names):
    """``{field: kind}`` by the widgets that views of the contact show fields with."""
    env.cr.execute(
        "SELECT arch_db::text FROM ir_ui_view WHERE model = %s AND active"
        " AND arch_db::text ~ 'widget=...?(phone|sms_widget|email)'",
        [paths.PARTNER],
    )
    wanted, found = set(names), {}
    for (text,) in env.cr.fetchall():
        for tag in _FIELD.findall(text.replace("\\", "")):
            attributes = dict(_ATTRIBUTE.findall(tag))
            kind = _WIDGETS.get(attributes.get("widget"))
            if kind and attributes.get("name") in wanted:
                found[attributes["name"]] = kind
    return found
