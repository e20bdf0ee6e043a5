"""The way to the server: whether it could listen where it shall, and turning into it."""

from __future__ import annotations

import os
import signal
import socket
import sys
from typing import NoReturn

__all__ = ["Taken", "become_server", "check_free"]


class Taken(Exception):
    """Nobody can serve at this address; the message says why."""


def check_free(host: str, port: int) -> None:
    """Raise Taken when the server could not listen at `host` and `port`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            raise Taken(
                f"Port {port} of {host} cannot be used: {error.strerror}. "
                f"Choose another, for example PORT={port + 1 if port < 65_535 else 5000}."
            ) from error


def become_server() -> NoReturn:
    """Turn this process, which has loaded the site, into the server: a program that holds none itself."""
    sys.stdout.flush()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # Ctrl-C waits until the server can hear it
    os.execv(sys.executable, [sys.executable, "-m", "community.server"])  # noqa: S606
