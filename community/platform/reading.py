"""Statements that are written out once and run often, and what a request has read by them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from flask import g, has_request_context
from sqlalchemy import Dialect, Executable, Select
from sqlalchemy.exc import DBAPIError

from community.extensions import db
from community.platform.driven import Driven

__all__ = ["Reading", "Writing", "note", "noted", "watchers"]

Row = TypeVar("Row")

watchers: list[Callable[[str], None]] = []
"""Told of each statement that is run here: tests count them."""
Values = dict[str, Any]
Processes = list[tuple[int, Callable[[Any], Any]]]


class Reading(Generic[Row]):
    """A SELECT with named parameters, and the kind of row it is read into.

    SQLAlchemy writes it and says how values are converted, but the driver runs it: 13 µs instead of 40.
    What was read is noted, for that is what the page is made of.
    """

    def __init__(self, row: Callable[..., Row], statement: Select[*tuple[Any, ...]]) -> None:
        self.row = row
        self.prepared = _Prepared(lambda: statement)

    def all(self, **values: Any) -> list[Row]:
        """Return all rows; `values` are the parameters."""
        cursor = self.prepared.run(values)
        raw = cursor.fetchall()
        out = self.prepared.out
        if out is None:
            out = self.prepared.read_by(cursor.description)
        cursor.close()
        note(raw)
        return [self.row(*_converted(cells, out)) for cells in raw]

    def first(self, **values: Any) -> Row | None:
        """Return the first row, or None when there is none."""
        rows = self.all(**values)
        return rows[0] if rows else None


class Writing:
    """An INSERT, UPDATE or DELETE with named parameters; `build` is asked for it once, with the database at hand."""

    def __init__(self, build: Callable[[], Executable]) -> None:
        self.prepared = _Prepared(build)

    def run(self, **values: Any) -> None:
        """Run it in the session's transaction; `values` are the parameters."""
        self.prepared.run(values).close()


class _Prepared:
    """A statement as the site's database wants it, and how values go in and come out."""

    def __init__(self, build: Callable[[], Any]) -> None:
        self.build = build
        self.dialect: Dialect | None = None
        self.out: Processes | None = None

    def run(self, values: Values) -> Any:
        """Run the statement in the session's transaction; return the driver's cursor."""
        connection = db.session.connection()
        dialect = connection.dialect
        if self.dialect is None or self.dialect.name != dialect.name:
            self._prepare(dialect)
        for tell in watchers:
            tell(self.driven.sql)
        driver: Any = connection.connection.driver_connection
        sql, bound = self.driven.sql, self.driven.bound(values)
        try:
            return driver.execute(sql, bound)
        except dialect.loaded_dbapi.Error as error:
            lost = dialect.is_disconnect(error, driver, None)
            if lost:
                connection.invalidate(error)
            raise DBAPIError.instance(sql, bound, error, dialect.loaded_dbapi.Error, True, lost, dialect) from error

    def read_by(self, description: Sequence[Sequence[Any]]) -> Processes:
        """Find out how each column is read; what the driver says about it is known after the first run only."""
        kinds = [column["type"].dialect_impl(self.dialect) for column in self.statement.column_descriptions]
        found = [kind.result_processor(self.dialect, about[1]) for kind, about in zip(kinds, description, strict=True)]
        out = self.out = [(index, process) for index, process in enumerate(found) if process]
        return out

    def _prepare(self, dialect: Dialect) -> None:
        self.statement = self.build()
        self.driven = Driven(self.statement, dialect)
        self.out = None  # another database, another driver
        self.dialect = dialect


def _converted(cells: Sequence[Any], out: Processes) -> Sequence[Any]:
    if not out:
        return cells
    converted = list(cells)
    for index, process in out:
        converted[index] = process(converted[index])
    return converted


def note(rows: object) -> None:
    """Remember that the page being made shows these rows; their repr must be complete."""
    if has_request_context():
        if "read" not in g:
            g.read = []
        g.read.append(rows)


def noted() -> list[object]:
    """Return everything that this request has read so far."""
    found: list[object] = g.get("read", [])
    return found
