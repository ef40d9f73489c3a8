"""What the standalone tests stand on: real databases, connections and processes.

A test gets a copy of the database PA_TEST_TEMPLATE with its file store and a key
directory of its own, all of it removed at the end.
"""

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path
from uuid import uuid4

import psycopg2

import odoo
from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry
from odoo.sql_db import close_db
from odoo.tools import config

MODULE = "partner_anonymization"
ADMIN = 2
# Rows that come and go by themselves, and counters.
VOLATILE = {
    "bus_bus",
    "bus_presence",
    "ir_cron",
    "ir_cron_progress",
    "ir_logging",
    "mail_presence",
    "res_device_log",
}


# Here, since importing odoo.addons needs the addons path.
config.parse_config(["--log-level=critical"], setup_logging=True)


def template():
    """Return the name of the database to copy, with the module installed."""
    return os.environ["PA_TEST_TEMPLATE"]


def client(program, *arguments):
    """Run a PostgreSQL client program; return its output."""
    done = subprocess.run(
        [program, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise AssertionError(f"{program}: {done.stderr}")
    return done.stdout


def filestore(name):
    """Return the folder of a database's attachments."""
    return Path(config.filestore(name))


class Database:
    """A database of the tests' own."""

    def __init__(self, label):
        # Below the template's name, `make clean-db` finds what a killed test leaves.
        self.name = f"{template()}_{label}_{uuid4().hex[:6]}"
        self._connection = None

    def copy_of(self, source):
        """Make it a copy of the database named `source`, file store included."""
        client("createdb", "-T", source, self.name)
        if filestore(source).exists():
            # Odoo never changes a stored file in place: hard links are enough.
            shutil.copytree(
                filestore(source), filestore(self.name), copy_function=os.link
            )
        return self

    def drop(self):
        """Remove the database and its file store."""
        self.disconnect()
        client("dropdb", "--if-exists", "--force", self.name)
        shutil.rmtree(filestore(self.name), ignore_errors=True)

    def rename(self, name):
        """Give the database another name, as its file store."""
        self.disconnect()
        rename = f'ALTER DATABASE "{self.name}" RENAME TO "{name}"'
        client("psql", "-X", "-q", "-d", "postgres", "-c", rename)
        filestore(self.name).rename(filestore(name))
        self.name = name

    def disconnect(self):
        """Close all of this process's connections and forget the registry."""
        Registry.delete(self.name)
        close_db(self.name)
        if self._connection:
            self._connection.close()
            self._connection = None

    def sql(self, query, params=None):
        """Run a statement in a transaction of its own; return the rows."""
        if self._connection is None:
            self._connection = psycopg2.connect(dbname=self.name)
            self._connection.autocommit = True
        with self._connection.cursor() as cr:
            cr.execute(query, params)
            return cr.fetchall() if cr.description else []

    def registry(self):
        return Registry(self.name)

    @contextlib.contextmanager
    def env(self, uid=SUPERUSER_ID, su=False, **context):
        """An environment on a cursor of its own, committed at the end."""
        registry = self.registry().check_signaling()
        with registry.cursor() as cr:
            env = api.Environment(cr, uid, context, su=su)
            yield env
        registry.signal_changes()

    def parameter(self, key, value):
        """Set a system parameter of the module."""
        with self.env() as env:
            env["ir.config_parameter"].set_param(f"{MODULE}.{key}", value)

    def odoo(self, *arguments):
        """Run Odoo's command line on the database until it stops; return the log."""
        command = [os.environ["PA_ODOO_BIN"], "-d", self.name, *arguments]
        done = subprocess.run(
            [*command, "--stop-after-init", "--no-http", "--log-level=warn"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        bad = [n for n in done.stdout.splitlines() if " ERROR " in n or "CRIT" in n]
        if done.returncode or bad:
            raise AssertionError(done.stdout[-4000:])
        return done.stdout

    def duplicate(self, name):
        """Copy it by Odoo's own command; return the copy."""
        copy = Database(name)
        self.disconnect()
        command = [os.environ["PA_ODOO_BIN"], "db", "duplicate"]
        subprocess.run(
            [*command, self.name, copy.name],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
        )
        return copy

    def wait_for_locks(self):
        """Return once no dead process's transaction is left: they all read partners."""
        self.sql("BEGIN; LOCK res_partner IN ACCESS EXCLUSIVE MODE; COMMIT")

    def waits_for_lock(self, pid):
        """Tell whether the backend `pid` waits for another transaction."""
        return bool(self.sql("SELECT 1 WHERE pg_blocking_pids(%s) <> '{}'", [pid]))

    def missing_files(self):
        """Names of stored files that attachments need and the file store lacks."""
        rows = self.sql(
            "SELECT DISTINCT store_fname FROM ir_attachment"
            " WHERE store_fname IS NOT NULL"
        )
        return {name for (name,) in rows if not (filestore(self.name) / name).exists()}

    def digest(self, own=True, without=None):
        """Every row of every table as ``{table: hash of its rows}``, without VOLATILE.

        :param own: include this module's tables
        :param without: ``{table: columns to leave out}``
        """
        names = [n for n in self._tables() if own or not n.startswith(MODULE)]
        query = " UNION ALL ".join(
            f"SELECT '{name}', md5(coalesce(string_agg(row, '' ORDER BY row), ''))"
            f" FROM (SELECT md5((to_jsonb(t) - %s::text[])::text) AS row"
            f' FROM "{name}" t) AS rows'
            for name in names
        )
        left_out = without or {}
        return dict(self.sql(query, [list(left_out.get(n, ())) for n in names]))

    def versions(self, pattern):
        """``{table: what any write to it changes}``; far cheaper than a digest."""
        query = " UNION ALL ".join(
            f"SELECT '{name}', concat(count(*), '/', sum(xmin::text::bigint))"
            f' FROM "{name}"'
            for name in self._tables(pattern)
        )
        return dict(self.sql(query))

    def _tables(self, pattern=""):
        rows = self.sql(
            "SELECT relname FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace AND relname <> ALL(%s)"
            " AND NOT starts_with(relname, 'orm_signaling') AND relname ~ %s",
            [[*VOLATILE], pattern],
        )
        return [name for (name,) in rows]


def differing(before, after):
    """Names of the tables in which two digests differ."""
    names = before.keys() | after.keys()
    return {name for name in names if before.get(name) != after.get(name)}


def tree(folder):
    """``{path: hash}`` of all files below a folder."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file()
    }


def keys_in(folder):
    """Number of keys in a key directory."""
    from odoo.addons.partner_anonymization.engine.vault import key_folder

    found, failed = key_folder.survey(Path(folder))
    assert not failed, failed
    return sum(len(filled) for _header, filled in found.values())


def forked(action, *arguments):
    """Run `action` in a child process, a fork with connections of its own; return its
    id. Its status is 1 when the action raises."""
    odoo.sql_db.close_all()
    pid = os.fork()
    if not pid:
        code = 1
        try:
            action(*arguments)
            code = 0
        finally:
            os._exit(code)
    return pid


def killed(action):
    """Run `action` in a child process that is to kill itself; return the signal."""
    _pid, status = os.waitpid(forked(action), 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def draft_invoice(env, partner_id):
    """A customer invoice of 10, without taxes, that is not posted."""
    line = Command.create({"name": "x", "price_unit": 10, "tax_ids": False})
    return env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner_id,
            "invoice_line_ids": [line],
        }
    )


def die(*_args, **_kwargs):
    """Kill this process without a chance to clean up."""
    os.kill(os.getpid(), signal.SIGKILL)


class StandaloneCase(unittest.TestCase):
    """A database `cls.db` and the key directory `cls.keys`."""

    label = "test"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keys = Path(tempfile.mkdtemp(prefix="pa-test-keys-")).resolve()
        cls.addClassCleanup(shutil.rmtree, cls.keys, ignore_errors=True)
        cls.kek = Path(tempfile.mkdtemp(prefix="pa-test-kek-")).resolve()
        cls.addClassCleanup(shutil.rmtree, cls.kek, ignore_errors=True)
        os.environ.pop("PARTNER_ANONYMIZATION_KEK_DIR", None)
        cls.db = cls.make_database(cls.label)
        cls._purge_demo()
        os.environ["PARTNER_ANONYMIZATION_KEK_DIR"] = str(cls.kek)
        cls.db.parameter("key_dir", str(cls.keys))

    @classmethod
    def _purge_demo(cls):
        """Purge whom the demo data anonymized: their keys are the template's, and are
        left where they are."""
        with cls.db.env(uid=ADMIN) as env:
            if "partner.anonymization.seal" in env:
                sealed = env["partner.anonymization.seal"].sudo()._sealed_lines()
                lines = env["partner.anonymization.line"].browse(sealed)
                if lines:
                    lines.partner_id.purge_anonymized()

    @classmethod
    def make_database(cls, label, source=None):
        """A copy of the template, or of a Database, that is dropped at the end."""
        database = Database(label)
        cls.addClassCleanup(database.drop)
        if source:
            source.disconnect()
        return database.copy_of(source.name if source else template())

    def assertSame(self, before, after, ignored=()):
        self.assertEqual(differing(before, after) - set(ignored), set())
