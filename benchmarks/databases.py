"""Databases of the benchmark: one template with the data, copies to measure on."""

import hashlib
import os
import shutil
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2

PREFIX = "partner_anonymization_bench"
MODULE = "partner_anonymization"
APPS = "account,contacts"
PARTNERS, ENTRIES, SUBJECTS = 80_000, 160_000, 7_000
SUBJECTS_SQL = Path(__file__).with_name("subjects.sql")


def say(message):
    """Progress on stderr; stdout holds the figures."""
    print(f"bench: {message}", file=sys.stderr, flush=True)


def verdict(broken):
    """Print the bounds that were broken; return the exit status."""
    for sentence in broken:
        print(f"BROKEN: {sentence}")
    return 1 if broken else 0


def query(database, sql, *values, autocommit=False):
    """Run one statement.

    :return: its rows, an empty list for a statement without any
    """
    with closing(psycopg2.connect(dbname=database)) as connection:
        connection.autocommit = autocommit
        with connection.cursor() as cursor:
            cursor.execute(sql, values or None)
            rows = cursor.fetchall() if cursor.description else []
        if not autocommit:
            connection.commit()
    return rows


@contextmanager
def alone():
    """Hold a lock: two runs at once would drop each other's copies."""
    with closing(psycopg2.connect(dbname="postgres")) as connection:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [PREFIX])
            yield


def odoo(*arguments):
    """Run Odoo's command line; what it logs is shown only when it fails.

    :raise SystemExit: it failed
    """
    done = subprocess.run(
        [os.environ["PA_ODOO_BIN"], *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode or " ERROR " in done.stderr:
        sys.exit("\n".join([*done.stderr.splitlines()[-30:], "bench: Odoo failed"]))


def template():
    """The database with the data and without our module, made when it is missing.

    :return: its name, which tells what it contains
    """
    from odoo import release

    key = f"{release.version} {APPS} {PARTNERS} {ENTRIES} {SUBJECTS}"
    content = key.encode() + SUBJECTS_SQL.read_bytes()
    name = f"{PREFIX}_{hashlib.sha256(content).hexdigest()[:10]}"
    comment = "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
    if query("postgres", f"{comment} WHERE datname = %s", name) != [("complete",)]:
        drop(name)
        _fill(name)
        query("postgres", f"COMMENT ON DATABASE {name} IS 'complete'")
    return name


def _fill(name):
    say(f"installing {APPS} with demo data (once, some minutes) …")
    quiet = ("--stop-after-init", "--no-http")
    odoo("-d", name, "-i", APPS, "--with-demo", *quiet)
    last = {}
    for table, wanted in (("res_partner", PARTNERS), ("account_move", ENTRIES)):
        [(count, highest)] = query(name, f"SELECT count(*), max(id) FROM {table}")
        last[table] = (highest, -(-wanted // count))
    factors = ",".join(str(factor) for _id, factor in last.values())
    say("multiplying the data …")
    models = ("--models", "res.partner,account.move", "--factors", factors)
    odoo("populate", "-d", name, *models)
    query(name, "ANALYZE")
    say("making subjects …")
    settings = {
        "bench.subjects": SUBJECTS,
        "bench.last_partner": last["res_partner"][0],
        "bench.last_move": last["account_move"][0],
    }
    head = "".join(f"SET {key} = {value};" for key, value in settings.items())
    query(name, head + SUBJECTS_SQL.read_text())
    query(name, "VACUUM ANALYZE", autocommit=True)


def copy(source, target):
    """Make ``target`` a copy of ``source`` with fresh statistics."""
    drop(target)
    sql = f"CREATE DATABASE {target} TEMPLATE {source} STRATEGY FILE_COPY"
    query("postgres", sql, autocommit=True)
    query(target, "ANALYZE")


def install(name):
    """Install our module as it is now."""
    say("installing the module …")
    odoo("-d", name, "-i", MODULE, "--stop-after-init", "--no-http")


def drop(name):
    """Drop a database and its file store, if they exist."""
    from odoo.tools import config

    query("postgres", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", autocommit=True)
    shutil.rmtree(config.filestore(name), ignore_errors=True)


def size(name):
    """Bytes on disk."""
    return query(name, "SELECT pg_database_size(%s)", name)[0][0]
