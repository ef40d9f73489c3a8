"""The wheel of the module, as OCA's are named and built."""

import ast
import os
import re
import shutil
import subprocess
from pathlib import Path

from . import lint, paths, python_env
from .console import Problem

REQUIREMENTS = "build==1.*\nwhool>=1.3,<2\n"
# Beginnings of the names of files that only a clone needs.
LEFT_OUT = (
    ".",
    "Makefile",
    "benchmarks/",
    "dev/",
    "docs/",
    "eslint.config.mjs",
    "static/tests/",
    "tests/",
)
BRANCH = "main"
LINK = re.compile(r"(`[^`<]*<)([^`<>]+)(>`__?)")
IMAGE = re.compile(r"(?m)^( *\.\. (?:image|figure):: )(\S+)$")
OUTSIDE = re.compile(r"[a-z]+:|#")


def build(target):
    """Build the wheel into the folder `target`; return its path."""
    source = _copy()
    python = python_env.environment("wheel", REQUIREMENTS) / "bin/python"
    target = Path(target).resolve()
    draft = source.parent / "dist"
    shutil.rmtree(draft, ignore_errors=True)
    # Not what git knows of a folder around the cache.
    environ = {**os.environ, "GIT_DIR": os.devnull}
    done = subprocess.run(
        [python, "-m", "build", "--wheel", "--no-isolation", "-o", draft, source],
        env={**environ, "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Problem(f"The wheel cannot be built:\n{done.stdout}")
    (found,) = draft.glob("*.whl")
    target.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy2(found, target))


def _copy():
    """Return a copy of the module in a folder of its name: the wheel has it from it."""
    copy = paths.clone() / "wheel" / paths.MODULE
    shutil.rmtree(copy, ignore_errors=True)
    for name in lint.files():
        if not name.startswith(LEFT_OUT):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(paths.REPO / name, copy / name)
    readme = copy / "README.rst"
    website = ast.literal_eval((copy / "__manifest__.py").read_text())["website"]
    readme.write_text(absolute(readme.read_text(), website))
    return copy


def absolute(text, website):
    """Return a README.rst whose links and images are found from anywhere.

    :param website: address of the repository
    """
    raw = website.replace("://github.com/", "://raw.githubusercontent.com/")

    def link(found):
        before, target, after = found.groups()
        if OUTSIDE.match(target):
            return found[0]
        return f"{before}{website}/blob/{BRANCH}/{target}{after}"

    def image(found):
        before, target = found.groups()
        return found[0] if OUTSIDE.match(target) else f"{before}{raw}/{BRANCH}/{target}"

    return IMAGE.sub(image, LINK.sub(link, text))
