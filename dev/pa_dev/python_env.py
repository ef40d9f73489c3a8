"""Python environments in the cache."""

import sys

from . import paths, steps
from .console import Problem, call

OLDEST, NEWEST = (3, 10), (3, 13)


def odoo_python(source):
    """Return the interpreter that runs `source` (odoo_source.Source)."""
    if source.python:
        return source.python
    wanted = (paths.DEV / "requirements.txt").read_text()
    folder = environment("venv", wanted, extra=str(source.root))
    return folder / "bin/python"


def environment(name, requirements, extra=None, parent=None):
    """Return the folder of a virtual environment with `requirements` (text).

    `extra` is a folder that the environment also imports from, `parent` the
    folder to make it in (default: the cache).
    """
    version = sys.version_info[:2]
    if not OLDEST <= version <= NEWEST:
        raise Problem(
            "Odoo 19 needs Python 3.10 to 3.13; this is "
            f"{version[0]}.{version[1]}. Put another python3 first on the PATH."
        )
    recipe = f"{sys.version}\n{sys.executable}\n{extra}\n{requirements}"

    def build(folder):
        call([sys.executable, "-m", "venv", folder])
        listing = folder / "requirements.txt"
        listing.write_text(requirements)
        python = folder / "bin/python"
        call([python, "-m", "pip", "install", "--quiet", "-r", listing])
        if extra:
            code = "import sysconfig; print(sysconfig.get_path('purelib'))"
            site = call([python, "-c", code]).strip()
            with open(f"{site}/partner_anonymization_dev.pth", "w") as handle:
                handle.write(f"{extra}\n")

    return steps.ensure(name, recipe, build, parent)
