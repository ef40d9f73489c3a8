"""Who has which right of the module, and what of it has changed."""

from contextlib import contextmanager
from contextvars import ContextVar

from ...engine.database import module_loading
from ...engine.log import log_entries

# The cursor whose changes are being watched. Not in the context of the environment,
# which every client can send.
_watched = ContextVar("watched", default=None)
GROUPS = ("group_anonymize", "group_override_retention", "group_manager")


@contextmanager
def logged(env):
    """Log which users get or lose a right of the module in the block, by whichever of
    their groups it comes. Of blocks within each other, the outermost does."""
    if module_loading.is_loading(env) or _watched.get() is env.cr:
        yield
        return
    before = _holders(env)
    token = _watched.set(env.cr)
    try:
        yield
    finally:
        _watched.reset(token)
    _log(env, before, _holders(env))


def log_removed(users):
    """Log the rights that go with these users; call it while they are there."""
    env = users.env
    if not module_loading.is_loading(env):
        held = {name: ids & set(users.ids) for name, ids in _holders(env).items()}
        _log(env, held, dict.fromkeys(GROUPS, set()))


def _log(env, before, after):
    changes = [
        (user, f"{sign}{name}")
        for name in GROUPS
        for sign, users in (
            ("+", after[name] - before[name]),
            ("-", before[name] - after[name]),
        )
        for user in sorted(users)
    ]
    if changes:
        users = env["res.users"].sudo().with_context(active_test=False)
        partners = {
            user.id: user.partner_id.id for user in users.browse(u for u, _r in changes)
        }
        log_entries.add_changes(
            env(su=True),
            "rights",
            [reason for _user, reason in changes],
            [partners[user] for user, _reason in changes],
        )


def _holders(env):
    """``{group: ids of its users}``"""
    users = env["res.users"].sudo().with_context(active_test=False)
    found = {}
    for name in GROUPS:
        group = env.ref(f"partner_anonymization.{name}")
        found[name] = set(users.search([("all_group_ids", "in", group.ids)]).ids)
    return found
