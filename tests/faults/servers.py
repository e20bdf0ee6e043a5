"""Real server processes on a real database, and a client that speaks HTTP to them."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).parents[2]
FORM = "application/x-www-form-urlencoded"


@dataclass
class Server:
    """The server with its worker processes, all in a process group of their own."""

    url: str
    folder: Path
    workers: int = 2
    environment: Mapping[str, str] = field(default_factory=dict)
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def start(self) -> Server:
        """Serve, and return when the first request was answered."""
        self.port = self.port or free_port()
        settings = {
            "COMMUNITY_ENV": "development",
            "DATABASE_URL": self.url,
            "DATA": str(self.folder),
            "LOG_LEVEL": "ERROR",
            "PORT": str(self.port),
            "WORKERS": str(self.workers),
            "WORKER": "none",
        }
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "community.server"],
                cwd=ROOT,
                env={**os.environ, **settings, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + 120  # a busy machine may take its time
        while time.monotonic() < deadline and self.process.poll() is None:
            with contextlib.suppress(OSError, http.client.HTTPException), Visitor(self.port) as visitor:
                if visitor.get("/healthz").status == 200:
                    return self
            time.sleep(0.05)
        raise AssertionError(f"the server does not serve: {self.log.read_text(errors='replace')[-2000:]}")

    def kill(self) -> None:
        """Let all its processes die at once, as when the machine loses its power."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@contextlib.contextmanager
def serving(url: str, folder: Path, workers: int = 2, **environment: str) -> Iterator[Server]:
    """Serve the site on the database at `url` for a while."""
    server = Server(url, folder, workers, environment)
    try:
        yield server.start()
    finally:
        server.kill()


@dataclass
class Answer:
    """What the server said."""

    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Visitor:
    """A connection to the server, with the cookies it was given."""

    def __init__(self, port: int, timeout: float = 30) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        self.cookies: dict[str, str] = {}

    def __enter__(self) -> Visitor:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, None, headers)

    def post(self, path: str, fields: Mapping[str, object], **headers: str) -> Answer:
        return self.ask("POST", path, urlencode(fields).encode(), {"Content-Type": FORM, **headers})

    def ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.connection.request(method, path, body, {**headers, **({"Cookie": cookies} if cookies else {})})
        response = self.connection.getresponse()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return Answer(response.status, response.headers, response.read())

    def be(self, person_id: int) -> Visitor:
        """Sign in as this person, which a site outside production allows."""
        answer = self.post("/sign-in/as", {"person": person_id})
        assert answer.status == 303, answer.text
        return self

    def vote(self, idea_id: int, choice: str) -> Answer:
        return self.post(f"/ideas/{idea_id}/vote", {"choice": choice}, Accept="application/json")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
