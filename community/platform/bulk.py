"""Reading and writing much at once, outside of requests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import func, select, text

from community.extensions import db
from community.platform.database import reading_only

__all__ = ["bytewise", "ids_of", "one_at_a_time", "reading"]

LOCK = 7_102_027
"""The number of PostgreSQL's advisory lock for writes that touch much."""


@contextmanager
def reading() -> Iterator[None]:
    """Read what stood here at one moment, and keep nobody from writing."""
    with reading_only():
        try:
            if _postgresql():
                db.session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
            yield
        finally:
            db.session.rollback()


def one_at_a_time() -> None:
    """Let no other long write run until this transaction ends; on SQLite that holds for every write anyway."""
    if _postgresql():
        db.session.execute(text("SET LOCAL lock_timeout = '10min'"))
        db.session.execute(select(func.pg_advisory_xact_lock(LOCK)))


def ids_of(model: Any, external_ids: Sequence[str]) -> Mapping[str, int]:
    """Return the ids of the rows of `model` that have these external ids."""
    found = db.session.execute(select(model.external_id, model.id).where(model.external_id.in_(external_ids)))
    return dict(found.tuples().all())


def bytewise(column: Any) -> Any:
    """Return `column` so that ordering by it is the same on every database."""
    return column.collate("C") if _postgresql() else column


def _postgresql() -> bool:
    return db.engine.dialect.name == "postgresql"
