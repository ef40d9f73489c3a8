"""An Odoo that knows of add-ons what pip has installed beside it, and nothing else."""

import os
import subprocess
import sysconfig
from pathlib import Path

from . import odoo_source, paths, python_env
from .console import Problem, call

# What follows in dev/requirements.txt is not Odoo's.
END_OF_ODOO = "# Browser tests."
LIMIT = 20 * 60


class PlainOdoo:
    """A virtual environment `folder` with packages on top of Odoo's own requirements.

    Databases are those of the server that the environment's variables name.
    """

    def __init__(self, folder):
        self.folder = Path(folder)
        self.python = self.folder / "bin/python"
        self.source = odoo_source.find()
        self.config = self.folder / "odoo.conf"
        self._make()

    def _make(self):
        listing = (paths.DEV / "requirements.txt").read_text()
        own, found, _rest = listing.partition(END_OF_ODOO)
        if not found:
            raise Problem(f"dev/requirements.txt lacks the line {END_OF_ODOO!r}.")
        plain = python_env.environment("plain", own)
        call([plain / "bin/python", "-m", "venv", self.folder])
        lines = [self._site(plain), *filter(None, [self.source.root])]
        text = "".join(f"{line}\n" for line in lines)
        (self._site(self.folder) / "plain_odoo.pth").write_text(text)
        self.config.write_text(
            f"[options]\ndata_dir = {paths.data()}\nhttp_interface = 127.0.0.1\n"
        )

    def _site(self, folder):
        names = {"base": str(folder), "platbase": str(folder)}
        return Path(sysconfig.get_path("purelib", "venv", names))

    def install(self, *packages):
        """Install wheels (paths) or packages (names), but not Odoo and its add-ons."""
        pip = [self.python, "-m", "pip", "install", "--quiet"]
        for package in packages:
            call([*pip, "--no-deps", package])
        wanted = [one for one in self.requirements() if not _is_odoo(one)]
        if wanted:
            call([*pip, *wanted])

    def requirements(self):
        """What the add-ons in this environment ask for."""
        code = (
            "from importlib.metadata import distributions as d\n"
            "for one in d():\n"
            "    if one.name.lower().startswith('odoo-addon'):\n"
            "        print(*(one.requires or ()), sep='\\n')"
        )
        found = call([self.python, "-c", code])
        return sorted({line.strip() for line in found.splitlines() if line.strip()})

    def odoo(self, *arguments, text=None, check=True):
        """Run Odoo's command line, with `text` on its input; return what it prints."""
        environ = {
            name: value
            for name, value in os.environ.items()
            if name not in ("ODOO_RC", "PYTHONPATH")
        }
        done = subprocess.run(
            [self.python, self.source.program, *arguments],
            env={**environ, "ODOO_RC": str(self.config)},
            input=text or "",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=self.folder,
            timeout=LIMIT,
            text=True,
            check=False,
        )
        if check and done.returncode:
            raise Problem(done.stdout[-4000:])
        return done.stdout


def _is_odoo(requirement):
    return requirement.replace("_", "-").startswith(("odoo==", "odoo-addon-"))
