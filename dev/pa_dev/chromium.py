"""A headless Chromium, told what to do by its own protocol; in Odoo's interpreter."""

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

import websocket

from . import browser
from .console import Problem

PATIENCE = 60
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--hide-scrollbars",
    "--remote-debugging-port=0",
    "--remote-debugging-address=127.0.0.1",
    "--remote-allow-origins=*",
)


class Chromium:
    """One tab; a context manager.

    :param width, height: of the window, in pixels
    """

    def __init__(self, width, height):
        self.size = {"width": width, "height": height}
        self.number = 0

    def __enter__(self):
        browser.ensure()
        program = next(filter(None, map(shutil.which, browser.PROGRAMS)))
        self.folder = Path(tempfile.mkdtemp(prefix="pa-chromium-"))
        self.process = subprocess.Popen(
            [program, *FLAGS, f"--user-data-dir={self.folder}", "about:blank"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            self._connect()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_details):
        self.process.terminate()
        self.process.wait(PATIENCE)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _connect(self):
        file = self.folder / "DevToolsActivePort"
        self._until(lambda: file.exists() and file.stat().st_size > 5, "Chromium")
        port = file.read_text().split()[0]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as answer:
            tabs = json.load(answer)
        address = next(t["webSocketDebuggerUrl"] for t in tabs if t["type"] == "page")
        self.socket = websocket.create_connection(address, timeout=PATIENCE)
        self.do("Page.enable")
        size = {**self.size, "deviceScaleFactor": 1, "mobile": False}
        self.do("Emulation.setDeviceMetricsOverride", **size)

    def _until(self, is_so, what):
        end = time.monotonic() + PATIENCE
        while not is_so():
            if time.monotonic() > end:
                raise Problem(f"{what} did not show within {PATIENCE} s.")
            time.sleep(0.2)

    def do(self, method, **params):
        """Send a command of the DevTools protocol; return its result."""
        self.number += 1
        command = {"id": self.number, "method": method, "params": params}
        self.socket.send(json.dumps(command))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise Problem(f"{method}: {answer['error']}")
                return answer["result"]

    def value(self, expression):
        """Return what a JavaScript expression is in the page."""
        found = self.do("Runtime.evaluate", expression=expression, returnByValue=True)
        return found["result"].get("value")

    def open(self, url, selector):
        """Go to a page and wait for an element of it."""
        self.do("Page.navigate", url=url)
        self.wait(selector)

    def wait(self, selector):
        """Wait until an element is there, and has stopped moving."""
        found = f"!!document.querySelector({json.dumps(selector)})"
        self._until(lambda: self.value(found), selector)
        time.sleep(1.5)

    def click(self, selector):
        self.wait(selector)
        self.value(f"document.querySelector({json.dumps(selector)}).click()")
        time.sleep(1)

    def scroll_to(self, selector):
        """Have an element at the top of what scrolls around it."""
        self.wait(selector)
        self.value(f"document.querySelector({json.dumps(selector)}).scrollIntoView()")
        time.sleep(1)

    def log_in(self, url, database, login, password):
        """Have the session of a user, and of nobody else."""
        self.do("Network.clearBrowserCookies")
        body = {"db": database, "login": login, "password": password}
        request = urllib.request.Request(
            f"{url}/web/session/authenticate",
            json.dumps({"jsonrpc": "2.0", "params": body}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            cookie = answer.headers["Set-Cookie"] or ""
            if json.load(answer).get("error") or "session_id=" not in cookie:
                raise Problem(f"{login} cannot log in.")
        session = cookie.partition("session_id=")[2].partition(";")[0]
        self.do("Network.setCookie", name="session_id", value=session, url=url)

    def shoot(self, file):
        """Write a picture of the window (PNG)."""
        data = self.do("Page.captureScreenshot", format="png")["data"]
        draft = Path(f"{file}.{os.getpid()}")
        draft.write_bytes(base64.b64decode(data))
        draft.replace(file)
