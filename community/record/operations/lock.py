"""Whoever appends to the record, or forgets something of it, does so alone."""

from __future__ import annotations

from sqlalchemy import func, select

from community.extensions import db
from community.platform.database import execute

__all__ = ["is_mine", "wait_for_it"]

LOCK = 7_102_028
"""The number of PostgreSQL's advisory lock. On SQLite, who writes has the whole database for itself."""


def is_mine() -> bool:
    """Take the record until this transaction ends, and say whether that went well: another process may have it."""
    return not _postgresql() or bool(execute(select(func.pg_try_advisory_xact_lock(LOCK))).scalar_one())


def wait_for_it() -> None:
    """Take the record until this transaction ends, as soon as nobody else has it."""
    if _postgresql():
        execute(select(func.pg_advisory_xact_lock(LOCK)))


def _postgresql() -> bool:
    return db.engine.dialect.name == "postgresql"
