"""A real Odoo server process on 127.0.0.1, and its clients."""

import collections
import os
import signal
import socket
import subprocess
import threading

import requests

from odoo.tools import config

TIMEOUT = 120


class Refused(Exception):
    """The server answered with an error; `kind` is its class's last name."""

    def __init__(self, kind, message):
        super().__init__(f"{kind}: {message}")
        self.kind = kind


class Server:
    """Serves one database until stopped."""

    def __init__(self, database):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.database = database
        self.url = f"http://127.0.0.1:{self.port}"
        self.lines = collections.deque(maxlen=200)
        self.listening = threading.Event()

    def start(self):
        """Return when the server listens and the registry is loaded."""
        command = [os.environ["PA_ODOO_BIN"], "-d", self.database.name]
        self.process = subprocess.Popen(
            [
                *command,
                f"--http-port={self.port}",
                "--http-interface=127.0.0.1",
                "--max-cron-threads=0",
                "--workers=0",
                f"--data-dir={config['data_dir']}",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        threading.Thread(target=self._read, daemon=True).start()
        if not self.listening.wait(TIMEOUT) or self.process.poll() is not None:
            raise AssertionError("no server:\n" + "".join(self.lines))
        return self

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(line)
            if "Registry loaded" in line:
                self.listening.set()
        self.listening.set()

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process.stdout.close()


class Client:
    """One user's connection; without a login that of the public."""

    def __init__(self, server, login=None, password=None):
        self.server, self.session = server, requests.Session()
        self.login, self.password, self.uid = login, password, None
        if login:
            credentials = {"login": login, "password": password}
            answer = self._post(
                "/web/session/authenticate",
                {"db": server.database.name, **credentials},
            )
            self.uid = answer["uid"]

    def _post(self, path, params):
        answer = self.session.post(
            self.server.url + path,
            json={"jsonrpc": "2.0", "method": "call", "params": params},
            timeout=TIMEOUT,
        )
        if answer.status_code != 200:
            raise Refused(str(answer.status_code), path)
        content = answer.json()
        if "error" in content:
            data = content["error"]["data"]
            raise Refused(data["name"].split(".")[-1], data["message"])
        return content.get("result")

    def call(self, model, method, *args, **kwargs):
        """As the web client calls a method."""
        return self._post(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def execute(self, model, method, *args, **kwargs):
        """As scripts call a method, with a password."""
        credentials = [self.server.database.name, self.uid or 0, self.password or "x"]
        return self._post(
            "/jsonrpc",
            {
                "service": "object",
                "method": "execute_kw",
                "args": [*credentials, model, method, args, kwargs],
            },
        )

    def json2(self, model, method, key, **content):
        """As scripts call a method, with an API key."""
        answer = self.session.post(
            f"{self.server.url}/json/2/{model}/{method}",
            json=content,
            headers={"Authorization": f"bearer {key}"},
            timeout=TIMEOUT,
        )
        if answer.status_code != 200:
            try:
                data = answer.json()
            except ValueError:
                raise Refused(str(answer.status_code), method) from None
            raise Refused(data["name"].split(".")[-1], data["message"])
        return answer.json()
