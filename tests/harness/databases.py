"""SQLite and PostgreSQL, upgraded once a run and copied for whoever needs one."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import create_engine, make_url, text

from community.extensions import Base, db
from community.factory import create_app
from tests.harness import postgres, templates
from tests.harness.clients import Client

KINDS = ("sqlite", "postgresql")
only_sqlite = pytest.mark.parametrize("kind", ["sqlite"], indirect=True, scope="session")
SERVER = "postgresql"


def only_postgresql(test: Callable[..., None]) -> Callable[..., None]:
    """Run the test on PostgreSQL alone."""
    marked = pytest.mark.parametrize("kind", ["postgresql"], indirect=True, scope="session")(test)
    return pytest.mark.postgresql(marked)


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
        """Return the address of a new database with the newest tables."""
        return self.copied(kind, "upgraded", lambda: self.empty(kind), upgrade)

    def copied(self, kind: str, name: str, origin: Callable[[], str], fill: Callable[[str], None]) -> str:
        """Return the address of a copy of the database `name`; whoever asks first fills one that `origin` makes."""
        note = self.folder / f"{name}-{kind}"
        with note.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not note.exists():
                filled = origin()
                fill(filled)
                note.write_text(filled)
        return self._make(kind, note.read_text())

    def _make(self, kind: str, origin: str | None) -> str:
        name = f"test_{uuid4().hex}"
        if kind == "sqlite":
            path = self.folder / f"{name}.sqlite3"
            if origin:
                shutil.copyfile(origin.removeprefix("sqlite:///"), path)
            return f"sqlite:///{path}"
        server = self.folder / SERVER
        try:
            postgres.start(server, self.owner)
        except postgres.Unavailable as missing:
            pytest.skip(f"PostgreSQL: {missing}")
        template = f" TEMPLATE {make_url(origin).database}" if origin else ""
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
    app.jinja_env.bytecode_cache = templates.COMPILED
    try:
        yield app
    finally:
        db._app_engines[app][None].dispose()


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database at `url` to `revision`."""
    with app_on(url) as app, app.app_context():
        flask_migrate.upgrade(revision=revision)


def copy_rows(source: str, target: str) -> None:
    """Replace everything in the database at `target` by what stands in the one at `source`."""
    origin, copy = create_engine(source), create_engine(target)
    tables = Base.metadata.sorted_tables
    with origin.connect() as reading, copy.begin() as writing:
        for table in reversed(tables):
            writing.execute(table.delete())
        for table in tables:
            rows = [dict(row) for row in reading.execute(table.select()).mappings()]
            if rows:
                writing.execute(table.insert(), rows)
            if rows and "id" in table.c and writing.dialect.name == "postgresql":  # what comes next is numbered on
                writing.execute(text(f"SELECT setval('{table.name}_id_seq', (SELECT max(id) FROM {table.name}))"))
    origin.dispose()
    copy.dispose()


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
