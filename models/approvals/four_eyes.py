"""What needs the consent of a second person, where the settings want four eyes.

A call is approved as it stands: the model, the method, the records, the values, and
what was shown of all that. Whoever makes it finds the approval by its digest, uses it
up, and whatever the call does in turn needs no other one.
"""

import hashlib
import json
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from odoo.exceptions import UserError

from ... import parameters
from ...engine.database import module_loading

MODULE = "partner_anonymization"
FLAG = f"{parameters.PREFIX}four_eyes"
MANAGER, OVERRIDER = "group_manager", "group_override_retention"
# {operation: the right that both people need}
RIGHTS = {
    "deanonymize": MANAGER,
    "override": OVERRIDER,
    "purge": MANAGER,
    "period": MANAGER,
    "map": MANAGER,
    "four_eyes": MANAGER,
}
_ORM = ("create", "write", "unlink")
_MAP = ("rule", "rule.field", "exemption")
# {(model, method): operation}; nothing else can be asked for.
_OPERATIONS = {
    ("res.partner", "anonymize"): "override",
    ("res.partner", "deanonymize"): "deanonymize",
    ("res.partner", "purge_anonymized"): "purge",
    ("res.company", "write"): "period",
    ("ir.config_parameter", "set"): "period",
    ("partner.anonymization.unmapped", "_accept_each"): "map",
    **{("partner.anonymization.period", method): "period" for method in _ORM},
    **{
        (f"partner.anonymization.{name}", method): "map"
        for name in _MAP
        for method in _ORM
    },
}
_KINDS = {"create": list, "write": dict, "set": dict}
# The cursor on which something approved is being done. Not in the context of the
# environment, which every client can send.
_inside = ContextVar("inside", default=None)


class Call(NamedTuple):
    """A call as it is asked for and approved.

    :param values: what json can hold
    """

    operation: str
    model: str
    method: str
    ids: list
    values: object

    @property
    def hash(self):
        return digest(list(self))


def call_of(env, model, method, ids, values):
    """Return the :class:`Call`. Raise UserError for what needs no second person."""
    operation = _OPERATIONS.get((model, method))
    if not operation:
        raise UserError(
            env._(
                "%(method)s of %(model)s needs no second person: do it without asking.",
                method=method,
                model=model,
            )
        )
    kind = _KINDS.get(method)
    if kind and not isinstance(values, kind):
        raise UserError(env._("What is to be written is missing."))
    values = plain(values)
    if method == "create" and "company_id" in env[model]._fields:
        company = {"company_id": env.company.id}
        values = [company | one if isinstance(one, dict) else one for one in values]
    if model == "ir.config_parameter" and FLAG in values:
        operation = "four_eyes"
    return Call(operation, model, method, sorted(ids), values)


def digest(value):
    """A digest of what json can hold, whatever the order of its keys."""
    text = json.dumps(plain(value), sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def is_on(env):
    """Whether a second person is wanted now; never by the installation of modules. A
    setting that nobody can read counts as on."""
    if module_loading.is_loading(env):
        return False
    try:
        return parameters.flag(env, "four_eyes")
    except UserError:
        return True


@contextmanager
def passed(records, method, values=None):
    """Do in the block what a second person has approved, once.

    :param values: of the call, see :class:`Call`
    :raise RedirectWarning: nobody has approved this, or it is not as it was then
    """
    env = records.env
    is_nothing = not records and method in ("write", "unlink")
    if is_nothing or not is_wanted(env):
        yield
        return
    call = call_of(env, records._name, method, records.ids, values)
    env["partner.anonymization.approval"]._use(call)
    token = _inside.set(env.cr)
    try:
        yield
    finally:
        _inside.reset(token)


def is_at_it(env):
    """Whether what was approved is being done right now."""
    return _inside.get() is env.cr


def is_wanted(env):
    """Whether somebody who does something now has to ask first."""
    return not is_at_it(env) and is_on(env)


def plain(value):
    """What json makes of a value."""
    return _canonical(json.loads(json.dumps(value, sort_keys=True, default=str)))


def _canonical(value):
    """New lines of a form have a number that means nothing."""
    if isinstance(value, dict):
        return {key: _canonical(one) for key, one in value.items()}
    if not isinstance(value, list):
        return value
    if len(value) == 3 and value[0] == 0 and isinstance(value[1], str):
        value = [0, 0, value[2]]
    return [_canonical(one) for one in value]
