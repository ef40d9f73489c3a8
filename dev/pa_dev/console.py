"""What the scripts say and how they call programs."""

import os
import shlex
import subprocess
import sys


class Problem(Exception):
    """A failure whose message tells a developer what to do."""


def say(message):
    """Print a progress message on stderr, so that stdout stays the program's."""
    print(f"dev: {message}", file=sys.stderr, flush=True)


def call(command, **options):
    """Run `command` quietly and return its standard output.

    Raise Problem with what it printed when it fails. No terminal is passed, so
    nothing can stop to ask a question.
    """
    command = [os.fspath(part) for part in command]
    options.setdefault("stdin", subprocess.DEVNULL)
    options.setdefault("stderr", subprocess.STDOUT)
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, text=True, check=False, **options
        )
    except FileNotFoundError as error:
        raise Problem(f"The program {command[0]!r} is missing.") from error
    if done.returncode:
        tail = "\n".join((done.stdout or "").strip().splitlines()[-15:])
        raise Problem(f"{shlex.join(command)} failed ({done.returncode}):\n{tail}")
    return done.stdout


def run_main(main):
    """Call `main()` and exit with its status; show a Problem without traceback."""
    try:
        status = main()
    except Problem as problem:
        print(f"dev: {problem}", file=sys.stderr)
        status = 1
    except KeyboardInterrupt:
        status = 130
    sys.exit(status or 0)
