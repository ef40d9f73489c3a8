"""Keeps the template of the translations and the translations up to date."""

import os
import subprocess
import tempfile
from pathlib import Path

from . import databases, paths
from .console import Problem

FOLDER = paths.REPO / "i18n"
MERGE = Path(__file__).with_name("po_merge.py")


def update(environment, database=None):
    """Export, merge and report; return 0 when everything is translated."""
    store = databases.Databases(environment)
    if database:
        store.odoo(database, "-u", paths.MODULE)
    else:
        database = store.with_module()
    with tempfile.TemporaryDirectory() as folder:
        exported = Path(folder) / f"{paths.MODULE}.pot"
        _export(environment, database, exported)
        # polib comes with Odoo's interpreter, not with the one that runs this.
        command = [environment.python, MERGE, exported, FOLDER]
        return subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode


def _export(environment, database, target):
    command = environment.odoo(
        *("i18n", "export", "-d", database, paths.MODULE, "-l", "pot", "-o", target)
    )
    log = paths.logs() / "i18n.log"
    with open(log, "w") as output:
        process = environment.start(command, stdout=output, stderr=subprocess.STDOUT)
        process.wait()
    lines = log.read_text(errors="replace").splitlines()
    errors = [line for line in lines if " ERROR " in line or " CRITICAL " in line]
    if process.returncode or errors or not os.path.exists(target):
        shown = "\n".join((errors or lines)[-15:])
        raise Problem(f"The export failed:\n{shown}\nLog: {log}")
