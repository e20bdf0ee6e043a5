"""Sends requests as fast as they are answered, over a few kept connections; runs as a process of its own.

Reads one JSON job from standard input and writes one JSON result to standard output. Nothing but the
standard library and no parsing beyond the status and the length of an answer, so that the generator
costs far less than any server here (bench measures that too: see "bytes" in the report).
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
from time import perf_counter
from typing import Any

__all__ = ["run"]


class Connection:
    """One kept connection that always has exactly one request under way."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.address = address
        self.received = b""
        self.connect()

    def connect(self) -> None:
        self.socket = socket.create_connection(self.address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def answer(self) -> tuple[int, int] | None:
        """Return status and size of the answer once it is whole; None while it is not."""
        chunk = self.socket.recv(262_144)
        if not chunk:
            raise ConnectionError("the server hung up")
        self.received += chunk
        head = self.received.find(b"\r\n\r\n")
        if head < 0:
            return None
        status = int(self.received[9:12])
        lowered = self.received[:head].lower()
        at = lowered.find(b"\r\ncontent-length:")
        if at >= 0:
            length = int(lowered[at + 17 : (lowered.find(b"\r\n", at + 17) + 1 or head + 1) - 1])
        elif status in (204, 304):
            length = 0
        else:
            raise ValueError("an answer without a length cannot be measured")
        if len(self.received) < head + 4 + length:
            return None
        size, self.received = len(self.received), b""
        if b"\r\nconnection: close" in lowered:
            self.socket.close()
            self.connect()
        return status, size


def run(job: dict[str, Any]) -> dict[str, Any]:
    """Send the job's requests in turn for its `seconds` over its `connections`; return what came back."""
    requests = [text.encode() for text in job["requests"]]
    address = (job["host"], job["port"])
    pool = [Connection(address) for _ in range(job["connections"])]
    waiting = selectors.DefaultSelector()
    statuses: dict[int, int] = {}
    sent = job["begin"]
    answered = received = 0
    began = perf_counter()
    end = began + job["seconds"]
    for connection in pool:
        connection.socket.sendall(requests[sent % len(requests)])
        sent += 1
        waiting.register(connection.socket, selectors.EVENT_READ, connection)
    now = began
    while now < end or answered < len(pool):
        for ready, _event in waiting.select(timeout=30):
            connection = ready.data
            before = connection.socket
            answer = connection.answer()
            if answer is None:
                continue
            statuses[answer[0]] = statuses.get(answer[0], 0) + 1
            received += answer[1]
            answered += 1
            if connection.socket is not before:
                waiting.unregister(before)
                waiting.register(connection.socket, selectors.EVENT_READ, connection)
            connection.socket.sendall(requests[sent % len(requests)])
            sent += 1
        now = perf_counter()
    return {"answered": answered, "seconds": now - began, "bytes": received, "statuses": statuses, "sent": sent}


if __name__ == "__main__":
    json.dump(run(json.load(sys.stdin)), sys.stdout)
