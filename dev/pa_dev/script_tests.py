"""Runs tests that are plain Python scripts (unittest)."""

import contextlib
import dataclasses
import os
import re
import signal
import subprocess
import sys

from . import databases, paths, profiles, softhsm, tally
from .console import Problem, say

FOLDER = paths.REPO / "tests" / "standalone"
RAN = re.compile(r"^Ran (\d+) tests? in", re.M)
BAD = re.compile(r"^(?:FAILED|OK) \((.*)\)$", re.M)
FAILED_KINDS = ("failures", "errors", "skipped", "unexpected successes")
ALONE = re.compile(r"^ALONE = True$", re.M)
LONG = re.compile(r"^LONG = True$", re.M)
LATER = re.compile(r"^LATER = True$", re.M)
MINUTES = re.compile(r"^MINUTES = (\d+)$", re.M)
LIMIT = 30  # Minutes, unless a script says otherwise.
# Who waits longer for a lock waits for itself: an error instead of a test that hangs.
# The tests' databases need not survive the machine.
OPTIONS = "-c lock_timeout=120s -c synchronous_commit=off"


@dataclasses.dataclass
class Report:
    """Counts of one script, with its output when it has to be shown."""

    passed: int
    failed: int
    shown: list
    times: dict = dataclasses.field(default_factory=dict)
    tallies: list = dataclasses.field(default_factory=list)
    name: str = ""


def find(pattern):
    """Return the standalone scripts that match; Problem when a named one lacks."""
    found = sorted(FOLDER.glob(pattern))
    if not found and "*" not in pattern:
        raise Problem(f"There is no {FOLDER / pattern}.")
    return found


def is_alone(script):
    """Tell whether a script measures what happens at the same time, and therefore
    wants the machine to itself: it says ``ALONE = True``."""
    return bool(ALONE.search(script.read_text(errors="replace")))


def is_long(script):
    """Tell whether a script takes longer than the others: it says ``LONG = True``."""
    return bool(LONG.search(script.read_text(errors="replace")))


def is_later(script):
    """Tell whether a script is left to `make test-all`: it says ``LATER = True``."""
    return bool(LATER.search(script.read_text(errors="replace")))


def limit(script):
    """Return after how many minutes a script is stopped: it says ``MINUTES = 70``."""
    found = MINUTES.search(script.read_text(errors="replace"))
    return int(found[1]) if found else LIMIT


def standalone(environment, script):
    """Return the Report of one script, run against real databases."""
    store = databases.Databases(environment)
    text = script.read_text(errors="replace")
    profile = profiles.NEIGHBOURS if "PA_NEIGHBOURS" in text else None
    environ = environment.variables(profile)
    environ["PA_TEST_TEMPLATE"] = store.with_module()
    if profile:
        environ["PA_NEIGHBOURS"] = store.template(profile)
    if "PA_SOFTHSM" in text:
        environ["PA_SOFTHSM"] = str(softhsm.folder())
    if "PA_ALL_TEMPLATE" in text:
        environ["PA_ALL_TEMPLATE"] = store.template("all")
    environ.setdefault("PGOPTIONS", OPTIONS)
    command = [environment.python, "-m", "unittest", "-v", script.name]
    return _run(command, script.stem, environ, script.parent, limit(script))


def own():
    """Return the Report of the development scripts' own tests."""
    command = [sys.executable, "-m", "unittest", "discover", "-s", "tests"]
    return _run([*command, "-t", "."], "dev_tests", dict(os.environ), paths.DEV)


def _run(command, name, environ, folder, minutes=LIMIT):
    file = paths.logs() / f"{name}.log"
    say(f"{name}: log: {file}")
    with open(file, "w") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            status = process.wait(60 * minutes)
        except subprocess.TimeoutExpired:
            output.write(f"\nStopped after {minutes} minutes.\n")
            status = 1
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    return check(name, file.read_text(errors="replace"), status)


def check(name, text, status):
    """Return the Report of a unittest run from its output and exit status."""
    ran = int(found[1]) if (found := RAN.search(text)) else 0
    kinds = dict(
        part.split("=") for part in (BAD.findall(text) or [""])[-1].split(", ") if part
    )
    failed = min(sum(int(kinds.get(kind, 0)) for kind in FAILED_KINDS), ran)
    passed = ran - failed
    if not ran or (status and not failed):
        failed += 1
    shown = [f"{name}:\n{text}"] if failed else []
    return Report(passed, failed, shown, tallies=tally.find(text), name=name)
