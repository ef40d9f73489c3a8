"""The parameters that nobody changes alone where the settings want four eyes."""

from contextlib import contextmanager

from odoo.exceptions import UserError

from ... import parameters
from ...wording import approvals
from ..approvals import four_eyes

# How long something is kept; the setting of four eyes itself, for turning it off.
_PERIODS = ("purge_after_days", "opt_out_years", "guard_years", "ledger_days")
_PERIODS += ("log_years",)
WATCHED = {f"{parameters.PREFIX}{name}" for name in _PERIODS} | {four_eyes.FLAG}


@contextmanager
def passed(env, told):
    """Do in the block what changes parameters, if a second person has agreed.

    :param dict told: ``{key: new text, False or None for none}``; others do not matter
    """
    watched = WATCHED.intersection(told)
    changed = _changed(env, {key: told[key] for key in watched}) if watched else {}
    if changed.get(four_eyes.FLAG):
        _check_two(env)
    if not changed:
        yield
        return
    with four_eyes.passed(env["ir.config_parameter"], "set", changed):
        yield


def present(env, keys):
    """What these parameters stand for now. Raise UserError for others."""
    if unknown := set(keys) - WATCHED:
        raise UserError(
            env._("Nobody can ask for this: %s", ", ".join(sorted(unknown)))
        )
    params = env["ir.config_parameter"].sudo()
    return {key: _effective(key, params.get_param(key)) for key in sorted(keys)}


def _changed(env, told):
    before = present(env, told)
    after = {key: _effective(key, value) for key, value in told.items()}
    return {key: value for key, value in after.items() if value != before[key]}


def _effective(key, value):
    return parameters.effective(key.removeprefix(parameters.PREFIX), value)


def _check_two(env):
    """Whoever turns it on alone could not turn it off any more."""
    managers = env.ref(f"{four_eyes.MODULE}.{four_eyes.MANAGER}").sudo().all_user_ids
    people = managers.filtered(lambda user: user.active and user.id != 1)
    if len(people) < 2:
        raise UserError(approvals.alone(env))
