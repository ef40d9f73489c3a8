"""The demo: a database with demo data and a server to look at it."""

import os
import pathlib
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request

from . import databases, paths, ports, steps
from .console import Problem, say

NAME = f"{paths.MODULE}_demo"
LANGUAGES = "da_DK,de_DE"
COMPANY = paths.DEV / "demo_company.py"
LOGINS = """\
  Log in as          Password   May
  admin              admin      everything
  officer            officer    Anonymization Manager: restore, delete for good, rules
  clerk              clerk      Anonymize Customers, Override Retention; accounting
  bystander          bystander  accounting, nothing of this module
"""
GRACE = 20
LONG_LOG = 20 << 20


def database(environment):
    """Make or update the demo database, which all clones share: one at a time."""
    store = databases.Databases(environment)
    state = databases.module_digest()
    with steps.lock(NAME):
        note = store.note(NAME)
        if note == state:
            return
        if note:
            say("the module has changed: updating the demo …")
            store.odoo(NAME, "-u", paths.MODULE)
            arrange(environment, NAME)
        else:
            make(environment, NAME)
        store.set_note(NAME, state)


def make(environment, name):
    """Make a database with the demo data, a company and its users."""
    store = databases.Databases(environment)
    store.copy(store.template("apps"), name)
    say("installing the module …")
    store.odoo(name, "-i", paths.MODULE, f"--load-language={LANGUAGES}")
    arrange(environment, name)


def arrange(environment, name):
    """Make a company with the law of a country, and users with each right, of a
    database; doing it again changes nothing."""
    command = environment.odoo("shell", "-d", name, "--no-http", "--log-level=warn")
    with open(COMPANY) as script:
        process = environment.start(
            command, stdin=script, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        told = process.communicate()[0].decode(errors="replace")
    if process.returncode or "ARRANGED" not in told:
        raise Problem(f"The demo's company could not be set up:\n{told[-3000:]}")


def pdf_hint():
    """Say what is missing for printing, if anything is (text)."""
    if shutil.which("wkhtmltopdf"):
        return ""
    return (
        "\n  wkhtmltopdf is not on the PATH: no PDF can be printed, and invoices\n"
        "  without one are anonymized with a reason only. Debian 12 has it:\n"
        "  apt-get install wkhtmltopdf\n"
    )


def stop_running():
    """Stop this clone's demo if it runs, and wait for its end."""
    try:
        number = int(_pid_file().read_text())
        command = pathlib.Path(f"/proc/{number}/cmdline").read_bytes()
        if b"dev/demo" not in command:
            return
        os.kill(number, signal.SIGTERM)
    except (OSError, ValueError):
        return
    end = time.monotonic() + 2 * GRACE
    while _pid_file().exists() and time.monotonic() < end:
        time.sleep(0.2)


def keep_log(log):
    """Leave what the last server has said: the new one adds to it. A log that has
    grown long makes room, and is kept until the next one has."""
    if log.exists() and log.stat().st_size > LONG_LOG:
        log.replace(log.with_name(f"{log.name}.1"))


def _pid_file():
    return paths.clone() / "demo.pid"


class Server:
    """Odoo's server on the demo database; stopped by a signal."""

    def __init__(self, environment):
        self.environment = environment
        self.log = paths.logs() / "demo.log"
        self.process = None
        self.stopping = False

    def run(self):
        """Serve until SIGINT or SIGTERM; return the exit status."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.stop)
        port = ports.first_free(8069)
        command = self.environment.odoo(
            *("-d", NAME, "--db-filter", f"^{NAME}$", "--http-port", port),
            *("--gevent-port", ports.any_free()),
        )
        keep_log(self.log)
        with open(self.log, "a") as output:
            # In a session of its own: Ctrl-C reaches it once, through stop().
            self.process = self.environment.start(
                command, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )
        _pid_file().write_text(str(os.getpid()))
        try:
            return self._serve(f"http://127.0.0.1:{port}")
        finally:
            self._end()
            _pid_file().unlink(missing_ok=True)

    def stop(self, *_signal):
        """Ask the server to stop."""
        self.stopping = True
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def _serve(self, url):
        while not self.stopping and not _answers(f"{url}/web/login"):
            if self.process.poll() is not None:
                tail = self.log.read_text(errors="replace").splitlines()[-15:]
                raise Problem("The server ended:\n" + "\n".join(tail))
            time.sleep(0.3)
        if not self.stopping:
            print(
                f"\n  Odoo:      {url}\n  Database:  {NAME}\n  Log:       {self.log}\n"
                f"\n{LOGINS}{pdf_hint()}\n  Ctrl-C stops it.\n",
                flush=True,
            )
        while not self.stopping and self.process.poll() is None:
            time.sleep(0.2)
        return 0 if self.stopping else 1

    def _end(self):
        self.stop()
        try:
            self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def _answers(url):
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False
