"""Where things are: the repository, the cache and this clone's part of it."""

import hashlib
import os
from pathlib import Path

MODULE = "partner_anonymization"
REPO = Path(__file__).resolve().parents[2]
DEV = REPO / "dev"


def digest(text):
    """Return a short, stable name (10 hex digits) for any text."""
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def cache():
    """Return the cache folder, made if missing."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return _made(Path(home).resolve() / MODULE)


def clone():
    """Return this clone's own folder in the cache (clones share the rest)."""
    return _made(cache() / "clones" / digest(str(REPO)))


def logs():
    """Return the folder that keeps this clone's logs."""
    return _made(clone() / "logs")


def addons():
    """Return a folder holding the repository under the module's own name."""
    folder = _made(clone() / "addons")
    link = folder / MODULE
    if not link.is_symlink() or os.readlink(link) != str(REPO):
        temporary = folder / f".{MODULE}-{os.getpid()}"
        temporary.symlink_to(REPO)
        temporary.replace(link)
    return folder


def data():
    """Return Odoo's data folder (file store, sessions)."""
    return _made(cache() / "data")


def _made(folder):
    folder.mkdir(parents=True, exist_ok=True)
    return folder
