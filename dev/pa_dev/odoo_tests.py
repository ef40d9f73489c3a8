"""Runs the module's tests by Odoo's own test runner."""

import contextlib
import os
import re
import signal
import subprocess
import time

from . import axe, databases, log, paths, ports
from .console import say

LIMIT = 60 * 60
CLASS = re.compile(r"odoo\.addons\.\S+: Starting (\w+)\.")


def run(environment, profile, tags, keep=False, fresh=False, lane=""):
    """Return the log.Report of the tests `tags` on a database of `profile`.

    `keep` reuses a database in which the module is installed, and updates it
    when files have changed; otherwise the module is installed into a new copy, whose
    name ends with `lane`.
    """
    store = databases.Databases(environment)
    name = databases.own_name(f"inner_{profile}" if keep else f"test_{profile}{lane}")
    # What is edited while the tests run is for the next update.
    state = _state(store, profile) if keep else None
    action = _inner(store, name, profile, fresh) if keep else None
    if profile == "apps" and not keep:
        store.copy(store.with_module(), name)
        action = []
    elif action is None:
        store.copy(store.template(profile), name)
        action = ["-i", paths.MODULE]
    command = environment.odoo(
        *("-d", name, *action, "--test-tags", tags, "--stop-after-init"),
        *("--with-demo", "--http-port", ports.any_free()),
        *("--gevent-port", ports.any_free(), "--max-cron-threads", 0),
    )
    file = paths.logs() / f"{name}.log"
    say(f"{profile}: --test-tags {_shortened(tags)}\ndev: log: {file}")
    variables = environment.variables(profile)
    if axe.TEST in tags or tags.startswith("slow"):
        variables["PA_AXE"] = str(axe.file())
    status = _run(environment, command, file, variables)
    with open(file, errors="replace") as lines:
        report = log.check(lines, status)
    report.name = f"Odoo's tests, {profile}"
    if not keep:
        store.drop(name)
    elif not report.strays:
        store.set_note(name, state)
    return report


def _inner(store, name, profile, fresh):
    """Return what to do with the kept database; None to make it anew."""
    note = None if fresh else store.note(name)
    if not note or note.split()[0] != store.template(profile):
        return None
    if note == _state(store, profile):
        return []
    # Until this run has succeeded, the next one has to update again.
    store.set_note(name, f"{store.template(profile)} outdated")
    return ["-u", paths.MODULE]


def _state(store, profile):
    return f"{store.template(profile)} {databases.module_digest()}"


def _shortened(tags):
    return tags if len(tags) < 200 else f"{tags[:200]} …"


def _run(environment, command, file, variables):
    """Run Odoo with its log in `file`, naming test classes; return the status."""
    with open(file, "w") as output:
        process = environment.start(
            command,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=variables,
        )
        try:
            with open(file, errors="replace") as lines:
                return _follow(process, lines)
        finally:
            # Browsers and the like that Odoo may leave behind go with it.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _follow(process, lines):
    end = time.monotonic() + LIMIT
    seen = None
    while time.monotonic() < end:
        status = process.poll()
        for line in lines:
            found = CLASS.search(line)
            if found and found[1] != seen:
                seen = found[1]
                print(f"  {seen}", flush=True)
        if status is not None:
            return status
        time.sleep(0.3)
    say(f"stopped after {LIMIT // 60} minutes")
    return 1
