"""Starts servers on loopback for a measurement, and asks the system what they cost."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

__all__ = [
    "GENERATOR_CORE", "GUNICORN", "HOME", "SECRET_KEY", "SERVER_CORE", "SITE", "Server", "granian", "gunicorn",
    "serving", "site",
]  # fmt: skip

HOME = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
SECRET_KEY = "only-for-measuring-" + "0" * 32

_cores = sorted(os.sched_getaffinity(0))
SERVER_CORE, GENERATOR_CORE = _cores[0], _cores[-1]
"""Server and generator each have a core of their own, where there are two."""

SITE = [sys.executable, "-m", "community.server"]
"""What `make demo` and `flask serve` turn into."""

GUNICORN = {"gunicorn, sync": ["--worker-class", "sync"], "gunicorn, gthread": ["--threads", "4"]}


def granian(app: str) -> list[str]:
    """Return the command that serves `app` as community.server does, with one thread, the quickest for a limit."""
    return [
        f"{BIN}/granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", "{port}", "--workers", "1",
        "--blocking-threads", "1", "--log-level", "error", app,
    ]  # fmt: skip


def gunicorn(app: str, options: Sequence[str]) -> list[str]:
    """Return the command that serves `app` by gunicorn with one worker."""
    return [
        f"{BIN}/gunicorn", "--bind", "127.0.0.1:{port}", "--workers", "1", "--keep-alive", "30", "--log-level",
        "error", "--no-control-socket", *options, app,
    ]  # fmt: skip


@dataclass(frozen=True)
class Server:
    """A running server and its processes."""

    port: int
    process: psutil.Process
    seconds: float
    """How long it took to answer for the first time."""

    def family(self) -> list[psutil.Process]:
        """Return the server's process and all that it started."""
        return [self.process, *self.process.children(recursive=True)]

    def cpu_seconds(self) -> float:
        """Return the processor time spent so far, by all processes together."""
        return float(sum(sum(process.cpu_times()[:2]) for process in self.family()))

    def memory(self) -> int:
        """Return the bytes of memory that all processes together hold; what they share counts once."""
        return int(sum(process.memory_full_info().pss for process in self.family()))


def site(data: Path, **more: str) -> dict[str, str]:
    """Return the environment of a site in production whose data lie in `data`."""
    fixed = {"COMMUNITY_ENV": "production", "SECRET_KEY": SECRET_KEY, "HOSTS": "127.0.0.1", "HOST": "127.0.0.1"}
    fixed |= {"MAIL": "smtp://localhost", "WORKER": "none"}
    return {**fixed, "DATA": str(data), "WORKERS": "1", **more}


@contextmanager
def serving(command: Sequence[str], env: Mapping[str, str], path: str = "/healthz") -> Iterator[Server]:
    """Run a server until the block ends; it answers `path` when the block begins."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    began = time.monotonic()
    process = subprocess.Popen(
        [word.format(port=port) for word in command],
        cwd=HOME,
        env={**os.environ, **env, "PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(process, port, path)
        server = Server(port, psutil.Process(process.pid), time.monotonic() - began)
        for member in server.family():
            for thread in member.threads():
                os.sched_setaffinity(thread.id, {SERVER_CORE})
        yield server
    finally:
        family = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for member in psutil.wait_procs(family, timeout=3)[1]:
            member.kill()


def _wait(process: subprocess.Popen[bytes], port: int, path: str, seconds: float = 30) -> None:
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server stopped with status {process.returncode} before it answered")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as asking:
                asking.sendall(request)
                if asking.recv(20)[9:12] == b"200":
                    return
        except OSError:
            pass
        time.sleep(0.01)
    raise RuntimeError(f"the server did not answer {path} within {seconds} s")
