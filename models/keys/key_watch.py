"""What is wrong with the key directory, in sentences for the managers."""

import os
from dataclasses import dataclass

from ... import parameters
from ...engine.vault import (
    guard_hashes,
    key_destruction,
    key_directory,
    key_store,
    key_upkeep,
    patience,
    unchecked_addresses,
)

_MOST_FILES = 2000


@dataclass(frozen=True)
class Finding:
    """:param code: the same as long as it is the same trouble"""

    code: str
    sentence: str


_SEALS = """
    SELECT split_part(key_ref, '/', 1) FROM partner_anonymization_seal
     UNION SELECT split_part(key_ref, '/', 1) FROM partner_anonymization_document_seal
"""


def in_use(env):
    """Names of the key directories that seals or opt-outs refer to."""
    return _names(
        env,
        f"{_SEALS} UNION"
        " SELECT split_part(key_ref, '/', 1) FROM partner_anonymization_opt_out"
        f" UNION SELECT split_part(value, '/', 1) FROM ({guard_hashes.KEY_IN_USE}) one",
    )


def _names(env, query):
    env.cr.execute(query)
    return sorted(name for (name,) in env.cr.fetchall())


def standings(env, names, seconds=None):
    """``{name: OURS, FOREIGN, DAMAGED, ABSENT}`` of key directories.

    :raise KeyDirectoryError: the key directory cannot be read
    """
    root, ours = (
        key_directory.key_root(env, seconds=seconds),
        key_directory.database(env),
    )
    return key_directory.of_all(env, root, names, ours, seconds)


def is_ready(env):
    """Whether something can be done with seals at all: some of their key directories
    are there, or there is none in use.

    :raise KeyDirectoryError: the key directory cannot be read
    """
    names = _names(env, _SEALS)
    states = standings(env, names).values()
    return not names or any(state != key_directory.ABSENT for state in states)


def check_place(env):
    """Make sure, before anything is erased, that there is a place for new keys.

    A directory that has gone is not made anew while seals need what was in it: their
    drive is not mounted, and new keys would vanish below it when it is.

    :raise KeyDirectoryError: with the directory and what to do
    """
    root = key_directory.key_root(env, writing=True)
    if root.exists() or not (names := _names(env, _SEALS)):
        return
    message = env._(
        "The key directory %(path)s is not there, with the folder %(name)s that seals "
        "of this database need. Bring it back; if it is to be a new one, make it by "
        "hand, or choose it in the setting Key Directory.",
        path=root,
        name=names[0],
    )
    raise key_store.KeyDirectoryError(message)


def check_ready(env):
    """Make sure, before a run, that keys can be made.

    :raise KeyStoreError: with what is missing and what to do
    """
    key_directory.key_root(env, writing=True)
    key_upkeep.check_wrapping(env)


def is_there(folder, name):
    """Whether a key directory is in a folder that may be out of reach."""
    try:
        path = folder / name
        return patience.within(folder, patience.PATIENT, path.is_dir)
    except OSError:
        return False


def find(env, seconds=None, deep=False):
    """Return a list of :class:`Finding`.

    :param deep: look at the files of keys too
    """
    try:
        used = in_use(env)
        states = standings(env, used, seconds)
        result = [_missing(env, name, states[name]) for name in used]
        if used:
            root = key_directory.key_root(env, writing=True, seconds=seconds)
            result += _wrapping(env, seconds)
            if deep:
                result += _linked(env, root)
    except key_store.KeyStoreError as error:
        result = [Finding("directory", str(error))]
    result += (
        Finding(f"parameter-{name}", sentence)
        for name, sentence in parameters.problems(env).items()
    )
    return [one for one in (*result, *_waiting(env), _guard(env)) if one]


def _missing(env, name, state):
    path = env["ir.config_parameter"].sudo().get_param(key_directory.KEY_DIR_PARAMETER)
    if state == key_directory.ABSENT:
        sentence = env._(
            "The folder %(name)s is not in the key directory %(path)s: what its keys "
            "have sealed can be neither restored nor deleted for good. Bring it back, "
            "or correct the setting Key Directory.",
            name=name,
            path=path or env._("of Odoo's data directory"),
        )
    elif state == key_directory.DAMAGED:
        sentence = env._(
            "The folder %(name)s of the key directory has no valid owner file: no key "
            "in it is destroyed. If it is this database's, press Take Over the Keys.",
            name=name,
        )
    else:
        return None
    return Finding(f"{state}-{name}", sentence)


def _wrapping(env, seconds):
    """Whether keys can be wrapped, and whether old wrapping keys are still there."""
    try:
        key_upkeep.check_wrapping(env, seconds)
        due = key_upkeep.due(env, seconds)
    except key_store.KeyStoreError as error:
        return [Finding("wrapping", str(error))]
    return [_due(env)] if due else []


def _due(env):
    sentence = env._(
        "Keys were destroyed, but older copies of the key directory still open what "
        "they sealed: the keys that are left have no new wrapping key yet. It is tried "
        "again every 15 minutes; the server log says what is in the way."
    )
    return Finding("rotation", sentence)


def _linked(env, root):
    """Key files that have a second name, which outlives the first."""
    found = []
    for uuid in key_directory.owned(env):
        folder = root / uuid
        try:
            key_directory.secure(folder)
            entries = [
                e for e in os.scandir(folder) if e.name.endswith(key_store.SUFFIX)
            ]
            found += [e.name for e in entries[:_MOST_FILES] if e.stat().st_nlink > 1]
        except OSError as error:
            reason = error.strerror or type(error).__name__
            found.append(f"{uuid} ({reason})")
    if not found:
        return []
    sentence = env._(
        "These have another name elsewhere, or rights for others: %(names)s. Remove "
        "the links and the rights; only the user who runs Odoo may read keys.",
        names=", ".join(sorted(found)[:5]),
    )
    return [Finding("linked", sentence)]


def _guard(env):
    """Without its key the guard knows nobody again."""
    if parameters.choice_or_default(env, "guard") == "off":
        return None
    error = guard_hashes.problem(env)
    return error and Finding(
        "guard",
        env._(
            "The guard against entering erased persons again knows nobody: its key "
            "cannot be had. %(reason)s Bring the key back, or turn the guard off, "
            "which deletes its hashes, and on again.",
            reason=str(error),
        ),
    )


def _waiting(env):
    if lines := key_destruction.waiting(env.cr):
        yield Finding(
            "destruction",
            env._(
                "The keys of %(count)s subjects that were deleted or restored have not "
                "been destroyed yet: their files cannot be changed, or belong to "
                "another database. It is tried again every 15 minutes.",
                count=len(lines),
            ),
        )
    if count := unchecked_addresses.count(env.cr):
        yield Finding(
            "unchecked",
            env._(
                "%(count)s records were saved while the keys could not be read: "
                "whether their addresses have opted out is checked as soon as they "
                "can be.",
                count=count,
            ),
        )
