"""The ledger: what was erased, outside of the database and without personal data.

A backup brings back what was erased after it was made. So each wipe is noted, before it
is committed, in a file beside the key directories; a database that was restored finds
there what it does not know. Each database, told by its cluster and oid as key
directories tell theirs, writes to a file of its own, in a folder that is named after
Odoo's ``database.uuid``: no copy ever writes to the original's.
"""

import os
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import NAMESPACE_OID, uuid4, uuid5

from odoo.tools import SQL

from ..vault import key_directory, key_disk, key_root, patience
from . import ledger_file, ledger_line
from .ledger_line import NAME

FOLDER = "ledger"
# The file that this database writes to; backups bring it along.
NOTED = "partner_anonymization.ledger_file"


class Who(NamedTuple):
    """What tells this database from others.

    :param noted: the ledger file that it wrote to when it was backed up or copied
    """

    cluster: str
    oid: int
    uuid: str
    is_neutralized: bool
    noted: str

    @property
    def file(self):
        return f"{self.cluster}-{self.oid}{ledger_file.SUFFIX}"


_WHO = """
    SELECT system_identifier::text, oid::bigint, uuid.value,
           coalesce(neutral.value, '') NOT IN ('', 'False', 'false'),
           coalesce(noted.value, '')
      FROM pg_control_system()
      JOIN pg_database ON datname = current_database()
      LEFT JOIN ir_config_parameter uuid ON uuid.key = 'database.uuid'
      LEFT JOIN ir_config_parameter neutral ON neutral.key = 'database.is_neutralized'
      LEFT JOIN ir_config_parameter noted ON noted.key = %s
"""
# The transaction of the row, or of the savepoint that made it: as 64 bits, so that
# pg_xact_status() says one day whether it was rolled back.
_NOTE = """
    WITH who AS (%(who)s),
         mark AS (INSERT INTO partner_anonymization_ledger (entry, date, kind)
                  VALUES (%(entry)s, now() AT TIME ZONE 'utc', %(kind)s)
                  RETURNING xmin::text::bigint AS xid),
         whole AS (SELECT pg_current_xact_id()::text::bigint AS xid)
    SELECT who.*,
           mark.xid + (whole.xid >> 32 << 32)
           + CASE WHEN mark.xid < whole.xid %% 4294967296 THEN 4294967296 ELSE 0 END,
           whole.xid,
           to_char(now() AT TIME ZONE 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
           (SELECT position || ':' || hash FROM partner_anonymization_event
             WHERE position IS NOT NULL ORDER BY position DESC LIMIT 1),
           (SELECT json_agg(json_build_array(id, %(made)s) ORDER BY id)
              FROM res_partner WHERE id = ANY(%(ids)s))
      FROM who, mark, whole
"""
# What tells a partner from another one that got its id later.
MADE = SQL("to_char(create_date, 'YYYY-MM-DD HH24:MI:SS.US')")


def who(env) -> Who:
    """Return what tells this database from others."""
    env.flush_all()
    env.cr.execute(_WHO, [NOTED])
    return _who(env.cr.fetchone())


def _who(row):
    cluster, oid, uuid, is_neutralized, noted = row
    uuid = (uuid or "").strip()
    noted = noted if NAME.fullmatch(noted) else ""
    if not key_directory.is_valid(uuid):
        uuid = str(uuid5(NAMESPACE_OID, uuid))
    return Who(cluster, oid, uuid, is_neutralized, noted)


def note(env, kind, run_id, partner_ids):
    """Note what the present transaction has done to partners; it counts only once that
    is committed.

    :param kind: one of ``ledger_line.KINDS``
    :raise KeyDirectoryError: it cannot be noted, so it must not be done
    """
    if not partner_ids:
        return
    entry = uuid4().hex
    env.cr.execute(
        SQL(
            _NOTE,
            who=SQL(_WHO, NOTED),
            entry=entry,
            kind=kind,
            made=MADE,
            ids=list(partner_ids),
        )
    )
    *row, xid, whole, at, head, partners = env.cr.fetchone()
    body = {
        "entry": entry,
        "kind": kind,
        "time": at,
        "run": run_id,
        "xid": [xid, whole],
        "head": head or "",
        "partners": partners or [],
    }
    ours = _who(row)
    write(env, ours, [body])


def write(env, ours, bodies):
    """Add lines to the file of this database, which is begun where there is none."""
    folder = place(env, ours)
    path = folder / ours.file
    if not _is_there(env, path, True):
        folder = place(env, ours, writing=True)
        with _told(env, folder, True):
            key_disk.make_directory(folder)
        bodies = [*beginning(env, ours, folder), *bodies]
    if bodies:
        _do(env, folder, True, ledger_file.append, path, bodies)


def begin(env):
    """Have a file for this database, and note its name for backups to bring along."""
    ours = who(env)
    write(env, ours, [])
    if ours.noted != ours.file:
        env["ir.config_parameter"].sudo().set_param(NOTED, ours.file)
    return ours


def place(env, ours, writing=False, seconds=None) -> Path:
    """The folder of the ledgers of this database, of what it was restored from and of
    copies with the same ``database.uuid``. It need not exist.

    :param seconds: to wait for a drive that does not answer, if not for long
    :raise KeyDirectoryError: it cannot be used
    """
    root = key_directory.key_root(env, writing, seconds=seconds)
    return root / FOLDER / ours.uuid


def beginning(env, ours, folder):
    """The first line of a new file: whose entries count for this database.

    - follows: it took the place of the database that wrote that file, and which is gone
    - copy_of: a copy beside the original, or a neutralized one: nothing counts
    - unclear: only whoever administers it knows which of the two it is
    """
    others = [name for name in files(env, folder) if name != ours.file]
    relation = {}
    if ours.is_neutralized:
        relation = {"copy_of": ours.noted}
    elif ours.noted and ours.noted != ours.file:
        if not is_ours(ours, ours.noted):
            relation = {"unclear": [ours.noted]}
        elif is_alive(env, ours, ours.noted):
            relation = {"copy_of": ours.noted}
        else:
            relation = {"follows": [ours.noted]}
    elif not ours.noted and others:
        relation = {"unclear": others}
    return [{"kind": "start", "time": moment(), **relation}]


def files(env, folder) -> list[str]:
    """The names of the ledgers in a folder.

    :raise KeyDirectoryError: it cannot be read
    """
    with _told(env, folder, False):
        try:
            names = sorted(os.listdir(folder))
        except FileNotFoundError:
            return []
    return [name for name in names if NAME.fullmatch(name)]


def is_ours(ours, name):
    """Whether a file was written in this cluster."""
    return name.startswith(f"{ours.cluster}-")


def is_alive(env, ours, name):
    """Whether the database is there that writes to a file of this cluster."""
    oid = int(NAME.fullmatch(name)[2])
    env.cr.execute("SELECT EXISTS (SELECT FROM pg_database WHERE oid = %s)", [oid])
    return env.cr.fetchone()[0]


def read(env, folder, name) -> ledger_file.Content:
    """Return what a file says, nothing where there is none.

    :raise KeyDirectoryError: it cannot be read
    """
    path = folder / name
    if not _is_there(env, path):
        return ledger_file.Content([], None)
    content = _do(env, folder, False, ledger_file.read, path)
    lines = [line for line in content.lines if ledger_line.is_sound(line)]
    if content.bad_line is None and len(lines) < len(content.lines):
        return ledger_file.Content(lines, 1)
    return content._replace(lines=lines)


def newest(env, folder, name) -> list:
    """Return what the last lines of a file say, without a look at the others; nothing
    where there is no such file.

    :raise KeyDirectoryError: it cannot be read
    """
    path = folder / name
    if not _is_there(env, path):
        return []
    with _told(env, folder, False):
        lines = patience.within(folder, patience.QUICK, ledger_file.tail, path)
    return [line for line in lines if ledger_line.is_sound(line)]


def expire(env, names, days):
    """Drop entries, and what is known of them here, of which no backup can be that old.

    PostgreSQL's clock has dated them; where Odoo's is another one, the earlier counts.

    :param names: files of this database and of those that it follows
    :param int days: 0 keeps everything
    :return: number of lines
    """
    if not days:
        return 0
    ours = who(env)
    folder = place(env, ours, writing=True)
    env.cr.execute("SELECT now()")
    (now,) = env.cr.fetchone()
    until = min(now.astimezone(UTC), datetime.now(UTC)) - timedelta(days=days)
    count = sum(
        _do(env, folder, True, ledger_file.expire, folder / name, _text(until))
        for name in names
        if _is_there(env, folder / name)
    )
    # A day later than the entries, which are unknown without it.
    env.cr.execute(
        "DELETE FROM partner_anonymization_ledger WHERE date < %s",
        [(until - timedelta(days=1)).replace(tzinfo=None)],
    )
    return count


def moment():
    """Now, as the lines have it."""
    return _text(datetime.now(UTC))


def _text(when):
    return when.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _is_there(env, path, writing=False):
    with _told(env, path.parent, writing):
        return path.exists()


def _do(env, folder, writing, function, *args):
    with _told(env, folder, writing):
        return patience.within(folder, patience.PATIENT, function, *args)


@contextmanager
def _told(env, folder, writing):
    """What the file system refuses, as KeyDirectoryError with what to do."""
    try:
        yield
    except OSError as error:
        raise key_root.unusable(env, folder, error, writing) from error
