"""The server: granian with some worker processes. `flask serve` turns into this program."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Mapping
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from threading import Thread
from time import sleep
from typing import Any

from community.config import THREADS, settings

__all__ = ["load", "main"]

PATIENCE = 5
"""Seconds that a worker may take to finish what it is answering when the server stops."""


def main() -> None:
    """Serve until Ctrl-C or SIGTERM."""
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        _serve(settings())
    except KeyboardInterrupt:  # before the server had its own way of hearing it
        pass
    print("Stopped.", flush=True)


def _serve(config: Mapping[str, Any]) -> None:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    # A fresh worker has no copy of our signal handlers, with which it would overhear that it shall stop.
    multiprocessing.set_start_method("spawn")
    server = Server(
        "community",
        address=config["HOST"],
        port=config["PORT"],
        interface=Interfaces.WSGI,
        workers=config["WORKERS"],
        blocking_threads=THREADS,
        workers_kill_timeout=PATIENCE,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
    )
    Thread(target=_say_when_it_answers, args=(config["HOST"], config["PORT"]), daemon=True).start()
    server.serve(target_loader=load, wrap_loader=False)


def load() -> Any:
    """Return the site, in a worker."""
    # Ctrl-C reaches every process of a terminal's job. A worker must not hear it: the server tells it to
    # stop by another signal, and two at once can hang granian. Threads inherit the block, so it comes first.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    from community.factory import create_app  # the server itself holds no site
    from community.platform.worker.jobs import start

    app = create_app()
    if app.config["WORKER"] == "in-process":
        start(app)
    return app


def _end_with(parent: int) -> None:
    """Do not go on serving when the server was killed."""
    while os.getppid() == parent:
        sleep(0.5)
    os._exit(1)


def _say_when_it_answers(host: str, port: int) -> None:
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    address = f"http://{f'[{reached}]' if ':' in reached else reached}:{port}"
    while not _answers(reached, port):
        sleep(0.05)
    print(f"\nServing at {address} – Ctrl-C stops it.", flush=True)


def _answers(host: str, port: int) -> bool:
    """Say whether the server answers, whatever: in production it knows its own host names only."""
    with closing(HTTPConnection(host, port, timeout=1)) as connection:  # straight, past any proxy
        try:
            connection.request("GET", "/healthz")
            connection.getresponse()
        except (OSError, HTTPException):
            return False
    return True


if __name__ == "__main__":
    main()
