"""Databases and their file stores: made from cached templates, dropped."""

import os
import shutil
import subprocess
from pathlib import Path

from . import paths, steps
from .console import Problem, say
from .profiles import PROFILES

# Files whose change makes an update of the installed module necessary.
MODULE_SUFFIXES = {".py", ".xml", ".csv", ".js", ".scss", ".po", ".pot", ".sql"}
NOT_MODULE = ("dev", "benchmarks", "testing", "tests", "docs", "node_modules")
PREFIX = "pa_"


def module_digest():
    """Return a digest of the module's files that an update loads (no tests)."""
    skipped = tuple(str(paths.REPO / name) for name in NOT_MODULE)
    found = []
    for folder, names, files in os.walk(paths.REPO):
        names[:] = [n for n in names if not n.startswith((".", "__pycache__"))]
        if not folder.startswith(skipped):
            found += [Path(folder, name) for name in files]
    wanted = sorted(path for path in found if path.suffix in MODULE_SUFFIXES)
    return paths.digest(
        "\n".join(f"{path}\n{path.read_text(errors='replace')}" for path in wanted)
    )


def own_name(suffix):
    """Return the name of this clone's database `suffix`."""
    return f"{PREFIX}{paths.digest(str(paths.REPO))[:6]}_{suffix}"


class Databases:
    """Makes and drops databases in an environment.Environment."""

    def __init__(self, environment):
        self.environment = environment
        self.server = environment.server

    def template(self, profile):
        """Return the template database of `profile`: its modules, demo data."""
        modules = ",".join(PROFILES[profile])
        key = paths.digest(f"1 {self.environment.version()} {modules}")
        name = f"{PREFIX}template_{profile}_{key}"
        with steps.lock(name):
            if self.note(name) != "complete":
                self.drop(name)
                say(f"installing {modules} with demo data (once, some minutes) …")
                self.odoo(name, "-i", modules, profile=profile)
                self.set_note(name, "complete")
        return name

    def with_module(self):
        """Return a template on top of `apps` with the module installed."""
        name = own_name("installed")
        state = f"{self.template('apps')} {module_digest()}"
        with steps.lock(name):
            if self.note(name) != state:
                self.copy(self.template("apps"), name)
                say("installing the module into a database to copy …")
                self.odoo(name, "-i", paths.MODULE)
                self.set_note(name, state)
        return name

    def odoo(self, name, *arguments, profile=None):
        """Run Odoo once on database `name`; raise Problem when it logs an error."""
        log = paths.logs() / f"{name}.log"
        command = self.environment.odoo(
            "-d", name, *arguments, "--with-demo", "--stop-after-init", "--no-http"
        )
        with open(log, "w") as output:
            process = self.environment.start(
                command,
                env=self.environment.variables(profile),
                stdout=output,
                stderr=subprocess.STDOUT,
            )
            status = process.wait()
        lines = log.read_text(errors="replace").splitlines()
        errors = [n for n in lines if " ERROR " in n or " CRITICAL " in n]
        if status or errors:
            shown = "\n".join((errors or lines)[-15:])
            raise Problem(f"Odoo failed on {name}:\n{shown}\nLog: {log}")

    def copy(self, source, target):
        """Make database `target` a copy of `source`, file store included."""
        self.drop(target)
        self.server.client("createdb", "-T", source, target)
        if filestore(source).exists():
            # Odoo never changes a stored file in place: hard links are enough.
            shutil.copytree(filestore(source), filestore(target), copy_function=os.link)

    def drop(self, name):
        """Drop database `name` and its file store, if they exist."""
        self.server.client("dropdb", "--if-exists", "--force", name)
        shutil.rmtree(filestore(name), ignore_errors=True)

    def clean(self, *others):
        """Drop the templates, this clone's databases and `others`."""
        own = (f"{PREFIX}template_", own_name(""))
        for (name,) in self.server.query("SELECT datname FROM pg_database"):
            if name.startswith(own) or name in others:
                say(f"dropping {name}")
                self.drop(name)

    def note(self, name):
        """Return what set_note() kept with the database, or None.

        None as well when its files are gone: the cluster of a root user is outside the
        cache folder and outlives it.
        """
        if not filestore(name).exists():
            return None
        sql = (
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database "
            f"WHERE datname = '{name}'"
        )
        return next((row[0] for row in self.server.query(sql)), None)

    def set_note(self, name, text):
        """Keep a short text (no quotes) with the database; copies lack it."""
        self.server.query(f"COMMENT ON DATABASE \"{name}\" IS '{text}'")


def filestore(name):
    """Return the folder of a database's attachments."""
    return paths.data() / "filestore" / name
