"""Which Odoo 19 runs: the developer's own, or Debian's package in the cache."""

import dataclasses
import os
import re
import sys
from pathlib import Path

from . import debian, steps
from .console import Problem, call

# The odoo-19 package links to files of the others.
PACKAGES = (
    "odoo-19",
    "fonts-font-awesome",
    "fonts-glyphicons-halflings",
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
)
MISSING_JS = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"


@dataclasses.dataclass
class Source:
    """An Odoo: its program, the folder of its Python package, its interpreter.

    `root` is None when the interpreter finds the package by itself, and
    `python` is None when the environment in the cache is to be used.
    """

    program: Path
    root: Path | None = None
    python: Path | None = None


def find():
    """Return the Source that PA_ODOO and PA_PYTHON name, or Debian's."""
    named = os.environ.get("PA_ODOO")
    python = os.environ.get("PA_PYTHON")
    if named:
        return _named(Path(named).expanduser().resolve(), python)
    root = steps.ensure("odoo", "2 " + " ".join(PACKAGES), _download)
    return Source(
        root / "usr/bin/odoo",
        root / "usr/lib/python3/dist-packages",
        Path(python) if python else None,
    )


def _named(path, python):
    if path.is_dir():
        if not (path / "odoo-bin").exists():
            raise Problem(f"PA_ODOO={path} holds no odoo-bin.")
        return Source(path / "odoo-bin", path, Path(python) if python else None)
    if not path.is_file():
        raise Problem(f"PA_ODOO={path} is neither a folder nor a program.")
    if not python:
        with open(path, errors="replace") as handle:
            shebang = handle.readline()
        interpreter = re.match(r"#!\s*(?:\S*/env\s+)?(\S*python\S*)", shebang)
        if not interpreter:
            raise Problem(f"Name the interpreter of {path} with PA_PYTHON.")
        python = interpreter[1]
    if "/" not in python:
        command = [python, "-c", "import sys; print(sys.executable)"]
        python = call(command).strip()
    root = path.parent if (path.parent / "odoo").is_dir() else None
    return Source(path, root, Path(python))


def _download(folder):
    if sys.maxsize < 2**32:
        raise Problem("A 64-bit Python is needed.")
    debian.fetch(PACKAGES, folder)
    addons = folder / "usr/lib/python3/dist-packages/odoo/addons"
    script = addons / MISSING_JS
    if not script.exists():
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text("// Left out of Debian's package.\n")
    if not (addons / "web/static/lib/jquery/jquery.js").exists():
        raise Problem("The web client's jquery.js is still a dangling link.")
