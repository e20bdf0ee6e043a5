"""Reading and writing much at once, outside of requests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ARRAY, bindparam, column, func, select, text

from community.extensions import db
from community.platform.database import insert, reading_only
from community.platform.driven import Driven

__all__ = ["Inserting", "beside_no_import", "bytewise", "ids_of", "one_at_a_time", "snapshot"]

LOCK = 7_102_027
"""The number of PostgreSQL's advisory lock for writes that touch much."""
COUNTED = {"preserve_rowcount": True}


@contextmanager
def snapshot() -> Iterator[None]:
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
        # The checks of references obey it, too: with a plan for each row, votes take twice as long.
        db.session.execute(text("SET LOCAL plan_cache_mode = auto"))
        db.session.execute(select(func.pg_advisory_xact_lock(LOCK)))


def beside_no_import() -> None:
    """Let no import run beside this transaction, nor another that asks for the same; wait as for any lock."""
    if _postgresql():
        db.session.execute(select(func.pg_advisory_xact_lock(LOCK)))


def ids_of(model: Any, external_ids: Sequence[str]) -> Mapping[str, int]:
    """Return the ids of the rows of `model` that have these external ids."""
    found = db.session.execute(select(model.external_id, model.id).where(model.external_id.in_(external_ids)))
    return {external_id: number for external_id, number in found}


class Inserting:
    """An INSERT of many rows, run some at a time, as fast as the database can."""

    def __init__(self, table: Any, columns: Sequence[str], finish: Callable[[Any], Any]) -> None:
        """`finish` adds to the INSERT what shall happen on a conflict."""
        self.types = {name: table.c[name].type for name in columns}
        self.table = table
        self.finish = finish
        if not _postgresql():
            self._prepare(columns)

    def run(self, rows: Sequence[Sequence[Any]]) -> int:
        """Insert these rows, of one value a column; return how many were written."""
        by_column = dict(zip(self.types, zip(*rows, strict=True), strict=True))
        run = self._run_arrays if _postgresql() else self._run_each
        return int(run(by_column, len(rows)).rowcount)

    def _run_arrays(self, by_column: Mapping[str, Sequence[Any]], _count: int) -> Any:
        """One statement with an array for each column; executemany would send each row by itself."""
        arrays = [bindparam(name, list(values), ARRAY(self.types[name])) for name, values in by_column.items()]
        given = func.unnest(*arrays).table_valued(*(column(name, kind) for name, kind in self.types.items()))
        rows = select(*given.render_derived(name="given").c)
        statement = self.finish(insert(self.table).from_select(list(self.types), rows))
        return db.session.connection().execute(statement, execution_options=COUNTED)

    def _prepare(self, columns: Sequence[str]) -> None:
        """Find out once how each value is given to the driver; SQLAlchemy would find it out for every row."""
        self.driven = Driven(self.finish(insert(self.table)), db.session.connection().dialect, columns)

    def _run_each(self, by_column: Mapping[str, Sequence[Any]], count: int) -> Any:
        rows = self.driven.rows(by_column, count)
        return db.session.connection().exec_driver_sql(self.driven.sql, rows, execution_options=COUNTED)


def bytewise(words: Any) -> Any:
    """Return the column `words` so that ordering by it is the same on every database."""
    return words.collate("C") if _postgresql() else words


def _postgresql() -> bool:
    return db.engine.dialect.name == "postgresql"
