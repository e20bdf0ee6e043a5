"""How the site talks to SQLite and PostgreSQL: transactions, times, upserts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Flask, has_request_context, request
from sqlalchemy import DateTime, Dialect, Engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.types import TypeDecorator

from community.extensions import db

__all__ = ["BUSY_SECONDS", "Instant", "engine_options", "insert", "prepare"]

BUSY_SECONDS = 5
"""How long a writer waits for another one on SQLite before the site answers 503."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


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

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def insert(table: Any) -> Any:
    """Return an INSERT of this site's database that knows `on_conflict_do_update`; both dialects spell it alike."""
    return (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(table)


def engine_options(url: str) -> dict[str, Any]:
    """Return the engine settings for `url`."""
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": BUSY_SECONDS, "isolation_level": None}}
    return {"pool_pre_ping": True, "connect_args": {"connect_timeout": 5}}


def prepare(app: Flask) -> None:
    """Make the engine's transactions what operations expect."""
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)


def _prepare_sqlite(engine: Engine) -> None:
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
        connection.exec_driver_sql("BEGIN" if _only_reads() else "BEGIN IMMEDIATE")


def _only_reads() -> bool:
    return has_request_context() and request.method in SAFE_METHODS
