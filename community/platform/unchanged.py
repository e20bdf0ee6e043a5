"""Visitors' pages, remembered below the framework while nothing at all has changed in the database."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from time import time
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["Unchanged", "state_of"]

MOST_BYTES = 32_000_000
"""Pages of so many bytes are remembered by each process; then it begins anew."""

LONGEST = 1_000
"""So many characters an address may have, with its host and languages, to be remembered."""

QUARTER = 900
"""Seconds. What ends by itself ends at a midnight, which in every zone is the full quarter of an hour."""

TOLD_APART_BY = ("HTTP_HOST", "PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT_LANGUAGE")
NEVER = ("/static/", "/healthz", "/readyz")
"""What is not made of the database does not ask for its state."""
SAID_AGAIN = ("Cache-Control", "ETag", "Vary")
"""What a 304 repeats of the headers of the page."""


@dataclass(frozen=True, slots=True)
class _Page:
    state: object
    etag: str
    headers: list[tuple[str, str]]
    body: bytes


class Unchanged:
    """Shows a page as it was made before, or says 304, while the database is in the state it was made in.

    Only pages with an ETag, and only for visitors without any cookie: nobody's own page is remembered.
    `state` names the state of the database. It is asked before a page is read, so a page can only be newer
    than its state, which then never comes back.
    """

    def __init__(self, serve: WSGIApplication, state: Callable[[], object | None]) -> None:
        self.serve = serve
        self.state = state
        self.pages: dict[tuple[str, ...], _Page] = {}
        self.bytes = 0

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from memory, or serve and remember."""
        if environ["REQUEST_METHOD"] != "GET" or "HTTP_COOKIE" in environ or environ["PATH_INFO"].startswith(NEVER):
            return self.serve(environ, start_response)
        address = tuple(environ.get(name, "") for name in TOLD_APART_BY)
        if sum(map(len, address)) > LONGEST:
            return self.serve(environ, start_response)
        known = self.state()
        if known is None:
            return self.serve(environ, start_response)
        state = known, int(time()) // QUARTER
        page = self.pages.get(address)
        if page is None or page.state != state:
            return self._serve(environ, start_response, address, state)
        have = environ.get("HTTP_IF_NONE_MATCH", "")
        if page.etag in have or have == "*":  # one of several perhaps, or marked as weak
            start_response("304 NOT MODIFIED", [header for header in page.headers if header[0] in SAID_AGAIN])
            return ()
        start_response("200 OK", page.headers)
        return (page.body,)

    def _serve(
        self,
        environ: WSGIEnvironment,
        start_response: StartResponse,
        address: tuple[str, ...],
        state: object,
    ) -> Iterable[bytes]:
        kept: list[tuple[str, str]] = []

        def start(status: str, headers: list[tuple[str, str]], *failed: Any) -> Any:
            said = dict(headers)
            if status == "200 OK" and "ETag" in said and said["Content-Type"].startswith("text/html"):
                kept[:] = [] if "Set-Cookie" in said else headers
            return start_response(status, list(headers), *failed)

        answer = self.serve(environ, start)
        if not kept:
            return answer
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        self._keep(address, _Page(state, dict(kept)["ETag"], list(kept), body))
        return (body,)

    def _keep(self, address: tuple[str, ...], page: _Page) -> None:
        if self.bytes > MOST_BYTES:
            self.pages, self.bytes = {}, 0
        before = self.pages.get(address)
        self.bytes += len(page.body) - (len(before.body) if before else 0)
        self.pages[address] = page


def state_of(engine: Engine) -> Callable[[], object | None]:
    """Return a function that names the state of the database: while the name stands, nothing was committed.

    It returns None when the state cannot be known just now.
    """
    return _Watch(str(engine.url.database)) if engine.dialect.name == "sqlite" else lambda: _snapshot(engine)


def _snapshot(engine: Engine) -> object | None:
    """On PostgreSQL, which transactions a query would see."""
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            return connection.exec_driver_sql("SELECT pg_current_snapshot()::text").scalar()
    except SQLAlchemyError:
        return None


class _Watch:
    """On SQLite, the data_version that a connection sees which never writes itself; 5 µs.

    https://www.sqlite.org/pragma.html#pragma_data_version
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.connection: sqlite3.Connection | None = None
        self.connections = 0
        self.lock = Lock()

    def __call__(self) -> object | None:
        with self.lock:
            try:
                if self.connection is None:
                    # Only an existing file: the engine makes it, for nobody else on the machine to read.
                    self.connection = sqlite3.connect(
                        f"{Path(self.path).absolute().as_uri()}?mode=rw",
                        uri=True,
                        isolation_level=None,
                        check_same_thread=False,
                    )
                    self.connections += 1  # each one counts versions for itself, and from the same number
                return self.connections, *self.connection.execute("PRAGMA data_version").fetchone()
            except sqlite3.Error:
                self.connection = None
                return None
