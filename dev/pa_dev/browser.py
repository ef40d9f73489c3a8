"""The browser that tours need."""

import os
import shutil

from .console import Problem, call, say

PROGRAMS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
HOW = (
    "Browser tests need Chromium: as root, `apt-get install chromium` on Debian "
    "(`chromium-browser` on Ubuntu), or put Google Chrome on the PATH."
)


def ensure():
    """Raise Problem unless there is a browser; root on Debian installs it."""
    if any(map(shutil.which, PROGRAMS)):
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Problem(HOW)
    say("installing chromium …")
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]
    try:
        call(["apt-get", "update"], env=environ)
        call(install, env=environ)
    except Problem as problem:
        raise Problem(f"{HOW}\n{problem}") from problem
