"""SELECTs that are compiled once, and what a request has read by them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from flask import g, has_request_context
from sqlalchemy import Dialect, Select

from community.extensions import db

__all__ = ["Reading", "note", "noted"]

Row = TypeVar("Row")
Values = dict[str, Any]
Processes = list[tuple[int, Callable[[Any], Any]]]


class Reading(Generic[Row]):
    """A SELECT with named parameters, and the kind of row it is read into.

    SQLAlchemy writes it and converts the values, but only once finds out how; what it does for each
    run of a statement costs 40 µs, and 4 µs a row of an idea: a third of a page's time. What was read is
    noted, for that is what the page is made of.
    """

    def __init__(self, row: Callable[..., Row], statement: Select[*tuple[Any, ...]]) -> None:
        self.row = row
        self.statement = statement
        self.prepared: dict[str, _Prepared] = {}

    def all(self, **values: Any) -> list[Row]:
        """Return all rows; `values` are the parameters."""
        connection = db.session.connection()
        dialect = connection.dialect
        prepared = self.prepared.get(dialect.name)
        if prepared is None:
            prepared = self.prepared[dialect.name] = _Prepared(self.statement, dialect)
        result = connection.exec_driver_sql(prepared.sql, prepared.bind(values))
        cursor = result.cursor
        raw = cursor.fetchall()
        out = prepared.out or prepared.read_by(cursor.description)
        result.close()
        note(raw)
        return [self.row(*_converted(cells, out)) for cells in raw]

    def first(self, **values: Any) -> Row | None:
        """Return the first row, or None when there is none."""
        rows = self.all(**values)
        return rows[0] if rows else None


class _Prepared:
    """A statement as one kind of database wants it, and how values go in and come out."""

    def __init__(self, statement: Select[*tuple[Any, ...]], dialect: Dialect) -> None:
        self.statement, self.dialect = statement, dialect
        compiled = statement.compile(dialect=dialect)
        self.sql = str(compiled)
        self.fixed: Values = dict(compiled.params)
        types = {name: parameter.type for parameter, name in compiled.bind_names.items()}
        self.positional = compiled.positiontup is not None
        names = compiled.positiontup or list(types)
        into = [types[name].dialect_impl(dialect).bind_processor(dialect) for name in names]
        self.into = [(name, process or _as_it_is) for name, process in zip(names, into, strict=True)]
        self.out: Processes | None = None

    def read_by(self, description: Sequence[Sequence[Any]]) -> Processes:
        """Find out how each column is read; what the driver says about it is known after the first run only."""
        kinds = [column["type"].dialect_impl(self.dialect) for column in self.statement.column_descriptions]
        found = [kind.result_processor(self.dialect, about[1]) for kind, about in zip(kinds, description, strict=True)]
        self.out = [(index, process) for index, process in enumerate(found) if process]
        return self.out

    def bind(self, values: Values) -> Any:
        """Return `values` as the driver wants them."""
        given = {**self.fixed, **values}
        if self.positional:
            return tuple([process(given[name]) for name, process in self.into])
        return {name: process(given[name]) for name, process in self.into}


def _converted(cells: Sequence[Any], out: Processes) -> Sequence[Any]:
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


def _as_it_is(value: Any) -> Any:
    return value
