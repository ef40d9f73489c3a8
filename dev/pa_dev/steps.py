"""Build steps whose result is kept in the cache."""

import contextlib
import fcntl
import shutil

from . import paths
from .console import Problem, say


@contextlib.contextmanager
def lock(name):
    """Hold the cache-wide lock `name`; a second process waits for the first."""
    folder = paths.cache() / "locks"
    folder.mkdir(exist_ok=True)
    with open(folder / name, "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def ensure(name, recipe, build, parent=None):
    """Return the folder that `build(folder)` filled, building it when needed.

    `recipe` is the text the result depends on: another recipe is another folder.
    The stamp is written last, so an interrupted build is done again from scratch.
    """
    parent = parent or paths.cache()
    folder = parent / f"{name}-{paths.digest(recipe)}"
    stamp = folder / ".complete"
    if stamp.exists():
        return folder
    with lock(f"step-{folder.name}"):
        if stamp.exists():
            return folder
        shutil.rmtree(folder, ignore_errors=True)
        if folder.exists():
            raise Problem(f"{folder} is incomplete and cannot be removed.")
        folder.mkdir(parents=True)
        say(f"preparing {name} (once) …")
        build(folder)
        stamp.write_text(recipe)
    return folder
