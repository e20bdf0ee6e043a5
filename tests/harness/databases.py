"""SQLite and PostgreSQL, upgraded once a run and copied for whoever needs one."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import create_engine, make_url, text

from community.extensions import db
from community.factory import create_app
from tests.harness import postgres
from tests.harness.clients import Client

KINDS = ("sqlite", "postgresql")
only_sqlite = pytest.mark.parametrize("kind", ["sqlite"], indirect=True, scope="session")
UPGRADED = "upgraded"
SERVER = "postgresql"


class Run:
    """One run of the tests: a folder that all its processes share, and the server in it."""

    def __init__(self, folder: Path, owner: int) -> None:
        self.folder = folder
        self.folder.chmod(0o755)  # PostgreSQL runs as nobody when we are root
        self.owner = owner

    def empty(self, kind: str) -> str:
        """Return the address of a new database with nothing in it."""
        return self._make(kind, None)

    def upgraded(self, kind: str) -> str:
        """Return the address of a new database with the newest tables, copied from the first of this run."""
        ready = self.folder / f"{UPGRADED}-{kind}"
        with (self.folder / f"{UPGRADED}-{kind}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not ready.exists():
                upgrade(self._make(kind, None, UPGRADED))
                ready.touch()
        return self._make(kind, UPGRADED)

    def _make(self, kind: str, origin: str | None, name: str | None = None) -> str:
        name = name or f"test_{uuid4().hex}"
        if kind == "sqlite":
            path = self.folder / f"{name}.sqlite3"
            if origin:
                shutil.copyfile(self.folder / f"{origin}.sqlite3", path)
            return f"sqlite:///{path}"
        server = self.folder / SERVER
        try:
            postgres.start(server, self.owner)
        except postgres.Unavailable as missing:
            pytest.skip(f"PostgreSQL: {missing}")
        template = f" TEMPLATE {origin}" if origin else ""
        self._on_server(f"CREATE DATABASE {name}{template}")
        return postgres.url(server, name)

    def drop(self, url: str) -> None:
        """Remove a database, whoever may still be connected to it."""
        if url.startswith("sqlite"):
            for suffix in ("", "-wal", "-shm"):
                Path(url.removeprefix("sqlite:///") + suffix).unlink(missing_ok=True)
        else:
            self._on_server(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def _on_server(self, statement: str) -> None:
        engine = create_engine(postgres.url(self.folder / SERVER, "postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


@contextmanager
def app_on(url: str, **changes: object) -> Iterator[Flask]:
    """Yield the site on the database at `url`; afterwards no connection is left and it can be copied or dropped."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": url, **changes})
    app.test_client_class = Client
    try:
        yield app
    finally:
        db._app_engines[app][None].dispose()


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database at `url` to `revision`."""
    with app_on(url) as app, app.app_context():
        flask_migrate.upgrade(revision=revision)


@contextmanager
def rolled_back(app: Flask) -> Iterator[None]:
    """Undo whatever happens to the database inside, commits too."""
    engines = db._app_engines[app]
    engine = engines[None]
    db.session.session_factory.configure(join_transaction_mode="create_savepoint")
    with engine.connect() as connection, connection.begin() as transaction:
        engines[None] = connection  # every session now works inside this transaction
        try:
            yield
        finally:
            engines[None] = engine
            transaction.rollback()
    db.session.session_factory.configure(join_transaction_mode="conditional_savepoint")
