"""Whether the server could listen where it shall."""

from __future__ import annotations

import socket

__all__ = ["Taken", "check_free"]


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
