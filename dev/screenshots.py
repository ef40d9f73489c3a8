"""Takes the pictures of the documentation from a demo of its own; in Odoo's
interpreter: ``make screenshots``."""

import os
import sys
import urllib.error
import urllib.request
from pathlib import Path
from time import monotonic, sleep

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

from pa_dev import databases, demo, environment, paths, ports  # noqa: E402
from pa_dev.chromium import Chromium  # noqa: E402
from pa_dev.console import Problem, run_main, say  # noqa: E402

TARGET = paths.REPO / "static" / "description"
WIDTH, HEIGHT = 1280, 760
PATIENCE = 120
M = paths.MODULE
FORM = ".o_form_view"
MODAL = ".modal-dialog"
ANONYMIZE = "button[name=action_anonymize]"
PHRASE = "I understand anonymization"


def pictures(shot):
    """Take each picture: what a clerk, then an officer sees."""
    shot.user("clerk")
    shot.action("partner_anonymization_overview_action", ".o_action_manager .card")
    shot.take("overview")
    shot.contact("demo_candidate")
    shot.browser.click(".nav-link[name=anonymization]")
    shot.take("contact")
    shot.browser.click(ANONYMIZE)
    shot.browser.wait(f"{MODAL} .modal-footer button")
    shot.take("wizard")
    shot.contact("demo_blocked")
    shot.browser.click(ANONYMIZE)
    shot.browser.wait(f"{MODAL} .modal-footer button")
    shot.browser.scroll_to(f"{MODAL} .o_anonymization_blockers")
    shot.take("blocked")
    shot.user("officer")
    shot.contact("demo_anonymized")
    shot.take("anonymized")
    shot.action("partner_anonymization_line_action/{line}", FORM)
    shot.take("log")
    shot.user("admin")
    shot.action("res_config_settings_action", ".o_settings_container")
    shot.take("settings")


class Shot:
    """The browser on a server with one database."""

    def __init__(self, browser, url, database, ids):
        self.browser, self.url, self.database, self.ids = browser, url, database, ids

    def user(self, login):
        self.browser.log_in(self.url, self.database, login, login)

    def action(self, name, selector):
        path = name.format_map(self.ids)
        self.browser.open(f"{self.url}/odoo/action-{M}.{path}", selector)

    def contact(self, name):
        """Open a contact of the demo."""
        self.browser.open(f"{self.url}/odoo/res.partner/{self.ids[name]}", FORM)
        self.browser.wait(f"{FORM} .o_form_sheet")

    def take(self, name):
        say(name)
        self.browser.shoot(TARGET / f"{name}.png")


def main():
    """Serve a demo as long as pictures are taken; return the status."""
    prepared = environment.prepare()
    store = databases.Databases(prepared)
    name = databases.own_name("screenshots")
    try:
        demo.make(prepared, name)
        _with_server(prepared, name)
    finally:
        store.drop(name)
    return 0


def _with_server(prepared, name):
    rows = prepared.server.query(
        "SELECT name, res_id FROM ir_model_data"
        f" WHERE module = '{M}' AND model = 'res.partner' UNION ALL"
        " SELECT 'line', max(line_id) FROM partner_anonymization_seal",
        database=name,
    )
    port = ports.any_free()
    command = prepared.odoo(
        *("-d", name, "--db-filter", f"^{name}$", "--http-port", port),
        *("--gevent-port", ports.any_free(), "--max-cron-threads", 0),
    )
    log = paths.logs() / "screenshots.log"
    with open(log, "w") as output:
        server = prepared.start(command, stdout=output, stderr=output)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url, server, log)
        with Chromium(WIDTH, HEIGHT) as browser:
            pictures(Shot(browser, url, name, dict(rows)))
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _wait(url, server, log):
    end = monotonic() + PATIENCE
    while monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/web/login", timeout=PATIENCE):
                return
        except (urllib.error.URLError, OSError):
            sleep(0.3)
    tail = Path(log).read_text()[-900:]
    raise Problem(f"The server did not answer. Log: {log}\n{tail}")


if __name__ == "__main__":
    run_main(main)
