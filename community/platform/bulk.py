"""Reading and writing much at once, outside of requests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ARRAY, bindparam, column, func, select, text

from community.extensions import db
from community.platform.database import insert, reading_only

__all__ = ["bytewise", "ids_of", "insert_many", "one_at_a_time", "reading"]

LOCK = 7_102_027
"""The number of PostgreSQL's advisory lock for writes that touch much."""
COUNTED = {"preserve_rowcount": True}


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
    return {external_id: number for external_id, number in found}


def insert_many(table: Any, columns: Sequence[str], rows: Sequence[Sequence[Any]], finish: Callable[[Any], Any]) -> int:
    """Insert these rows, as fast as the database can; return how many were written.

    `finish` adds to the INSERT what shall happen on a conflict.
    """
    if _postgresql():
        # One statement with an array for each column; executemany would send each row by itself.
        arrays = [bindparam(name, list(values), ARRAY(table.c[name].type)) for name, values in _turned(columns, rows)]
        given = func.unnest(*arrays).table_valued(*(column(name, table.c[name].type) for name in columns))
        adding = insert(table).from_select(columns, select(*given.render_derived(name="given").c))
        result: Any = db.session.connection().execute(finish(adding), execution_options=COUNTED)
    else:
        values = [dict(zip(columns, row, strict=True)) for row in rows]
        result = db.session.connection().execute(finish(insert(table)), values, execution_options=COUNTED)
    return int(result.rowcount)


def _turned(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[tuple[str, Sequence[Any]]]:
    return zip(columns, zip(*rows, strict=True), strict=True)


def bytewise(words: Any) -> Any:
    """Return the column `words` so that ordering by it is the same on every database."""
    return words.collate("C") if _postgresql() else words


def _postgresql() -> bool:
    return db.engine.dialect.name == "postgresql"
