"""Answering 304 below the framework while nothing at all has changed in the database."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from threading import Lock
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["Unchanged", "state_of"]

MOST = 5_000
"""So many addresses are remembered, about 2 MB of them; with the longest, five times as much."""

LONGEST = 1_000
"""So many characters an address may have, with its host and languages, to be remembered."""

TOLD_APART_BY = ("HTTP_HOST", "PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT_LANGUAGE", "HTTP_ACCEPT")
REPEATED = ("Cache-Control", "ETag", "Vary")


class Unchanged:
    """Remembers which ETag a visitor's page had in which state of the database; says 304 while both stand.

    Making the page again only to find it the same costs a fifth to a third of showing it; this costs a fiftieth.
    Only for visitors without any cookie: nobody's own page is remembered. `state` names the state of
    the database; it is asked before the page is read, so a page can only be newer than its state,
    which then never comes back.
    """

    def __init__(self, serve: WSGIApplication, state: Callable[[], object | None]) -> None:
        self.serve = serve
        self.state = state
        self.remembered: dict[tuple[str, ...], tuple[str, object, list[tuple[str, str]]]] = {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from memory, or serve and remember."""
        have = environ.get("HTTP_IF_NONE_MATCH", "").removeprefix("W/")
        if not have or "HTTP_COOKIE" in environ or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self.serve(environ, start_response)
        address = tuple(environ.get(name, "") for name in TOLD_APART_BY)
        if sum(map(len, address)) > LONGEST:
            return self.serve(environ, start_response)
        state = self.state()
        if state is None:
            return self.serve(environ, start_response)
        tag, then, headers = self.remembered.get(address, ("", None, []))
        if tag == have and then == state:
            start_response("304 NOT MODIFIED", headers)
            return ()

        def start(status: str, headers: list[tuple[str, str]], *failed: Any) -> Any:
            kept = [(name, value) for name, value in headers if name in REPEATED]
            tag = dict(kept).get("ETag")
            if tag and status[:3] in ("200", "304"):
                if len(self.remembered) >= MOST:
                    self.remembered.clear()
                self.remembered[address] = (tag, state, kept)
            return start_response(status, headers, *failed)

        return self.serve(environ, start)


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
                    self.connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
                    self.connections += 1  # each one counts versions for itself
                return self.connections, *self.connection.execute("PRAGMA data_version").fetchone()
            except sqlite3.Error:
                self.connection = None
                return None
