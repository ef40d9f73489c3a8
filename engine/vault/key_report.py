"""How the keys of a database stand: what `anonymization_keys check` tells."""

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from odoo.tools import config

from . import kek, key_directory, key_folder, key_root, key_usage, wrapping
from .key_errors import reason_of


@dataclass
class Report:
    """What was found; names and numbers, no sentences.

    :param root: the folder of all key directories
    :param kek: where key encryption keys are made
    :param counts: `{identity: number of keys}` of the directories of this database
    :param plain: identities with keys that are not wrapped yet
    :param due: identities with a rotation that is due
    :param without_key: references of seals or opt-outs whose key is not there
    :param without_seal: references of keys that nothing needs
    :param open_to_others: paths on which others have rights
    :param failed: `{name: what is wrong}` of files and directories
    :param is_in_backup: whether the directory lies in Odoo's data directory, which is
        usually backed up with the database
    :param is_kek_beside: whether who copies the directory copies what opens it
    """

    root: Path
    kek: str = ""
    counts: dict = field(default_factory=dict)
    plain: list = field(default_factory=list)
    due: list = field(default_factory=list)
    without_key: list = field(default_factory=list)
    without_seal: list = field(default_factory=list)
    open_to_others: list = field(default_factory=list)
    failed: dict = field(default_factory=dict)
    is_in_backup: bool = False
    is_kek_beside: bool = False

    @property
    def is_fine(self):
        """Whether everything can be opened, and by nobody else."""
        return not (self.without_key or self.failed or self.open_to_others)


def make(env) -> Report:
    """Look at the key directories of a database, and at those that its seals name.

    :raise KeyDirectoryError: the key directory cannot be read
    """
    root = key_directory.key_root(env)
    report = Report(root)
    needed = key_usage.references(env.cr)
    _look_at_places(env, report)
    owned = set(key_directory.owned(env))
    there = set()
    for uuid in sorted(owned | {ref.identity for ref in needed}):
        keys = _look_at(report, root, uuid)
        there |= keys
        if uuid in owned:
            report.counts[uuid] = len(keys)
            left = keys - needed
            report.without_seal += sorted("/".join(map(str, ref)) for ref in left)
    report.without_key = sorted(ref.to_text() for ref in needed if ref not in there)
    return report


def _look_at_places(env, report):
    data = key_root.resolve(Path(config["data_dir"]))
    report.is_in_backup = report.root.is_relative_to(data)
    try:
        report.kek = kek.configured().place
        report.is_kek_beside = kek.is_beside(report.root)
    except OSError as error:
        report.failed["KEK"] = reason_of(error)


def _look_at(report, root, uuid):
    """The keys of a directory, as (identity, file, slot)."""
    folder = root / uuid
    try:
        _look_at_rights(report, folder)
        groups, failed = key_folder.survey(folder)
        state = wrapping.read(folder)
        if wrapping.is_due(folder):
            report.due.append(uuid)
        if key_folder.has_plain(folder):
            report.plain.append(uuid)
        if state:
            wrapping.key(folder, state)
    except FileNotFoundError:
        report.failed[uuid] = os.strerror(2)
        return set()
    except OSError as error:
        report.failed[uuid] = reason_of(error)
        return set()
    report.failed |= {f"{uuid}/{name}": reason_of(e) for name, e in failed.items()}
    return {
        (uuid, file, slot) for file, (_, filled) in groups.items() for slot in filled
    }


def _look_at_rights(report, folder):
    for path in (folder, *folder.iterdir()):
        if stat.S_IMODE(path.lstat().st_mode) & 0o077:
            report.open_to_others.append(str(path))
