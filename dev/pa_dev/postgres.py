"""The PostgreSQL server: the one PGHOST names, or one kept in the cache."""

import dataclasses
import os
from pathlib import Path

from . import pg_cluster, pg_users
from .console import Problem, call


@dataclasses.dataclass
class Server:
    """How to reach the server, and the folder of its client programs."""

    host: str
    port: str
    user: str
    password: str
    programs: Path
    users_lock: int | None = None

    def variables(self):
        """Return the environment variables that PostgreSQL's clients read."""
        return {
            "PGHOST": self.host,
            "PGPORT": self.port,
            "PGUSER": self.user,
            "PGPASSWORD": self.password,
            "PGCLIENTENCODING": "UTF8",
        }

    def client(self, program, *arguments):
        """Run a client program (psql, createdb …) and return its output."""
        environ = {**os.environ, **self.variables()}
        return call([self.programs / program, "-w", *arguments], env=environ)

    def query(self, sql, database="postgres"):
        """Return the rows of `sql` as lists of strings."""
        flags = ("-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-F", "\t")
        output = self.client("psql", *flags, "-d", database, "-c", sql)
        return [line.split("\t") for line in output.splitlines()]


def connect():
    """Return a running Server; it keeps running while this process lives."""
    programs = pg_cluster.programs()
    host = os.environ.get("PGHOST")
    if host:
        server = Server(
            host,
            os.environ.get("PGPORT") or "5432",
            os.environ.get("PGUSER") or "odoo",
            os.environ.get("PGPASSWORD") or "",
            programs,
        )
        try:
            server.query("SELECT 1")
        except Problem as problem:
            raise Problem(f"The server that PGHOST names fails: {problem}") from problem
        return server
    lock = pg_users.hold()
    port = pg_cluster.start()
    pg_users.watch()
    password = pg_cluster.password()
    return Server("127.0.0.1", port, pg_cluster.USER, password, programs, lock)
