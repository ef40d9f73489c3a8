"""Everything a command needs: an Odoo, its interpreter, a server, a config."""

import configparser
import dataclasses
import io
import os
import subprocess
from pathlib import Path

from . import neighbours, odoo_source, paths, postgres, profiles, python_env
from .console import call


@dataclasses.dataclass
class Environment:
    """A prepared environment; `config` is the generated odoo.conf."""

    source: odoo_source.Source
    python: Path
    server: postgres.Server
    config: Path

    def variables(self, profile=None):
        """Return os.environ with what Odoo and the tests' scripts read, and the
        modules of others where the profile has them."""
        path = f"{self.server.programs}{os.pathsep}{os.environ.get('PATH', '')}"
        return {
            **os.environ,
            **self.server.variables(),
            "PATH": path,
            "ODOO_RC": str(self.config),
            "PA_ODOO_BIN": str(paths.DEV / "odoo"),
            "PYTHONUNBUFFERED": "1",
            **self._modules(profile),
        }

    def _modules(self, profile):
        if profile != profiles.NEIGHBOURS:
            return {}
        folders = [str(neighbours.folder()), os.environ.get("PYTHONPATH")]
        return {"PYTHONPATH": os.pathsep.join(filter(None, folders))}

    def odoo(self, *arguments):
        """Return the command line of Odoo with `arguments`."""
        return [str(self.python), str(self.source.program), *map(str, arguments)]

    def version(self):
        """Return what tells this Odoo from another one (text)."""
        code = "from odoo import release; print(release.version)"
        root = str(self.source.root or "")
        environ = {**os.environ, "PYTHONPATH": root}
        found = call([self.python, "-c", code], env=environ).strip()
        return f"{found} {self.source.program}"

    def start(self, command, **options):
        """Start `command` in this environment; return the Popen object."""
        lock = self.server.users_lock
        options.setdefault("env", self.variables())
        options.setdefault("stdin", subprocess.DEVNULL)
        return subprocess.Popen(
            command, pass_fds=() if lock is None else (lock,), **options
        )


def prepare():
    """Return the Environment, downloading and starting what is missing."""
    source = odoo_source.find()
    python = python_env.odoo_python(source)
    server = postgres.connect()
    return Environment(source, python, server, _write_config(server))


def _write_config(server):
    parser = configparser.RawConfigParser()
    parser["options"] = {
        "addons_path": paths.addons(),
        "admin_passwd": "admin",
        "data_dir": paths.data(),
        "db_host": server.host,
        "db_port": server.port,
        "db_user": server.user,
        "db_password": server.password or False,
        "pg_path": server.programs,
        "http_interface": "127.0.0.1",
        "list_db": True,
        "limit_time_cpu": 3600,
        "limit_time_real": 3600,
    }
    buffer = io.StringIO()
    parser.write(buffer)
    text = buffer.getvalue()
    target = paths.clone() / f"odoo-{paths.digest(text)}.conf"
    if not target.exists():
        draft = target.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(text)
        draft.rename(target)
    return target
