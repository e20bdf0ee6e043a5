"""How the site talks to SQLite and PostgreSQL: transactions, times, upserts."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from flask import Flask, g, has_request_context, request
from sqlalchemy import ColumnElement, DateTime, Dialect, Engine, Enum, Executable, Float, String, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, CursorResult
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import TypeDecorator

from community.extensions import db

__all__ = [
    "BUSY_SECONDS",
    "SAFE_METHODS",
    "Instant",
    "engine_options",
    "execute",
    "insert",
    "is_away",
    "listed",
    "only_read_from_now",
    "prepare",
    "reading_only",
    "seconds_between",
    "unindexed",
    "without_waiting",
    "words",
    "write_again",
]

BUSY_SECONDS = 5
"""How long a request waits for the lock of another one, or for a connection, before the site answers 503."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_reading: ContextVar[bool] = ContextVar("reading", default=False)


class Instant(TypeDecorator[datetime]):
    """An aware instant, stored in UTC on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without zone cannot be stored")
        return value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        # A list reads two instants a row: this costs a quarter of what process_result_value would.
        return _from_text if dialect.name == "sqlite" else _in_utc


def _from_text(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value).replace(tzinfo=UTC) if value else None


def _in_utc(value: datetime | None) -> datetime | None:
    return value.astimezone(UTC) if value else None


def execute(statement: Executable, values: Mapping[str, Any] | None = None) -> CursorResult[*tuple[Any, ...]]:
    """Run a statement that stands by itself in the session's transaction.

    What the session would add, looking for entities and for unflushed changes, costs 60 µs a statement;
    operations flush, so there is nothing to look for.
    """
    return db.session.connection().execute(statement, values or {})


def insert(table: Any) -> Any:
    """Return an INSERT of this site's database that knows `on_conflict_do_update`; both dialects spell it alike."""
    return (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(table)


def words(kind: type[StrEnum], name: str) -> Enum:
    """Return the type of a column that holds one word of `kind`, checked by the database too."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=20,
        name=name,
        values_callable=lambda known: [word.value for word in known],
    )


class unindexed(ColumnElement[Any]):  # noqa: N801 – reads like a function of SQL
    """A column in a condition for which SQLite shall use no index; PostgreSQL decides by itself, and well."""

    inherit_cache = True

    def __init__(self, column: Any) -> None:
        self.column = column
        self.type = column.type

    _traverse_internals = [("column", InternalTraversal.dp_clauseelement)]  # noqa: RUF012


@compiles(unindexed)
def _plain(element: unindexed, compiler: Any, **options: Any) -> str:
    return str(compiler.process(element.column, **options))


@compiles(unindexed, "sqlite")
def _hidden(element: unindexed, compiler: Any, **options: Any) -> str:
    return f"+{compiler.process(element.column, **options)}"


class listed(FunctionElement[str]):  # noqa: N801 – reads like a function of SQL
    """All texts of a group in one, separated by commas; SQLAlchemy's own cannot be run by the driver."""

    type = String()
    inherit_cache = True


@compiles(listed)
def _listed(element: listed, compiler: Any, **options: Any) -> str:
    return f"group_concat({compiler.process(element.clauses, **options)}, ',')"


@compiles(listed, "postgresql")
def _listed_there(element: listed, compiler: Any, **options: Any) -> str:
    return f"string_agg({compiler.process(element.clauses, **options)}, ',')"


class seconds_between(FunctionElement[float]):  # noqa: N801 – reads like a function of SQL
    """How long after the first instant the second one is, in seconds."""

    type = Float()
    inherit_cache = True


@compiles(seconds_between)
def _seconds(element: seconds_between, compiler: Any, **options: Any) -> str:
    first, second = (compiler.process(clause, **options) for clause in element.clauses)
    return f"((julianday({second}) - julianday({first})) * 86400)"


@compiles(seconds_between, "postgresql")
def _seconds_there(element: seconds_between, compiler: Any, **options: Any) -> str:
    first, second = (compiler.process(clause, **options) for clause in element.clauses)
    return f"extract(epoch FROM ({second}) - ({first}))"


def engine_options(url: str) -> dict[str, Any]:
    """Return the engine settings for `url`; what people wrote stays out of error messages."""
    kept = {"hide_parameters": True, "pool_timeout": BUSY_SECONDS}
    if url.startswith("sqlite"):
        return {**kept, "connect_args": {"timeout": BUSY_SECONDS, "isolation_level": None}}
    # A plan for any parameters at all sorts all ideas for a list in a place: 350 ms, not 1.
    waiting = f"-c lock_timeout={BUSY_SECONDS}s -c plan_cache_mode=force_custom_plan -c jit=off"
    return {**kept, "pool_pre_ping": True, "connect_args": {"connect_timeout": BUSY_SECONDS, "options": waiting}}


def is_away(error: Exception) -> bool:
    """Say whether the database is locked, full, away or busy, rather than asked for something wrong."""
    if not isinstance(error, DBAPIError):
        return True  # no connection came free in time
    if error.connection_invalidated:
        return True
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _SQLITE_AWAY
    state = getattr(error.orig, "sqlstate", None)
    return isinstance(error, OperationalError) and not (state or "").startswith(_POSTGRESQL_LIMITS)


_SQLITE_AWAY = frozenset(
    (
        sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_READONLY,
    )
)  # fmt: skip
_POSTGRESQL_LIMITS = "54"
"""The class of errors for too long a row or statement: asking again would not help."""


def only_read_from_now() -> None:
    """Take no more locks for the rest of this request, whatever its method."""
    g.only_reads = True


def write_again() -> None:
    """Let go of what was read since a commit, and take locks again: that commit was not the last.

    Tries are counted whatever comes of them, and between counting and writing, passwords are compared; meanwhile
    nobody else shall wait.
    """
    db.session.rollback()
    g.pop("only_reads", None)


@contextmanager
def reading_only() -> Iterator[None]:
    """Outside of requests: transactions begun here read, and take no lock."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


@contextmanager
def without_waiting() -> Iterator[None]:
    """Let what is written inside fail almost at once when somebody else is writing: nobody shall wait for a trifle."""
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL lock_timeout = '20ms'")  # ends with the transaction
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA busy_timeout = 20").close()
    try:
        yield
    finally:
        driver.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}").close()


def prepare(app: Flask) -> None:
    """Make the engine's transactions what operations expect."""
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "do_connect")
    def keep_private(_dialect: Dialect, _record: Any, arguments: list[Any], _options: Any) -> None:
        # SQLite would let the whole machine read who voted what. Its other files get the mode of this one.
        with suppress(OSError):  # SQLite says best why a file cannot be made
            os.close(os.open(arguments[0], os.O_RDWR | os.O_CREAT, 0o600))

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # a vote is on the disk before it is answered
            "foreign_keys=ON",
            "cache_size=-16000",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that reads first and writes later fails at once when another one wrote
        # meanwhile; whoever may write therefore takes the lock first, and waits for it.
        if _only_reads():
            raw: Any = connection.connection.driver_connection
            raw.execute("BEGIN")  # cannot fail, and costs a tenth this way
        else:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(engine, "commit")
    def commit(_connection: Connection) -> None:
        # A view commits once, as its last act; what it still reads for its answer needs no lock.
        if has_request_context():
            only_read_from_now()


def _only_reads() -> bool:
    return _reading.get() or (has_request_context() and (request.method in SAFE_METHODS or "only_reads" in g))
