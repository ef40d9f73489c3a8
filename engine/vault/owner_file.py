"""``owner.json``: which database a key directory belongs to.

Anybody who can write there can put anything in its place; whatever is not two numbers
names nobody.
"""

import errno
import json
import re
import stat
from pathlib import Path
from typing import NamedTuple

from .key_disk import write_file

NAME = "owner.json"
OURS, FOREIGN, DAMAGED, ABSENT = "ours", "foreign", "damaged", "absent"
_MOST_BYTES = 4096
_NUMBER = re.compile(r"-?[0-9]{1,20}")


class Database(NamedTuple):
    """What tells this database from its copies."""

    system_identifier: int
    database_oid: int


def read(folder: Path) -> tuple[str, Database | None]:
    """Tell whether a key directory has an owner: "" and the database, or DAMAGED or
    ABSENT and None. Raise OSError where that cannot be seen."""
    path = folder / NAME
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > _MOST_BYTES:
            return DAMAGED, None
        owner = parse(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return (DAMAGED if _is_directory(folder) else ABSENT), None
    return ("", owner) if owner else (DAMAGED, None)


def standing(folder: Path, database: Database) -> str:
    """Whose a key directory is, seen from a database: OURS, FOREIGN, DAMAGED or ABSENT.
    Raise OSError where that cannot be seen."""
    state, owner = read(folder)
    return state or (OURS if owner == database else FOREIGN)


def write(folder: Path, database: Database):
    """Make a database the owner, durably. Raise OSError."""
    content = json.dumps({k: str(v) for k, v in database._asdict().items()})
    write_file(folder / NAME, content.encode())


def parse(content: bytes) -> Database | None:
    """The database that the content of an owner file names, None for any other
    content."""
    try:
        values = json.loads(content, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, dict):
        return None
    numbers = [_number(values.get(name)) for name in Database._fields]
    return None if None in numbers else Database(*numbers)


def _once(pairs):
    """Refuse two values of one key in json: which one is the owner cannot be known."""
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError("a name stands there twice")
    return values


def _number(value):
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    is_number = isinstance(value, str) and _NUMBER.fullmatch(value)
    return int(value) if is_number else None


def _is_directory(folder):
    try:
        return stat.S_ISDIR(folder.stat().st_mode)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            return False
        raise
