"""A PostgreSQL server of a test's own, which it may stop without harm to others."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import harness

import odoo
from odoo.tools import config

VARIABLES = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")
SETTINGS = """
shared_buffers = 256MB
max_connections = 60
max_wal_size = 2GB
timezone = 'UTC'
"""


class Cluster:
    """The files of a server, and the programs that work on them."""

    def __init__(self):
        self._programs = Path(shutil.which("initdb")).parent
        # Not in a private folder: root's server runs as another user.
        self._home = Path(tempfile.mkdtemp(prefix="pa-server-", dir="/var/tmp"))
        self._home.chmod(0o755)
        self._data, self._log = self._home / "data", self._home / "log"
        self._log.touch()

    def _own(self, *paths):
        if self._user:
            for path in paths:
                shutil.chown(path, *self._user)

    def _launch(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._options = f"-p {self.port} -c listen_addresses=127.0.0.1"
        self._options += " -c unix_socket_directories="
        self._control("start", "-o", self._options, "-l", self._log)

    @property
    def place(self):
        """Where it listens."""
        return f"127.0.0.1:{self.port}"

    def query(self, name, statement):
        """What a statement gives in the database `name`, as text."""
        there = {"PGHOST": "127.0.0.1", "PGPORT": str(self.port)}
        done = subprocess.run(
            ["psql", "-X", "-q", "-A", "-t", "-d", name, "-c", statement],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            env=os.environ | there,
        )
        return done.stdout.strip()

    def remove(self):
        """Stop it and remove all that is its own."""
        with contextlib.suppress(subprocess.CalledProcessError):
            self._control("stop", "-m", "immediate")
        shutil.rmtree(self._home, ignore_errors=True)

    def _control(self, *arguments):
        self._run("pg_ctl", "-D", self._data, "-w", "-t", "120", *arguments)

    def _run(self, program, *arguments):
        as_user = {}
        if self._user:
            user, group = self._user
            as_user = {"user": user, "group": group, "extra_groups": []}
        subprocess.run(
            [self._programs / program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            cwd="/",
            check=True,
            start_new_session=True,
            **as_user,
        )

    @property
    def _user(self):
        """Whom root's server runs as, since PostgreSQL refuses root."""
        if os.geteuid():
            return None
        entry = pwd.getpwnam("postgres")
        return entry.pw_uid, entry.pw_gid


def of_class(case):
    """A :class:`Server` for a test class, with the template in it: call it before the
    class makes its database. It goes with the class.
    """
    odoo.sql_db.close_all()
    server = Server()
    case.addClassCleanup(server.remove)
    server.start()
    server.take(harness.template())
    return server


class Server(Cluster):
    """A server on a free port, reachable with the usual user and password.

    While it is used, PGHOST and PGPORT name it.
    """

    def __init__(self):
        super().__init__()
        self._before = {name: os.environ.get(name) for name in VARIABLES}

    def start(self):
        """Make the server, start it and let clients of this process use it."""
        secret = self._home / "password"
        secret.write_text(os.environ["PGPASSWORD"] or "x")
        self._data.mkdir(mode=0o700)
        self._own(secret, self._data, self._log)
        locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        access = ("-A", "scram-sha-256", "-U", os.environ["PGUSER"])
        options = (*locale, "--locale=C", "-E", "UTF8", *access)
        self._run("initdb", *options, f"--pwfile={secret}", "-N", "-D", self._data)
        with (self._data / "postgresql.conf").open("a") as file:
            file.write(SETTINGS)
        secret.unlink()
        self._launch()
        self._name(os.environ | {"PGHOST": "127.0.0.1", "PGPORT": str(self.port)})
        return self

    def _name(self, variables):
        """Let clients, Odoo among them, connect as these variables say."""
        os.environ |= {key: variables[key] for key in VARIABLES if variables.get(key)}
        config["db_host"], config["db_port"] = (
            os.environ["PGHOST"],
            int(os.environ["PGPORT"]),
        )

    def take(self, name):
        """Copy the database `name` of the usual server to this one."""
        client = {key: value for key, value in self._before.items() if value}
        source = {**os.environ, **client}
        subprocess.run(
            ["createdb", name], stdin=subprocess.DEVNULL, check=True, env=os.environ
        )
        dump = subprocess.Popen(
            ["pg_dump", "-Fc", "-Z0", name],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            env=source,
        )
        subprocess.run(
            ["pg_restore", "--no-owner", "-d", name],
            stdin=dump.stdout,
            check=True,
            env=os.environ,
        )
        dump.stdout.close()
        if dump.wait():
            raise AssertionError(f"{name} was not dumped")

    def restart(self):
        """Stop it as a power cut does, and start it again."""
        self._control("restart", "-m", "immediate", "-o", self._options)

    def remove(self):
        """Stop the server and remove all that is its own."""
        self._name(self._before)
        super().remove()

    def replica(self, settings=""):
        """A streaming replica of it, which has started.

        :param settings: lines for its configuration
        """
        return _Replica(self.port, settings)


class _Replica(Cluster):
    def __init__(self, port, settings):
        super().__init__()
        self._data.mkdir(mode=0o700)
        self._own(self._data, self._log)
        where = ("-h", "127.0.0.1", "-p", str(port), "-U", os.environ["PGUSER"])
        self._run("pg_basebackup", *where, "-D", self._data, "-R", "-c", "fast")
        with (self._data / "postgresql.conf").open("a") as file:
            file.write(settings)
        self._launch()
