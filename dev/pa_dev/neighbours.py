"""Modules of the Odoo Community Association, as their wheels bring them."""

import sys

from . import paths, steps
from .console import call

LISTING = paths.DEV / "neighbours.txt"


def folder():
    """Return a folder for PYTHONPATH that holds what dev/neighbours.txt lists."""
    listing = LISTING.read_text()

    def build(target):
        # Odoo and its requirements are there.
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
        call([*pip, "--target", target, "-r", LISTING])

    return steps.ensure("neighbours", f"{sys.version}\n{listing}", build)
